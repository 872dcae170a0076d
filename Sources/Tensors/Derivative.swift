import CTorch

extension Tensor {
  /// Gives a finished result a derivative, so that gradients flow through code LibTorch does not
  /// know. Where nothing is recorded it is the same numbers and the derivative is dropped.
  /// - Parameters:
  ///   - inputs: What the result was made from.
  ///   - derivative: The vector-Jacobian product: from the gradient of the result the gradient of
  ///     each input in order, of its shape and type; `nil` where it is zero. Called at most once,
  ///     on the thread that asks for gradients; it may throw what an operator threw.
  /// - Returns: The same numbers, part of the recorded graph.
  public func differentiable(
    withRespectTo inputs: [Tensor],
    _ derivative: @escaping (Tensor) throws(TensorError) -> [Tensor?]
  ) -> Tensor {
    let box = Unmanaged.passRetained(Derivative(count: inputs.count, run: derivative))
    let pointers: [OpaquePointer?] = inputs.map(\.pointer)
    var result: OpaquePointer?
    let status = Engine.api.derive(
      pointer, pointers, Int64(pointers.count),
      { context, gradient, out in
        guard let context, let gradient, let out else { return 1 }
        return Unmanaged<Derivative>.fromOpaque(context).takeUnretainedValue()
          .call(gradient, into: out)
      },
      box.toOpaque(),
      { context in
        if let context { Unmanaged<Derivative>.fromOpaque(context).release() }
      }, &result)
    guard status == 0, let result else { Tensor.failed() }
    return Tensor(owning: result)
  }
}

/// A derivative on its way through the graph.
private final class Derivative {
  private let count: Int
  private let run: (Tensor) throws(TensorError) -> [Tensor?]

  init(count: Int, run: @escaping (Tensor) throws(TensorError) -> [Tensor?]) {
    self.count = count
    self.run = run
  }

  func call(_ gradient: OpaquePointer, into out: UnsafeMutablePointer<OpaquePointer?>) -> Int32 {
    var own: OpaquePointer?
    guard Engine.api.retain(gradient, &own) == 0, let own else { return 1 }
    do throws(TensorError) {
      let found = try run(Tensor(owning: own))
      precondition(found.count == count, "\(found.count) gradients for \(count) inputs")
      for (index, tensor) in found.enumerated() {
        guard let tensor else { continue }
        guard Engine.api.retain(tensor.pointer, &out[index]) == 0 else { return 1 }
      }
      return 0
    } catch {
      return 1
    }
  }
}
