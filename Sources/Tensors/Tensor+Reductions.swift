extension Tensor {
  /// Sum of all elements, a scalar.
  public func sum() -> Tensor { Engine.call("aten::sum", "", .tensor(self)) }

  /// Sum over axes.
  public func sum(over axes: [Int], keepingAxes: Bool = false) -> Tensor {
    Engine.call("aten::sum", "dim_IntList", .tensor(self), .ints(axes), .bool(keepingAxes))
  }

  /// √Σx², a scalar.
  public func euclideanLength() -> Tensor {
    Engine.call(
      "aten::linalg_vector_norm", "", .tensor(self), .double(2), .none, .bool(false), .none)
  }

  /// Σ xᵢyᵢ of two vectors, a scalar.
  public func dot(_ other: Tensor) -> Tensor {
    Engine.call("aten::dot", "", .tensor(self), .tensor(other))
  }

  /// This matrix less the outer product of a column `[rows]` and a row `[columns]`.
  public func subtractingOuter(_ column: Tensor, _ row: Tensor) -> Tensor {
    Engine.call(
      "aten::addr", "", .tensor(self), .tensor(column), .tensor(row), .double(1), .double(-1))
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
