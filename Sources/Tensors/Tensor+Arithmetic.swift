/// Element-wise arithmetic; shapes broadcast as in PyTorch.
extension Tensor {
  /// Sum.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    Engine.call("aten::add", "Tensor", .tensor(left), .tensor(right))
  }

  /// Difference.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    Engine.call("aten::sub", "Tensor", .tensor(left), .tensor(right))
  }

  /// Product, element by element.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    Engine.call("aten::mul", "Tensor", .tensor(left), .tensor(right))
  }

  /// Quotient.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    Engine.call("aten::div", "Tensor", .tensor(left), .tensor(right))
  }

  /// Sum with a number.
  public static func + (left: Tensor, right: Double) -> Tensor {
    Engine.call("aten::add", "Scalar", .tensor(left), .double(right))
  }

  /// Sum with a number.
  public static func + (left: Double, right: Tensor) -> Tensor { right + left }

  /// Difference with a number.
  public static func - (left: Tensor, right: Double) -> Tensor { left + (-right) }

  /// Number minus tensor.
  public static func - (left: Double, right: Tensor) -> Tensor { -right + left }

  /// Product with a number.
  public static func * (left: Tensor, right: Double) -> Tensor {
    Engine.call("aten::mul", "Scalar", .tensor(left), .double(right))
  }

  /// Product with a number.
  public static func * (left: Double, right: Tensor) -> Tensor { right * left }

  /// x · factor + summand in one pass; shapes broadcast.
  public func multiplied(by factor: Tensor, adding summand: Tensor) -> Tensor {
    Engine.call(
      "aten::addcmul", "", .tensor(summand), .tensor(self), .tensor(factor), .double(1))
  }

  /// Quotient by a number.
  public static func / (left: Tensor, right: Double) -> Tensor {
    Engine.call("aten::div", "Scalar", .tensor(left), .double(right))
  }

  /// The opposite.
  public static prefix func - (tensor: Tensor) -> Tensor {
    Engine.call("aten::neg", "", .tensor(tensor))
  }

  /// eˣ.
  public func exponential() -> Tensor { Engine.call("aten::exp", "", .tensor(self)) }

  /// √x.
  public func squareRoot() -> Tensor { Engine.call("aten::sqrt", "", .tensor(self)) }

  /// 1/√x.
  public func reciprocalSquareRoot() -> Tensor { Engine.call("aten::rsqrt", "", .tensor(self)) }

  /// |x|.
  public func absolute() -> Tensor { Engine.call("aten::abs", "", .tensor(self)) }

  /// x².
  public func squared() -> Tensor { self * self }

  /// tanh(x).
  public func tanh() -> Tensor { Engine.call("aten::tanh", "", .tensor(self)) }

  /// 1/(1+e⁻ˣ).
  public func sigmoid() -> Tensor { Engine.call("aten::sigmoid", "", .tensor(self)) }

  /// log(1+eˣ).
  public func softplus() -> Tensor { Engine.call("aten::softplus", "", .tensor(self)) }

  /// max(x, 0).
  public func relu() -> Tensor { Engine.call("aten::relu", "", .tensor(self)) }

  /// x, or slope·x where negative.
  public func leakyReLU(slope: Double = 0.2) -> Tensor {
    Engine.call("aten::leaky_relu", "", .tensor(self), .double(slope))
  }

  /// x cut to a range.
  public func clamped(from low: Double?, to high: Double?) -> Tensor {
    Engine.call(
      "aten::clamp", "", .tensor(self), low.map { .double($0) } ?? .none,
      high.map { .double($0) } ?? .none)
  }

  /// Adds `scale`·other to this tensor in place.
  public func addInPlace(_ other: Tensor, scale: Double = 1) {
    _ = Engine.call("aten::add_", "Tensor", .tensor(self), .tensor(other), .double(scale))
  }

  /// Multiplies this tensor by a number in place.
  public func multiplyInPlace(by factor: Double) {
    _ = Engine.call("aten::mul_", "Scalar", .tensor(self), .double(factor))
  }

  /// Overwrites this tensor's numbers with another's of the same shape, converting the type.
  public func assign(_ other: Tensor) {
    _ = Engine.call("aten::copy_", "", .tensor(self), .tensor(other))
  }
}
