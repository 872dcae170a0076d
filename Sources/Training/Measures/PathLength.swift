public import Generators
public import Tensors

/// How far apart pictures are for the measure of path length.
public protocol PictureMetric: Sendable {
  /// Its name, as outputs state it.
  var name: String { get }

  /// Squared distance of each pair.
  /// - Parameters: `[N, 3, H, W]` each, −1…1.
  func squaredDistances(_ first: Tensor, _ second: Tensor) -> [Double]
}

/// The pixels themselves, averaged down to at most `side` a side: mean squared difference in −1…1.
/// What is used while no perceptual network is at hand; its lengths compare with its own alone.
public struct PixelMetric: PictureMetric {
  /// Pixels a side at most.
  public let side: Int

  /// A metric of pixels.
  public init(side: Int = 64) { self.side = side }

  /// `pixels-64`
  public var name: String { "pixels-\(side)" }

  /// Mean over channels and pixels of the squared difference.
  public func squaredDistances(_ first: Tensor, _ second: Tensor) -> [Double] {
    var difference = first - second
    while difference.shape[2] > side {
      difference = difference.averagePooled(kernel: 2, stride: 2)
    }
    return difference.squared().mean(over: [1, 2, 3]).doubles()
  }
}

/// Perceptual path length (Karras et al. 2019, §4.1): the mean of d(G(t), G(t + ε)) / ε² over random
/// paths, the lowest and highest hundredth left out. Large where pictures change abruptly.
public struct PathLength: Sendable {
  /// The space the paths lie in.
  public enum Space: String, Codable, Sendable, CaseIterable {
    /// z: along great circles.
    case z
    /// w: straight.
    case w
  }

  /// Where on a path it is measured.
  public enum Sampling: String, Codable, Sendable, CaseIterable {
    /// Anywhere.
    case full
    /// At its start.
    case end
  }

  /// What comes out.
  public struct Result: Codable, Sendable, Hashable {
    /// The length.
    public var length: Double
    /// Number of paths.
    public var paths: Int
    /// Name of the metric.
    public var features: String
  }

  /// Number of paths.
  public var paths = 1024
  /// Where the paths lie.
  public var space = Space.z
  /// Where they are measured.
  public var sampling = Sampling.full
  /// The step ε.
  public var epsilon = 1e-4
  /// Paths rendered at once.
  public var batch = 8
  /// Seed of the paths.
  public var seed: UInt64

  /// The paper's numbers, fewer paths.
  public init(seed: UInt64 = 1) {
    self.seed = seed
  }

  /// Measures.
  /// - Parameter metric: What pictures are compared by.
  /// - Throws: what the model throws.
  public func measure(
    _ model: some LatentSampling, by metric: some PictureMetric
  ) throws -> Result {
    let random = RandomGenerator(seed: seed)
    // Where drawn codes lie. Networks that normalize z do not see it; the others know nothing else.
    let radius = Double(model.latentDimension).squareRoot()
    var choice = SeededRandom(seed: seed, stream: 0x9a7)
    var values: [Double] = []
    while values.count < paths {
      let count = min(batch, paths - values.count)
      let start = random.normal([count, model.latentDimension])
      let end = random.normal([count, model.latentDimension])
      let uniform = random.uniform([count, 1])
      let place = sampling == .full ? uniform : uniform * 0
      let classes = model.classCount
      let ids = (0..<count).map { _ in Int.random(in: 0..<max(1, classes), using: &choice) }
      let weights = classes > 0 ? Tensor(oneHot: ids, classes: classes) : nil
      let made: [Tensor] = try [place, place + epsilon].map { t in
        switch space {
        case .z:
          return try model.pictures(z: Self.slerp(start, end, t) * radius, weights: weights)
        case .w:
          let first = try model.styles(z: start, weights: weights)
          let last = try model.styles(z: end, weights: weights)
          return try model.pictures(styles: first + (last - first) * t)
        }
      }
      values += metric.squaredDistances(made[0], made[1]).map { $0 / (epsilon * epsilon) }
    }
    return Result(length: Self.trimmedMean(values), paths: paths, features: metric.name)
  }

  /// Points on great circles, all of length 1 (StyleGAN's `slerp`).
  /// - Parameters: `[N, D]`, `[N, D]`, `[N, 1]`.
  static func slerp(_ first: Tensor, _ last: Tensor, _ t: Tensor) -> Tensor {
    func unit(_ x: Tensor) -> Tensor {
      x / x.squared().sum(over: [1], keepingAxes: true).squareRoot()
    }
    let (a, b) = (unit(first).converted(to: .float64), unit(last).converted(to: .float64))
    let cosine = (a * b).sum(over: [1], keepingAxes: true)
    let angle = Engine.call("aten::acos", "", .tensor(cosine)) * t
    let across = unit(b - a * cosine)
    let point =
      a * Engine.call("aten::cos", "", .tensor(angle))
      + across * Engine.call("aten::sin", "", .tensor(angle))
    return unit(point).converted(to: .float32)
  }

  /// The mean of what lies between the 1st and the 99th of a hundred parts, both by the nearest
  /// lower and higher value.
  static func trimmedMean(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard let last = sorted.indices.last, last > 0 else { return sorted.first ?? 0 }
    let low = sorted[Int((0.01 * Double(last)).rounded(.down))]
    let high = sorted[Int((0.99 * Double(last)).rounded(.up))]
    let kept = sorted.filter { $0 >= low && $0 <= high }
    return kept.reduce(0, +) / Double(kept.count)
  }
}
