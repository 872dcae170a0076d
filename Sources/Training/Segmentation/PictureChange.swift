import Tensors

/// What is done to the pictures of one step by chance: another size, other light, less sharpness, grain.
/// The same for the same seed and step.
struct PictureChange {
  private let side: Int
  private let strength: Double
  private var random: SeededRandom

  init(_ configuration: LabellerTrainingConfiguration, step: Int) {
    random = SeededRandom(seed: configuration.seed &+ UInt64(step), stream: 0x1abe1)
    strength = configuration.colourChange
    let unit = configuration.network.step
    let quarter = max(unit, configuration.size / 4 / unit * unit)
    let sizes = [
      configuration.size, configuration.size, configuration.size - quarter,
      configuration.size + quarter,
    ]
    side = sizes[Int.random(in: 0..<sizes.count, using: &random)]
  }

  /// - Parameter pictures: `[N, 3, S, S]`, −1…1.
  /// - Returns: `[N, 3, S′, S′]`, about −1…1.
  func applied(to pictures: Tensor) -> Tensor {
    var random = random
    let count = pictures.shape[0]
    var changed =
      pictures.shape[2] == side ? pictures : pictures.resizedBilinear(height: side, width: side)
    guard strength > 0 else { return changed }
    func numbers(_ count: Int, _ make: () -> Double) -> Tensor {
      Tensor((0..<count).map { _ in Float(make()) }, shape: [count, 1, 1, 1])
        .moved(to: pictures.device)
    }
    func spread(_ share: Double) -> Double {
      Double.random(in: -strength * share...strength * share, using: &random)
    }
    // Less sharp: between the picture and its mean over 3×3.
    let blur = numbers(count) {
      Double.random(in: 0..<1, using: &random) < 0.3
        ? Double.random(in: 0...1, using: &random) : 0
    }
    let smooth = changed.averagePooled(kernel: 3, stride: 1, padding: 1, countsPadding: false)
    changed = changed + (smooth - changed) * blur
    // Saturation, contrast, brightness, and a cast.
    let grey = changed.mean(over: [1], keepingAxes: true)
    changed = grey + (changed - grey) * (1 + numbers(count) { spread(2) })
    let middle = changed.mean(over: [1, 2, 3], keepingAxes: true)
    changed = middle + (changed - middle) * (1 + numbers(count) { spread(1.2) })
    changed = changed + numbers(count) { spread(1) }
    let cast = Tensor(
      (0..<(3 * count)).map { _ in Float(spread(0.5)) }, shape: [count, 3, 1, 1])
    changed = changed + cast.moved(to: pictures.device)
    let noise = RandomGenerator(seed: random.next()).normal(changed.shape)
    let grain = numbers(count) { Double.random(in: 0...0.04, using: &random) }
    return (changed + noise.moved(to: pictures.device) * grain).clamped(from: -1, to: 1)
  }

  /// Labels at the size of the changed pictures.
  /// - Parameter labels: `[N, 1, S, S]` of any type.
  func resized(labels: Tensor) -> Tensor {
    guard labels.shape[2] != side else { return labels }
    return labels.converted(to: .float32).resizedNearest(height: side, width: side)
      .converted(to: labels.type)
  }
}
