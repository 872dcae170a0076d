import Generators
import Layers
public import Tensors

/// The losses of one scale. Both networks normalize each picture by its own statistics.
public enum SinGANLosses {
  /// The penalty on the slope of the scores at a mix of real and fake.
  public struct Penalty {
    /// mix = alpha · real + (1 − alpha) · fake, `[1, 3, H, W]`.
    public let mix: Tensor
    /// Its scores.
    public let scores: Tensor
    /// Slope of the sum of the scores, `[1, 3, H, W]`.
    public let slope: Tensor
    /// Weight times the mean over pixels of (‖slope‖₂ over channels − 1)², a scalar.
    public let value: Tensor
  }

  /// The penalty, differentiable in the discriminator's weights.
  /// - Parameters:
  ///   - alpha: Share of the real picture, 0…1.
  ///   - weight: 0.1 in the reference.
  /// - Throws: `TensorError`.
  public static func penalty(
    _ discriminator: SinGANDiscriminator, real: Tensor, fake: Tensor, alpha: Tensor,
    weight: Double
  ) throws(TensorError) -> Penalty {
    let mix = withoutGradients {
      alpha * real.detached() + (1 - alpha) * fake.detached()
    }.requiringGradient()
    let scores = discriminator(mix, mode: .training)
    let slopes = try gradients(
      of: [scores.sum()], withRespectTo: [mix], isDifferentiable: true)
    guard let slope = slopes[0] else {
      throw .operation(reason: "the scores do not depend on the picture")
    }
    let length = slope.squared().sum(over: [1]).squareRoot()
    let value = (length - 1).squared().mean() * weight
    return Penalty(mix: mix, scores: scores, slope: slope, value: value)
  }

  /// Weighted mean squared distance of the reconstruction from the photo.
  public static func reconstruction(_ made: Tensor, _ real: Tensor, weight: Double) -> Tensor {
    (made - real).squared().mean() * weight
  }
}
