public import Layers
public import Tensors

/// Adam (Kingma & Ba 2015) over the learned tensors of a network, changing them in place.
///
/// Not Sendable: belongs to the one training thread.
public final class Adam {
  /// How it learns.
  struct Settings {
    /// Step size.
    var learningRate: Double
    /// Decay of the first moments.
    var beta1 = 0.0
    /// Decay of the second moments.
    var beta2 = 0.9
    /// Tensors whose names begin so learn a hundred times slower.
    var slowPrefix: String?
  }

  /// Step size.
  public var learningRate: Double
  /// Factors of the step size, one per parameter.
  private var factors: [Double]
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private let names: [String]
  private let parameters: [Tensor]
  private let firstMoments: [Tensor]
  private let secondMoments: [Tensor]
  /// Steps made so far.
  public private(set) var steps = 0
  /// Whether LibTorch's own Adam makes the steps where it has one; `nil` decides by device.
  var prefersFusedStep: Bool?

  /// Creates the optimizer.
  /// - Parameter entries: The network's tensors; buffers are left alone.
  public init(
    _ entries: [ParameterCollector.Entry], learningRate: Double, beta1: Double = 0,
    beta2: Double = 0.9, epsilon: Double = 1e-8
  ) {
    let learned = entries.filter { $0.kind == .learned }
    names = learned.map(\.name)
    parameters = learned.map(\.tensor)
    firstMoments = learned.map { $0.tensor.detached() * 0 }
    secondMoments = learned.map { $0.tensor.detached() * 0 }
    factors = learned.map { _ in 1 }
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// Creates the optimizer.
  convenience init(_ entries: [ParameterCollector.Entry], _ settings: Settings) {
    self.init(
      entries, learningRate: settings.learningRate, beta1: settings.beta1, beta2: settings.beta2)
    if let prefix = settings.slowPrefix {
      factors = names.map { $0.hasPrefix(prefix) ? 0.01 : 1 }
    }
  }

  /// Begins anew: no moments, no steps.
  func forget() {
    steps = 0
    withoutGradients {
      TensorList.multiplyInPlace(firstMoments + secondMoments, by: 0)
    }
  }

  /// Makes one step down the gradients, one per learned tensor in the network's order; a tensor
  /// without gradient stays.
  public func step(_ gradients: [Tensor?]) {
    precondition(gradients.count == parameters.count, "a gradient per parameter")
    steps += 1
    let bias1 = 1 - power(beta1, steps)
    let bias2 = 1 - power(beta2, steps)
    withoutGradients {
      // All tensors of one factor move together: a call per operation, not per tensor.
      for factor in Set(factors) {
        let moved = parameters.indices.filter { factors[$0] == factor && gradients[$0] != nil }
        guard !moved.isEmpty else { continue }
        let found = moved.compactMap { gradients[$0]?.converted(to: .float32) }
        let learned = moved.map { parameters[$0] }
        let first = moved.map { firstMoments[$0] }
        let second = moved.map { secondMoments[$0] }
        if usesFusedStep(on: learned[0].device) {
          fusedStep(learned, found, first, second, rate: learningRate * factor)
          continue
        }
        TensorList.multiplyInPlace(first, by: beta1)
        TensorList.addInPlace(first, found, scale: 1 - beta1)
        TensorList.multiplyInPlace(second, by: beta2)
        TensorList.addProductInPlace(second, found, found, scale: 1 - beta2)
        let denominators = TensorList.quotients(second, bias2)
        TensorList.squareRootInPlace(denominators)
        TensorList.addInPlace(denominators, epsilon)
        TensorList.addQuotientInPlace(
          learned, first, denominators, scale: -learningRate * factor / bias1)
      }
    }
  }

  /// Whether LibTorch's own Adam makes the step, in one pass over memory: where launches cost
  /// more than arithmetic. On the CPU runs keep their last bit.
  private func usesFusedStep(on device: Device) -> Bool {
    prefersFusedStep ?? (device == .cuda) && Self.hasFusedStep
  }

  /// Whether this LibTorch has an Adam of its own.
  static var hasFusedStep: Bool { Engine.has("aten::_fused_adam_") }

  private func fusedStep(
    _ learned: [Tensor], _ gradients: [Tensor], _ first: [Tensor], _ second: [Tensor],
    rate: Double
  ) {
    let count = Tensor.full([], Double(steps)).moved(to: learned[0].device)
    _ = Engine.callMany(
      "aten::_fused_adam_", "",
      [
        .tensors(learned), .tensors(gradients), .tensors(first), .tensors(second), .tensors([]),
        .tensors(learned.map { _ in count }), .double(rate), .double(beta1), .double(beta2),
        .double(0), .double(epsilon), .bool(false), .bool(false),
      ])
  }

  /// The moments under names made from the parameters', for saving and loading.
  public func state() -> [(name: String, tensor: Tensor)] {
    var state: [(String, Tensor)] = []
    for (index, name) in names.enumerated() {
      state.append(("first.\(name)", firstMoments[index]))
      state.append(("second.\(name)", secondMoments[index]))
    }
    return state
  }

  /// Continues from a number of steps already made (after the moments were restored in place).
  public func resume(atStep steps: Int) { self.steps = steps }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var factor = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }
}
