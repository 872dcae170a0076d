import Canvas
import Imaging
import Sessions
import Synthesis

/// The seed plane's thumbnails: made in the background, nearest seed first, after the picture.
extension LatentRoom {
  /// After every action: the next thumbnail is asked for when nothing more urgent waits.
  mutating func tendSeedPlane() -> [Effect] {
    guard showsSeedPlane, var base = makeRequest(stamp: 0, precision: preferences.livePrecision)
    else {
      return stopSeedPlane()
    }
    base.latent.source = .seed(0)
    if latentPane.seedPlane.base != base {
      for seed in latentPane.seedPlane.thumbnails.keys {
        latentPane.seedPlane.thumbnails[seed]?.isCurrent = false
      }
      latentPane.seedPlane.base = base
      latentPane.seedPlane.rendering = nil
      latentPane.seedPlane.failure = nil
    }
    guard latentPane.seedPlane.rendering == nil, latentPane.seedPlane.failure == nil, isIdle,
      latentPane.drift == nil, let next = nextThumbnail
    else { return [] }
    latentPane.seedPlane.ticket -= 1
    latentPane.seedPlane.rendering = next
    base.stamp = latentPane.seedPlane.ticket
    base.latent.source = .seed(next)
    return [.renderThumbnail(base)]
  }

  /// The seed nearest to the place that has no current thumbnail. In the map's place more rows of
  /// the grid are seen than in the dock.
  private var nextThumbnail: UInt32? {
    let place = seedPlace
    let rows = leftPane == .seedGrid ? 3 : 2
    var best: (seed: UInt32, distance: Double)?
    for down in -rows...(rows + 1) {
      for right in -4...5 {
        let seed = place.neighbour(right: right, down: down)
        guard latentPane.seedPlane.thumbnails[seed]?.isCurrent != true else { continue }
        let x = Double(right) - place.right
        let y = Double(down) - place.down
        let distance = x * x + y * y
        if distance < best?.distance ?? .infinity { best = (seed, distance) }
      }
    }
    return best?.seed
  }

  /// The thumbnail in work is not wanted.
  mutating func dropSeedThumbnail() { latentPane.seedPlane.rendering = nil }

  /// Stops a thumbnail in work.
  mutating func stopSeedPlane() -> [Effect] {
    guard latentPane.seedPlane.rendering != nil else { return [] }
    latentPane.seedPlane.rendering = nil
    return [.cancelThumbnail]
  }

  /// A thumbnail came; a stale one changes nothing.
  mutating func seedThumbnailArrived(_ frame: Frame) {
    guard frame.stamp == latentPane.seedPlane.ticket, let seed = latentPane.seedPlane.rendering
    else { return }
    latentPane.seedPlane.rendering = nil
    if latentPane.seedPlane.thumbnails.count >= SeedThumbnails.most { dropFarThumbnails() }
    latentPane.seedPlane.thumbnails[seed] = SeedThumbnails.Thumbnail(image: frame.image.small)
  }

  /// No thumbnail came: there are no more until something changes.
  mutating func seedThumbnailFailed(stamp: Int, _ error: SynthesisError) {
    guard stamp == latentPane.seedPlane.ticket, latentPane.seedPlane.rendering != nil else {
      return
    }
    latentPane.seedPlane.rendering = nil
    latentPane.seedPlane.failure = error
    note(StatusLine(.failure, "✗ no thumbnails: \(error.description)"))
  }

  /// Keeps those around the place.
  private mutating func dropFarThumbnails() {
    let place = seedPlace
    var kept: Set<UInt32> = []
    for down in -5...5 {
      for right in -8...8 { kept.insert(place.neighbour(right: right, down: down)) }
    }
    latentPane.seedPlane.thumbnails = latentPane.seedPlane.thumbnails.filter {
      kept.contains($0.key)
    }
  }
}

extension RGBImage {
  /// The picture with sides of at most `PadThumbnails.side`.
  fileprivate var small: RGBImage {
    let longest = max(width, height)
    guard longest > SeedThumbnails.side else { return self }
    return resized(
      to: PixelSize(
        width: max(1, width * SeedThumbnails.side / longest),
        height: max(1, height * SeedThumbnails.side / longest)), by: .area)
  }
}
