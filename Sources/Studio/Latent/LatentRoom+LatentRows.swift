import Canvas
import Imaging
import Sessions
public import Synthesis

/// The rows of the Latent pane: truncation, mixing, noise, classes. Every change is one undo step.
extension LatentRoom {
  /// ←→ on the focused row.
  mutating func changeRow(by step: Int) -> [Effect] {
    switch latentPane.row {
    case .psi: return turnPsi(by: step)
    case .kind: return setTruncationKind(picture.settings.latent.truncationKind.next(by: step))
    case .cutoff: return turnCutoff(by: step)
    case .mix: return setMixSeed(to: mixSeed &+ UInt32(bitPattern: Int32(step)))
    case .layers, .classLayers:
      let first = latentPane.row == .classLayers ? 1 : 0
      let last = max(first, mixableParts - 1)
      latentPane.layer = min(max(first, latentPane.layer + step), last)
    case .directions:
      latentPane.direction = min(max(0, latentPane.direction + step), directions.count)
    case .noise: return turnNoise(by: step)
    case .mixture: return stepClass(by: step)
    case .blending: return turnBlending(by: step)
    case .noiseBoxes: chooseNoiseBox(by: step)
    case .startScale, .entryScale, .width, .height:
      return latentPane.row.pyramidNumber.map { turnPyramid($0, by: step) } ?? []
    }
    return []
  }

  /// Space on the focused row: switches what can be switched.
  mutating func switchRow() -> [Effect] {
    switch latentPane.row {
    case .psi: return togglePsi()
    case .cutoff:
      let layers = capabilities?.latent?.layers ?? 0
      return setCutoff(
        to: picture.settings.latent.truncationCutoff == nil ? max(1, layers / 2) : layers)
    case .mix: return picture.settings.latent.mixing == nil ? setMixSeed(to: mixSeed) : unmix()
    case .layers, .classLayers: return mixLayer(latentPane.layer, in: latentPane.row)
    case .directions: return turnDirectionLayers()
    case .kind, .noise, .mixture, .blending: return changeRow(by: 1)
    case .startScale, .entryScale, .width, .height: return resetPyramid(latentPane.row)
    case .noiseBoxes: return rerollNoiseBox()
    }
  }

  /// `[` and `]` on the focused row: its number, where it has one that arrows do not change.
  mutating func nudgeRow(by step: Int) -> [Effect] {
    switch latentPane.row {
    case .layers where (capabilities?.latent?.layers ?? 0) > 0:
      let layer = latentPane.layer
      return turn(
        .layerPsi(layer), to: psi(ofLayer: layer) + 0.05 * Double(step), isDrag: false)
    case .classLayers: return stepMixedClass(by: step)
    case .directions: return turnDirection(by: step)
    case .cutoff: return turnCutoff(by: step)
    case .mix: return setMixSeed(to: mixSeed &+ UInt32(bitPattern: Int32(10 * step)))
    case .noise:
      guard case .seeded(let seed) = picture.settings.latent.noise else {
        return turnNoise(by: step)
      }
      return setNoise(.seeded(seed &+ UInt32(bitPattern: Int32(step))))
    case .mixture:
      guard let first = classShares.first else { return [] }
      return share(of: first.id, by: 0.05 * Double(step))
    case .psi, .kind, .layers: return turnPsi(by: step)
    case .blending: return turnBlending(by: step)
    case .noiseBoxes: return moveNoiseBox(by: step)
    case .startScale, .entryScale, .width, .height:
      return latentPane.row.pyramidNumber.map {
        turnPyramid($0, by: ($0 == .width || $0 == .height ? 5 : 1) * step)
      } ?? []
    }
  }

  /// Enter on the focused row: types its number.
  mutating func typeRow() -> [Effect] {
    switch latentPane.row {
    case .psi: openBox(.psi)
    case .cutoff: openBox(.cutoff)
    case .mix: openBox(.mixSeed)
    case .layers where (capabilities?.latent?.layers ?? 0) > 0:
      openBox(.layerPsi(latentPane.layer))
    case .directions: return typeDirection()
    case .noise:
      guard case .seeded = picture.settings.latent.noise else { return switchRow() }
      openBox(.noiseSeed)
    case .kind, .layers, .classLayers, .mixture, .blending: return switchRow()
    case .startScale, .entryScale, .width, .height:
      latentPane.row.pyramidNumber.map { openBox(.pyramid($0)) }
    case .noiseBoxes:
      guard let index = chosenNoiseBox else { return rerollNoiseBox() }
      openBox(.noiseBoxSeed(index))
    }
    return []
  }

  /// Del on the focused row: its default.
  mutating func resetRow() -> [Effect] {
    let layer = latentPane.layer
    switch latentPane.row {
    case .psi: return changePsi(to: 1, amending: nil)
    case .kind: return setTruncationKind(.scaling)
    case .cutoff: return setCutoff(to: .max)
    case .mix: return unmix()
    case .layers:
      return change({ _, _ in "layer \(layer) as the others" }) {
        $0.latent.layerPsi[layer] = nil
        $0.latent.mixing?.layers.removeAll { $0 == layer }
      }
    case .classLayers:
      return change({ _, _ in "classes of all chunks alike" }) {
        $0.latent.mixing?.classLayers = []
      }
    case .directions: return removeDirection()
    case .noise: return setNoise(.fixed)
    case .mixture: return chooseClass(0)
    case .noiseBoxes: return removeNoiseBox()
    case .startScale, .entryScale, .width, .height, .blending:
      return resetPyramid(latentPane.row)
    }
  }

  // MARK: Truncation

