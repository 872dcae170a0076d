import Canvas
import Imaging
import Sessions
import Synthesis

/// Numbers of the rows, typed.
extension LatentRoom {
  /// Takes what was typed: as an undo step, or only to look at it.
  mutating func applyLatent(
    _ subject: InputBox.Subject, _ text: String, asStep: Bool
  ) -> [Effect] {
    let before = picture.settings
    let count = history.past.count
    var previewed = self
    let effects: [Effect]
    switch subject {
    case .mixSeed: effects = UInt32(text).map { previewed.setMixSeed(to: $0) } ?? []
    case .noiseSeed: effects = UInt32(text).map { previewed.setNoise(.seeded($0)) } ?? []
    case .cutoff: effects = Int(text).map { previewed.setCutoff(to: $0) } ?? []
    case .layerPsi(let layer):
      effects = Double(text).map { previewed.setPsi(ofLayer: layer, to: $0) } ?? []
    case .direction(let index):
      effects = Double(text).map { previewed.setSteps(along: index, to: $0) } ?? []
    case .pyramid(let number):
      effects = Double(text).map { previewed.setPyramid(number, to: $0) } ?? []
    case .noiseBoxSeed(let index):
      effects = UInt32(text).map { previewed.setNoiseBox(index, seed: $0) } ?? []
    case .seed, .psi, .brushSize, .amount, .frame, .keyframeName, .nudge, .starName: return []
    }
    guard !asStep else {
      self = previewed
      return effects
    }
    // Looking is not an undo step: only what the picture is made with is taken from it.
    precondition(
      history.past.count == count && picture.settings == before, "trying changed the session")
    tryOut(previewed.picture.settings)
    return picture.settings == before ? [] : requestPicture(changed: .nowhere)
  }

  /// ψ 1 for all layers, nothing mixed, fixed noise: as the model makes it.
  mutating func takePlainLatent() -> [Effect] {
    change({ _, _ in "plain latent" }) {
      $0.latent = LatentState(source: $0.latent.source)
      $0.pyramid = PyramidSettings()
    }
  }

  /// `=`: the number in hand, by what is focused.
  mutating func openCurrentNumber() -> [Effect] {
    switch view.focus {
    case .walk: openBox(.frame)
    case .latent where latentPane.part == .stars && !latentPane.saved.stars.isEmpty:
      openBox(.starName)
    case .latent where latentPane.part == .layers: return typeRow()
    case .latent: openBox(.seed)
    case .map, .picture, .palette, .inspector, .styles:
      openBox(leftPane == .map ? .brushSize : .seed)
    }
    return []
  }
}
