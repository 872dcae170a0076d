public import Tensors

extension Tensor {
  /// Every vector along the last axis scaled to a mean square of 1: x · rsqrt(mean(x²) + 1e-8).
  public func pixelNormalized() -> Tensor {
    let axis = shape.count - 1
    return self * (squared().mean(over: [axis], keepingAxes: true) + 1e-8).reciprocalSquareRoot()
  }
}