  /// How ψ truncates z.
  mutating func setTruncationKind(_ kind: LatentState.TruncationKind) -> [Effect] {
    change({ _, to in "ψ by \(to.latent.truncationKind.words)" }) {
      $0.latent.truncationKind = kind
    }
  }

  private mutating func turnCutoff(by step: Int) -> [Effect] {
    let layers = capabilities?.latent?.layers ?? 0
    let present = picture.settings.latent.truncationCutoff ?? layers
    return turn(.cutoff, to: Double(min(present, layers) + step), isDrag: false)
  }

  /// Sets the cutoff; at the number of layers, or beyond, all are truncated.
  mutating func setCutoff(to cutoff: Int, amending before: PictureSettings? = nil) -> [Effect] {
    let layers = capabilities?.latent?.layers ?? 0
    let value = cutoff >= layers ? nil : max(0, cutoff)
    func words(_ settings: PictureSettings) -> String {
      settings.latent.truncationCutoff.map { "\($0)" } ?? "all"
    }
    return change({ "cutoff \(words($0)) → \(words($1))" }, amending: before) {
      $0.latent.truncationCutoff = value
    }
  }

  /// Sets ψ of one layer.
  mutating func setPsi(
    ofLayer layer: Int, to psi: Double, amending before: PictureSettings? = nil
  ) -> [Effect] {
    let value = min(max((psi * 100).rounded() / 100, -1), 2)
    return change({ _, _ in "ψ of layer \(layer) → \(decimal(value, 2))" }, amending: before) {
      $0.latent.layerPsi[layer] = value
    }
  }

  // MARK: Mixing

  /// Sets the seed that is mixed in.
  mutating func setMixSeed(to seed: UInt32) -> [Effect] {
    change({ _, _ in "mixing seed \(seed)" }) {
      var mixing = $0.latent.mixing ?? LatentState.Mixing(source: .seed(seed), layers: [])
      mixing.source = .seed(seed)
      $0.latent.mixing = mixing
    }
  }

  private mutating func unmix() -> [Effect] {
    change({ _, _ in "nothing mixed" }) { $0.latent.mixing = nil }
  }

  /// Takes a layer or chunk into the mix, or out of it.
  mutating func mixLayer(_ layer: Int, in row: LatentRow) -> [Effect] {
    let isClass = row == .classLayers
    guard layer >= (isClass ? 1 : 0), layer < mixableParts else { return [] }
    let part =
      (capabilities?.latent?.layers ?? 0) > 0 ? "layer" : isClass ? "class of chunk" : "chunk"
    let other = otherClass
    let seed = mixSeed
    var isMixed = false
    var next = picture.settings.latent.mixing ?? LatentState.Mixing(source: .seed(seed), layers: [])
    func toggle(_ layers: inout [Int]) {
      isMixed = !layers.contains(layer)
      layers = isMixed ? (layers + [layer]).sorted() : layers.filter { $0 != layer }
    }
    if isClass {
      if next.classWeights.isEmpty { next.classWeights = [other: 1] }
      toggle(&next.classLayers)
    } else {
      toggle(&next.layers)
    }
    let words =
      isMixed
      ? "\(part) \(layer) from \(isClass ? self.words(forClasses: next.classWeights) : "seed \(seed)")"
      : "\(part) \(layer) not mixed"
    return change({ _, _ in words }) { $0.latent.mixing = next }
  }

  /// The class that is mixed in first: the focused one, else the one after the present.
  private var otherClass: Int {
    let present = classShares.first?.id ?? 0
    let focused = latentPane.chosenClass
    if focused != present, classNames.indices.contains(focused) { return focused }
    return classNames.isEmpty ? 0 : (present + 1) % classNames.count
  }

  private mutating func stepMixedClass(by step: Int) -> [Effect] {
    let count = classNames.count
    let present = picture.settings.latent.mixing?.classWeights.keys.first ?? otherClass
    let next = ((present + step) % count + count) % count
    let name = classNames[next]
    let seed = mixSeed
    return change({ _, _ in "mixing class \(name)" }) {
      var mixing = $0.latent.mixing ?? LatentState.Mixing(source: .seed(seed), layers: [])
      mixing.classWeights = [next: 1]
      $0.latent.mixing = mixing
    }
  }

  // MARK: Noise

  /// Fixed, drawn from a seed, off, round and round.
  mutating func turnNoise(by step: Int) -> [Effect] {
    let kinds: [LatentState.Noise] = [.fixed, .seeded(0), .off]
    let present: Int
    switch picture.settings.latent.noise {
    case .fixed: present = 0
    case .seeded: present = 1
    case .off: present = 2
    }
    return setNoise(kinds[((present + step) % 3 + 3) % 3])
  }

  /// Sets the noise inputs.
  mutating func setNoise(_ noise: LatentState.Noise) -> [Effect] {
    change({ _, to in "noise \(StudioState.words(for: to.latent.noise))" }) {
      $0.latent.noise = noise
    }
  }
}

/// What views ask.
extension StudioState {
  /// The seed that is mixed in.
  public var mixSeed: UInt32 {
    guard case .seed(let seed)? = picture.settings.latent.mixing?.source else {
      return firstMixSeed
    }
    return seed
  }
}

extension LatentState.TruncationKind {
  /// As it is written: what BigGAN's papers and programs call it.
  public var words: String {
    switch self {
    case .scaling: "scaling"
    case .truncatedNormal: "cut normal"
    case .resampling: "resampling"
    }
  }
}

/// The seed that is mixed in first, as in StyleGAN3's visualizer.
private let firstMixSeed: UInt32 = 1000
