public import Tensors

/// The kernel distance between two sets of pictures (KID; Bińkowski et al. 2018): the unbiased squared
/// maximum mean discrepancy of what a trained network sees in them, under (x·y / d + 1)³, in
/// thousandths. Unlike Fréchet distances it is fair to small sets: two sets of one kind have 0 in the
/// mean, and can come out below.
///
/// The network here is EfficientNet-Lite0 (320 features), not Inception: figures compare among
/// themselves, not with published KIDs.
public struct KernelDistance: Codable, Sendable, Hashable {
  /// The distance, in thousandths.
  public var distance: Double
  /// Its deviation over random halves of both sets, in thousandths: how far it can be trusted.
  public var deviation: Double

  /// Halves that are drawn for the deviation.
  static let halves = 20

  /// Measures.
  /// - Parameters: `first`, `second` are pictures `[N, 3, H, W]` and `[M, 3, H, W]`, −1…1, at least four
  ///   each, sides of at least 32.
  public init(
    _ first: Tensor, _ second: Tensor, seenBy network: EfficientNetLite, seed: UInt64
  ) {
    self.init(
      features: Self.seen(first, by: network), Self.seen(second, by: network), seed: seed)
  }

  /// Measures features that are there, `[N, D]` and `[M, D]`.
  init(features first: Tensor, _ second: Tensor, seed: UInt64) {
    let (n, m) = (first.shape[0], second.shape[0])
    let kernel = Self.kernel(Tensor.concatenated([first, second], axis: 0))
    distance = 1000 * Self.discrepancy(Array(0..<n), Array(n..<(n + m)), kernel, width: n + m)
    var random = SeededRandom(seed: seed, stream: 0x51d)
    let estimates = (0..<Self.halves).map { _ in
      1000
        * Self.discrepancy(
          Array((0..<n).shuffled(using: &random).prefix(max(2, n / 2))),
          Array((n..<(n + m)).shuffled(using: &random).prefix(max(2, m / 2))), kernel, width: n + m)
    }
    let mean = estimates.reduce(0, +) / Double(estimates.count)
    deviation =
      (estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(estimates.count - 1))
      .squareRoot()
  }

  private static func seen(_ pictures: Tensor, by network: EfficientNetLite) -> Tensor {
    withoutGradients {
      let parts = stride(from: 0, to: pictures.shape[0], by: 16).map { start in
        network.embedding(
          of: pictures.sliced(axis: 0, from: start, to: min(start + 16, pictures.shape[0])))
      }
      return Tensor.concatenated(parts, axis: 0)
    }
  }

  /// The kernel between all pairs of rows.
  private static func kernel(_ features: Tensor) -> [Double] {
    withoutGradients {
      let x = features.converted(to: .float64)
      let products = x.matmul(x.transposed(0, 1)) / Double(features.shape[1]) + 1
      return (products * products * products).contiguous().doubles()
    }
  }

  /// Means over pairs of different members of each set, less twice the mean over pairs across.
  private static func discrepancy(
    _ first: [Int], _ second: [Int], _ kernel: [Double], width: Int
  ) -> Double {
    func within(_ set: [Int]) -> Double {
      var sum = 0.0
      for a in set { for b in set where a != b { sum += kernel[a * width + b] } }
      return sum / Double(set.count * (set.count - 1))
    }
    var across = 0.0
    for a in first { for b in second { across += kernel[a * width + b] } }
    return within(first) + within(second) - 2 * across / Double(first.count * second.count)
  }
}
