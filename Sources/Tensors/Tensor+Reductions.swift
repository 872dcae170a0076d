extension Tensor {
  /// Sum of all elements, a scalar.
  public func sum() -> Tensor { Engine.call("aten::sum", "", .tensor(self)) }

  /// Sum over axes.
  public func sum(over axes: [Int], keepingAxes: Bool = false) -> Tensor {
    Engine.call("aten::sum", "dim_IntList", .tensor(self), .ints(axes), .bool(keepingAxes))
  }

  /// Mean of all elements, a scalar.
  public func mean() -> Tensor { Engine.call("aten::mean", "", .tensor(self)) }

  /// Mean over axes.
  public func mean(over axes: [Int], keepingAxes: Bool = false) -> Tensor {
    Engine.call("aten::mean", "dim", .tensor(self), .ints(axes), .bool(keepingAxes))
  }

  /// Largest element, a scalar.
  public func maximum() -> Tensor { Engine.call("aten::max", "", .tensor(self)) }

  /// Biased variance and mean over axes, kept as axes of size 1.
  public func varianceAndMean(over axes: [Int]) -> (variance: Tensor, mean: Tensor) {
    let both = Engine.callMany(
      "aten::var_mean", "dim", [.tensor(self), .ints(axes), .bool(false), .bool(true)])
    return (both[0], both[1])
  }

  /// Whether every element is a finite number.
  public var isFinite: Bool {
    let finite = Engine.call("aten::isfinite", "", .tensor(self))
    return Engine.call("aten::all", "", .tensor(finite)).item != 0
  }
}
