public import Tensors

extension ParameterFreeNorm.RunningStatistics {
  /// Batch normalization without learned parameters.
  /// - Parameters:
  ///   - x: `[N, C, H, W]`, float32.
  ///   - epsilon: Added to the variance.
  ///   - keepsBiasedVariance: Whether the stored variance moves towards the biased one (BigGAN's
  ///     own norm, `mybn`) instead of PyTorch's unbiased one.
  /// - Returns: `[N, C, H, W]`; in training and measuring the stored statistics have moved.
  public func normalized(
    _ x: Tensor, mode: Mode, epsilon: Double = 1e-5, keepsBiasedVariance: Bool = false
  ) -> Tensor {
    let momentum: Double
    switch mode {
    case .evaluation:
      return x.batchNormalized(mean: mean, variance: variance, epsilon: epsilon)
    case .currentStatistics:
      return x.batchNormalized(
        mean: nil, variance: nil, usesCurrentStatistics: true, epsilon: epsilon)
    case .training: momentum = 0.1
    case .measuring(let share): momentum = share
    }
    guard keepsBiasedVariance else {
      return x.batchNormalized(
        mean: mean, variance: variance, usesCurrentStatistics: true, momentum: momentum,
        epsilon: epsilon)
    }
    withoutGradients {
      let current = x.detached().varianceAndMean(over: [0, 2, 3])
      mean.move(towards: current.mean.reshaped([-1]), by: momentum)
      variance.move(towards: current.variance.reshaped([-1]), by: momentum)
    }
    return x.batchNormalized(
      mean: nil, variance: nil, usesCurrentStatistics: true, epsilon: epsilon)
  }

  /// Scale and shift that normalize by these statistics in one pass: x · scale + shift, `[C]` each.
  func scaleAndShift(epsilon: Double) -> (scale: Tensor, shift: Tensor) {
    let scale = (variance + epsilon).reciprocalSquareRoot()
    return (scale, -(mean * scale))
  }
}

extension Tensor {
  /// Moves these numbers a share of the way towards others, in place.
  fileprivate func move(towards target: Tensor, by share: Double) {
    multiplyInPlace(by: 1 - share)
    addInPlace(target, scale: share)
  }

  /// x · scale + shift in one pass.
  /// - Parameters: `scale` and `shift` are `[N, C]` or `[C]` of any real type.
  func modulated(scale: Tensor, shift: Tensor) -> Tensor {
    func spread(_ tensor: Tensor) -> Tensor {
      let rows = tensor.shape.count == 1 ? 1 : tensor.shape[0]
      return tensor.reshaped([rows, -1, 1, 1]).converted(to: type)
    }
    return Engine.call(
      "aten::addcmul", "", .tensor(spread(shift)), .tensor(self), .tensor(spread(scale)))
  }
}
