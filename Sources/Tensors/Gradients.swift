import CTorch

/// Runs `body` with gradients recorded on this thread.
public func withGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  let before = Engine.api.set_gradients(true)
  defer { _ = Engine.api.set_gradients(before) }
  return try body()
}

/// Runs `body` with nothing recorded on this thread. Inference is always inside one.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  let before = Engine.api.set_gradients(false)
  defer { _ = Engine.api.set_gradients(before) }
  return try body()
}

/// Gradients of scalar (or weighted) outputs with respect to inputs.
/// - Parameters:
///   - outputs: What is differentiated; scalars unless `weights` are given.
///   - inputs: Tensors that require gradients and take part in the outputs.
///   - weights: One per output, of its shape (the vector of the vector-Jacobian product).
///   - keepsGraph: Whether the recorded graph stays for another call.
///   - isDifferentiable: Whether the gradients themselves record (second order).
/// - Returns: One tensor per input; `nil` for an input no output depends on.
/// - Throws: `TensorError.operation`.
public func gradients(
  of outputs: [Tensor], withRespectTo inputs: [Tensor], weights: [Tensor]? = nil,
  keepsGraph: Bool = false, isDifferentiable: Bool = false
) throws(TensorError) -> [Tensor?] {
  try Engine.checkpoint()
  var results = [OpaquePointer?](repeating: nil, count: inputs.count)
  let of: [OpaquePointer?] = outputs.map(\.pointer)
  let to: [OpaquePointer?] = inputs.map(\.pointer)
  let status: Int32
  if let weights {
    let with: [OpaquePointer?] = weights.map(\.pointer)
    status = Engine.api.gradients(
      of, with, Int64(of.count), to, Int64(to.count), keepsGraph || isDifferentiable,
      isDifferentiable, true, &results)
  } else {
    status = Engine.api.gradients(
      of, nil, Int64(of.count), to, Int64(to.count), keepsGraph || isDifferentiable,
      isDifferentiable, true, &results)
  }
  guard status == 0 else { throw .operation(reason: Engine.lastError) }
  return results.map { $0.map(Tensor.init(owning:)) }
}

extension Tensor {
  /// A tensor over the same numbers that records gradients as a leaf.
  public func requiringGradient() -> Tensor {
    let leaf = detached()
    guard Engine.api.set_requires_grad(leaf.pointer, true) == 0 else { Tensor.failed() }
    return leaf
  }

  /// The same numbers, cut off from the recorded graph.
  public func detached() -> Tensor { Engine.call("aten::detach", "", .tensor(self)) }
}
