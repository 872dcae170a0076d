import Canvas
public import Imaging
import Sessions
import Synthesis

/// Boxes of a pyramid's picture whose noise at one scale has a seed of its own. Every change is one
/// undo step.
extension LatentRoom {
  /// `d` while a box is selected: its noise at the scale in hand comes from another seed.
  mutating func rollNoise(in box: PixelRect, seed: UInt32) -> [Effect] {
    guard capabilities?.pyramid != nil else { return [] }
    let scale = noiseScale
    let present = picture.settings.pyramid.regions
    let place = present.lastIndex { $0.rect == box && $0.scale == scale }
    guard place != nil || present.count < PyramidSettings.mostRegions else {
      showStatus(
        .reason, "there are \(present.count) boxes of noise: Del in the Latent pane takes one off")
      return []
    }
    let region = PyramidRequest.NoiseRegion(rect: box, scale: scale, seed: seed)
    latentPane.region = place ?? present.count
    let effects = change({ _, _ in "noise of a box at scale \(scale): seed \(seed)" }) {
      if let place {
        $0.pyramid.regions[place] = region
      } else {
        $0.pyramid.regions.append(region)
      }
    }
    if isPaintedOver, picture.settings.pyramid.blending != .none {
      showStatus(
        .reason,
        "noise of the box at scale \(scale): seed \(seed); only paint shows it, "
          + "“paint whole” in z all of it")
    } else {
      showStatus(
        .done, "noise of the box at scale \(scale): seed \(seed); d another, Esc lets it go")
    }
    return effects
  }

  /// The scale in hand: the one at which paint enters where there is some, else the first that
  /// takes noise.
  private var noiseScale: Int {
    guard let pyramid = capabilities?.pyramid else { return 0 }
    let number = isPaintedOver ? PyramidNumber.entryScale : .startScale
    return Int(number.value(in: picture.settings.pyramid, of: pyramid))
  }

  /// ←→ on the row of boxes.
  mutating func chooseNoiseBox(by step: Int) {
    let count = picture.settings.pyramid.regions.count
    latentPane.region = min(max(0, latentPane.region + step), max(0, count - 1))
  }

  /// Space on the row of boxes: another seed for the chosen one.
  mutating func rerollNoiseBox() -> [Effect] {
    let seed = rollSeed()
    return changeNoiseBox({ "seed \($0.seed)" }) { $0.seed = seed }
  }

  /// `[ ]` on the row of boxes: the chosen one's scale.
  mutating func moveNoiseBox(by step: Int) -> [Effect] {
    let last = max(0, (capabilities?.pyramid?.sizes.count ?? 1) - 1)
    return changeNoiseBox({ "scale \($0.scale)" }) {
      $0.scale = min(max(0, $0.scale + step), last)
    }
  }

  /// A typed seed for a box.
  mutating func setNoiseBox(_ index: Int, seed: UInt32) -> [Effect] {
    latentPane.region = index
    return changeNoiseBox({ "seed \($0.seed)" }) { $0.seed = seed }
  }

  /// Del on the row of boxes: the chosen one goes.
  mutating func removeNoiseBox() -> [Effect] {
    guard let index = chosenNoiseBox else { return refuseNoiseBox() }
    let effects = change({ _, _ in "box \(index + 1) of noise taken off" }) {
      $0.pyramid.regions.remove(at: index)
    }
    chooseNoiseBox(by: 0)
    return effects
  }

  private mutating func changeNoiseBox(
    _ words: (PyramidRequest.NoiseRegion) -> String,
    _ body: (inout PyramidRequest.NoiseRegion) -> Void
  ) -> [Effect] {
    guard let index = chosenNoiseBox else { return refuseNoiseBox() }
    return change({ "box \(index + 1) of noise: \(words($1.pyramid.regions[index]))" }) {
      body(&$0.pyramid.regions[index])
    }
  }

  private mutating func refuseNoiseBox() -> [Effect] {
    showStatus(.reason, "no box of noise yet: s, drag one, d gives it a seed of its own")
    return []
  }
}

/// What views ask.
extension StudioState {
  /// The box that `d` gives noise of its own, in pixels of the photo; `nil` where `d` rolls the whole
  /// picture.
  public var noiseBoxInHand: PixelRect? {
    guard let pyramid = capabilities?.pyramid, leftPane == .map, !timeline.playback.isShown,
      case .area(let area)? = editing.selection
    else { return nil }
    let bounds = editing.document.mask(of: area).bounds
    guard !bounds.isEmpty else { return nil }
    return bounds.scaled(from: editing.document.size, to: pyramid.photo)
  }

  /// The box that keys on the row of boxes act on; `nil` without any.
  public var chosenNoiseBox: Int? {
    let count = picture.settings.pyramid.regions.count
    return count == 0 ? nil : min(max(0, latentPane.region), count - 1)
  }

  /// The boxes with noise of their own as they lie on a raster of another size than the photo's.
  public func noiseBoxes(on size: PixelSize) -> [PixelRect] {
    guard let pyramid = capabilities?.pyramid else { return [] }
    return picture.settings.pyramid.regions.map { $0.rect.scaled(from: pyramid.photo, to: size) }
  }
}
