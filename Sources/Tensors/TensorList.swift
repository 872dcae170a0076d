/// Operations on many tensors at once: one call, and on a graphics card few launches, whatever their
/// number. On the CPU the numbers are those of the single operations.
public enum TensorList {
  /// Multiplies every tensor by a number in place.
  public static func multiplyInPlace(_ tensors: [Tensor], by factor: Double) {
    run("aten::_foreach_mul_", "Scalar", [.tensors(tensors), .double(factor)])
  }

  /// Adds `scale` · other to every tensor in place.
  public static func addInPlace(_ tensors: [Tensor], _ others: [Tensor], scale: Double = 1) {
    run("aten::_foreach_add_", "List", [.tensors(tensors), .tensors(others), .double(scale)])
  }

  /// Adds a number to every tensor in place.
  public static func addInPlace(_ tensors: [Tensor], _ number: Double) {
    run("aten::_foreach_add_", "Scalar", [.tensors(tensors), .double(number)])
  }

  /// Adds `scale` · first · second to every tensor in place.
  public static func addProductInPlace(
    _ tensors: [Tensor], _ first: [Tensor], _ second: [Tensor], scale: Double
  ) {
    run(
      "aten::_foreach_addcmul_", "Scalar",
      [.tensors(tensors), .tensors(first), .tensors(second), .double(scale)])
  }

  /// Adds `scale` · first / second to every tensor in place.
  public static func addQuotientInPlace(
    _ tensors: [Tensor], _ first: [Tensor], _ second: [Tensor], scale: Double
  ) {
    run(
      "aten::_foreach_addcdiv_", "Scalar",
      [.tensors(tensors), .tensors(first), .tensors(second), .double(scale)])
  }

  /// Every tensor divided by a number.
  public static func quotients(_ tensors: [Tensor], _ divisor: Double) -> [Tensor] {
    tensors.isEmpty
      ? []
      : Engine.callMany("aten::_foreach_div", "Scalar", [.tensors(tensors), .double(divisor)])
  }

  /// Every tensor's square root in place.
  public static func squareRootInPlace(_ tensors: [Tensor]) {
    run("aten::_foreach_sqrt_", "", [.tensors(tensors)])
  }

  /// Moves every tensor towards another: a ← a + share · (b − a).
  public static func moveInPlace(_ tensors: [Tensor], towards others: [Tensor], share: Double) {
    guard let device = tensors.first?.device else { return }
    if Engine.has("aten::_foreach_lerp_", "Scalar") {
      run("aten::_foreach_lerp_", "Scalar", [.tensors(tensors), .tensors(others), .double(share)])
    } else if device == .cpu {
      for (tensor, other) in zip(tensors, others) {
        _ = Engine.call("aten::lerp_", "Scalar", .tensor(tensor), .tensor(other), .double(share))
      }
    } else {
      multiplyInPlace(tensors, by: 1 - share)
      addInPlace(tensors, others, scale: share)
    }
  }

  /// Overwrites every tensor with another of its shape and type.
  public static func assign(_ tensors: [Tensor], _ others: [Tensor]) {
    if Engine.has("aten::_foreach_copy_") {
      run("aten::_foreach_copy_", "", [.tensors(tensors), .tensors(others)])
    } else {
      for (tensor, other) in zip(tensors, others) { tensor.assign(other) }
    }
  }

  private static func run(_ name: String, _ overload: String, _ arguments: [OperatorArgument]) {
    if case .tensors(let tensors) = arguments[0], tensors.isEmpty { return }
    _ = Engine.callMany(name, overload, arguments)
  }
}
