/// Scores of classes, probabilities, and what picks the largest.
extension Tensor {
  /// eˣ divided by its sum along an axis.
  public func softmax(axis: Int) -> Tensor {
    Engine.call("aten::softmax", "int", .tensor(self), .int(axis))
  }

  /// The logarithm of `softmax`, without its loss of small numbers.
  public func logSoftmax(axis: Int) -> Tensor {
    Engine.call("aten::log_softmax", "int", .tensor(self), .int(axis), .none)
  }

  /// Mean cross entropy of class scores `[N, K]` with classes `[N]` (int64), a scalar.
  public func crossEntropy(with classes: Tensor) -> Tensor {
    Engine.call("aten::cross_entropy_loss", "", .tensor(self), .tensor(classes))
  }

  /// Index of the largest element along an axis (int64); the axis disappears.
  public func indexOfMaximum(axis: Int) -> Tensor {
    Engine.call("aten::argmax", "", .tensor(self), .int(axis))
  }

  /// The largest of every 2×2 pixels of `[N, C, H, W]`.
  public func maxPooledTwice() -> Tensor {
    Engine.call("aten::max_pool2d", "", .tensor(self), .ints([2, 2]), .ints([2, 2]))
  }

  /// The elements along an axis from small to large.
  public func sorted(axis: Int) -> Tensor {
    Engine.callMany("aten::sort", "", [.tensor(self), .int(axis), .bool(false)])[0]
  }
}
