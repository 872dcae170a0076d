import Canvas
import Imaging
import Sessions
import Synthesis

/// The pad's thumbnails: made in the background, nearest seed first, after the picture.
extension StudioState {
  /// After every action: the next thumbnail is asked for when nothing more urgent waits.
  mutating func tendPad() -> [Effect] {
    guard showsPad, var base = makeRequest(stamp: 0, precision: preferences.livePrecision) else {
      return stopPad()
    }
    base.latent.source = .seed(0)
    if latentHand.pad.base != base {
      for seed in latentHand.pad.thumbnails.keys {
        latentHand.pad.thumbnails[seed]?.isCurrent = false
      }
      latentHand.pad.base = base
      latentHand.pad.rendering = nil
      latentHand.pad.failure = nil
    }
    guard latentHand.pad.rendering == nil, latentHand.pad.failure == nil, isIdle,
      latentHand.drift == nil, let next = nextThumbnail
    else { return [] }
    latentHand.pad.ticket -= 1
    latentHand.pad.rendering = next
    base.stamp = latentHand.pad.ticket
    base.latent.source = .seed(next)
    return [.renderThumbnail(base)]
  }

  /// The seed nearest to the place that has no current thumbnail. In the map's place more rows of
  /// the grid are seen than in the dock.
  private var nextThumbnail: UInt32? {
    let place = seedPlace
    let rows = leftHand == .seedGrid ? 3 : 2
    var best: (seed: UInt32, distance: Double)?
    for down in -rows...(rows + 1) {
      for right in -4...5 {
        let seed = place.neighbour(right: right, down: down)
        guard latentHand.pad.thumbnails[seed]?.isCurrent != true else { continue }
        let x = Double(right) - place.right
        let y = Double(down) - place.down
        let distance = x * x + y * y
        if distance < best?.distance ?? .infinity { best = (seed, distance) }
      }
    }
    return best?.seed
  }

  /// Stops a thumbnail in work.
  mutating func stopPad() -> [Effect] {
    guard latentHand.pad.rendering != nil else { return [] }
    latentHand.pad.rendering = nil
    return [.cancelThumbnail]
  }

  /// A thumbnail came; a stale one changes nothing.
  mutating func take(padThumbnail frame: Frame) {
    guard frame.stamp == latentHand.pad.ticket, let seed = latentHand.pad.rendering else { return }
    latentHand.pad.rendering = nil
    if latentHand.pad.thumbnails.count >= PadThumbnails.most { dropFarThumbnails() }
    latentHand.pad.thumbnails[seed] = PadThumbnails.Thumbnail(image: frame.image.small)
  }

  /// No thumbnail came: there are no more until something changes.
  mutating func notePadFailure(stamp: Int, _ error: SynthesisError) {
    guard stamp == latentHand.pad.ticket, latentHand.pad.rendering != nil else { return }
    latentHand.pad.rendering = nil
    latentHand.pad.failure = error
    note(FootLine(.failure, "✗ no thumbnails: \(error.description)"))
  }

  /// Keeps those around the place.
  private mutating func dropFarThumbnails() {
    let place = seedPlace
    var kept: Set<UInt32> = []
    for down in -5...5 {
      for right in -8...8 { kept.insert(place.neighbour(right: right, down: down)) }
    }
    latentHand.pad.thumbnails = latentHand.pad.thumbnails.filter { kept.contains($0.key) }
  }
}

extension RGBImage {
  /// The picture with sides of at most `PadThumbnails.side`.
  fileprivate var small: RGBImage {
    let longest = max(width, height)
    guard longest > PadThumbnails.side else { return self }
    return resized(
      to: PixelSize(
        width: max(1, width * PadThumbnails.side / longest),
        height: max(1, height * PadThumbnails.side / longest)), by: .area)
  }
}
