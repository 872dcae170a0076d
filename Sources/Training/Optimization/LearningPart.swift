import Layers
import Tensors

/// Tensors that learn together, with their optimizer.
struct LearningPart {
  /// The optimizer.
  let optimizer: Adam
  private let learned: [Tensor]

  /// - Parameter entries: Tensors of networks; buffers are left alone.
  init(
    _ entries: [ParameterCollector.Entry], learningRate: Double = 2e-4, beta1: Double = 0.5,
    beta2: Double = 0.999
  ) {
    optimizer = Adam(entries, learningRate: learningRate, beta1: beta1, beta2: beta2)
    learned = entries.filter { $0.kind == .learned }.map(\.tensor)
  }

  /// Makes one step of some parts down a loss; its graph is walked once.
  static func step(_ parts: [LearningPart], down loss: Tensor) throws(TensorError) {
    var found = try gradients(of: [loss], withRespectTo: parts.flatMap(\.learned))[...]
    for part in parts {
      part.optimizer.step(Array(found.prefix(part.learned.count)))
      found = found.dropFirst(part.learned.count)
    }
  }
}
