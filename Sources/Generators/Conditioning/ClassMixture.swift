public import Tensors

extension Tensor {
  /// Rows with a single 1, `[ids.count, classes]`, float32.
  public init(oneHot ids: [Int], classes: Int) {
    var values = [Float](repeating: 0, count: ids.count * classes)
    for (row, id) in ids.enumerated() { values[row * classes + id] = 1 }
    self.init(values, shape: [ids.count, classes])
  }
}

/// Turns the classes of a request into weights.
public enum ClassMixture {
  /// A weight for each class, summing to 1.
  /// - Parameters:
  ///   - wanted: Class id to weight, as a request has them; empty means class 0.
  ///   - count: Number of classes of the model.
  /// - Returns: `[1, count]`.
  /// - Throws: `ModelError.request` for a class the model has not and for weights that sum to 0.
  public static func weights(
    _ wanted: [Int: Double], count: Int
  ) throws(ModelError) -> Tensor {
    var values = [Float](repeating: 0, count: count)
    if wanted.isEmpty { values[0] = 1 }
    let total = wanted.values.reduce(0, +)
    guard wanted.isEmpty || (total.isFinite && total.magnitude > 1e-6) else {
      throw .request(
        reason: "the weights of the classes sum to \(total)",
        advice: "Give at least one class a positive weight.")
    }
    for (id, weight) in wanted {
      guard (0..<count).contains(id) else {
        throw .request(
          reason: "there is no class \(id): this model has classes 0 to \(count - 1)",
          advice: "Choose one of the model's classes.")
      }
      values[id] = Float(weight / total)
    }
    return Tensor(values, shape: [1, count])
  }
}
