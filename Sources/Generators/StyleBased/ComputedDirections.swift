public import Checkpoints
public import Tensors

/// Directions computed from a model alone, without labels: what a person looks through and names.
public struct ComputedDirections: Sendable, Equatable {
  /// Unit vectors, the strongest first, `[N][w]`.
  public let components: [[Float]]
  /// Standard deviation of w along each; `nil` where nothing was sampled.
  public let deviations: [Float]?
  /// Mean of w; `nil` where nothing was sampled.
  public let mean: [Float]?
  /// Share of the whole that each stands for, 0…1: of the variance, or of the weights' squares.
  public let shares: [Double]

  /// Principal components of w over seeded latents, of a conditional model over all classes
  /// (Härkönen et al. 2020, GANSpace). Costs `samples` runs of the mapping network and one
  /// decomposition of a `[w, w]` matrix.
  /// - Parameters:
  ///   - samples: At least 2; rounded up to whole batches of 1024.
  ///   - count: Components that are kept.
  /// - Throws: `ModelError`.
  public static func principal(
    of model: any LatentSampling, samples: Int, count: Int, seed: UInt64
  ) throws -> ComputedDirections {
    precondition(samples >= 2 && count >= 1, "\(samples) samples, \(count) components")
    return try withoutGradients {
      let random = RandomGenerator(seed: seed)
      let batch = 1024
      var sum: Tensor?
      var products: Tensor?
      var total = 0
      while total < samples {
        let z = random.normal([batch, model.latentDimension])
        let classes =
          model.classCount == 0
          ? nil
          : Tensor(oneHot: (0..<batch).map { $0 % model.classCount }, classes: model.classCount)
        let styles = try model.styles(z: z, weights: classes).moved(to: .cpu)
          .converted(to: .float64)
        let added = styles.sum(over: [0])
        let square = styles.transposed(0, 1).matmul(styles)
        sum = sum.map { $0 + added } ?? added
        products = products.map { $0 + square } ?? square
        total += batch
      }
      guard let sum, let products else { preconditionFailure("there is a batch") }
      let mean = sum / Double(total)
      let width = mean.shape[0]
      let covariance =
        products / Double(total) - mean.reshaped([width, 1]).matmul(mean.reshaped([1, width]))
      let found = try PrincipalAxes.found(covariance, count: count)
      return ComputedDirections(
        components: found.vectors,
        deviations: found.values.map { Float(max(0, $0).squareRoot()) },
        mean: mean.converted(to: .float32).floats(), shares: found.shares)
    }
  }

  /// Directions of w that change the styles most, from the weights alone (Shen & Zhou 2021, SeFa):
  /// eigenvectors of AᵀA, the rows of A being those of the chosen layers' style weights, each
  /// scaled to length 1.
  /// - Parameters:
  ///   - weights: Style weights of the chosen layers, `[channels, w]` each; at least one.
  ///   - count: Components that are kept.
  /// - Throws: `ModelError`.
  public static func factors(of weights: [Tensor], count: Int) throws -> ComputedDirections {
    precondition(!weights.isEmpty && count >= 1, "\(weights.count) weights, \(count) components")
    return try withoutGradients {
      let all = Tensor.concatenated(weights.map { $0.moved(to: .cpu) }, axis: 0)
        .converted(to: .float64)
      let lengths = all.squared().sum(over: [1], keepingAxes: true).squareRoot()
      // A row of zeros stays one.
      let rows = all / lengths.clamped(from: 1e-12, to: nil)
      let found = try PrincipalAxes.found(rows.transposed(0, 1).matmul(rows), count: count)
      return ComputedDirections(
        components: found.vectors, deviations: nil, mean: nil, shares: found.shares)
    }
  }

  /// As GANSpace's files have them: `comp` `[N, 1, w]`, `mean` `[1, w]` and `std` `[N]`, the last two
  /// where w was sampled.
  public var tensors: [StoredTensor] {
    let width = components.first?.count ?? 0
    var tensors = [
      StoredTensor(
        name: "comp", shape: [components.count, 1, width], floats: components.flatMap { $0 })
    ]
    if let mean { tensors.append(StoredTensor(name: "mean", shape: [1, width], floats: mean)) }
    if let deviations {
      tensors.append(
        StoredTensor(name: "std", shape: [deviations.count], floats: deviations))
    }
    return tensors
  }
}
