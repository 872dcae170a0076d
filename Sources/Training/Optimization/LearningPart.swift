import Layers
import Tensors

/// Tensors that learn together, with their optimizer.
struct LearningPart {
  /// The optimizer.
  let optimizer: Adam
  /// What learns.
  let learned: [Tensor]

  /// - Parameter entries: Tensors of networks; buffers are left alone.
  init(
    _ entries: [ParameterCollector.Entry], learningRate: Double = 2e-4, beta1: Double = 0.5,
    beta2: Double = 0.999
  ) {
    optimizer = Adam(entries, learningRate: learningRate, beta1: beta1, beta2: beta2)
    learned = entries.filter { $0.kind == .learned }.map(\.tensor)
  }

  /// The gradients of a loss.
  /// - Parameter keepsGraph: Whether another loss that shares a part of the graph follows.
  func gradients(of loss: Tensor, keepsGraph: Bool) throws(TensorError) -> [Tensor?] {
    try Tensors.gradients(of: [loss], withRespectTo: learned, keepsGraph: keepsGraph)
  }

  /// Makes one step of some parts down a loss; its graph is walked once.
  static func step(_ parts: [LearningPart], down loss: Tensor) throws(TensorError) {
    var found = try Tensors.gradients(
      of: [loss], withRespectTo: parts.flatMap(\.learned))[...]
    for part in parts {
      part.optimizer.step(Array(found.prefix(part.learned.count)))
      found = found.dropFirst(part.learned.count)
    }
  }
}
