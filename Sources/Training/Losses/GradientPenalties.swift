public import Tensors

/// Penalties on gradients, which training differentiates once more.
public enum GradientPenalties {
  /// R1 (Mescheder et al. 2018): the squared gradient of scores with respect to real pictures,
  /// per picture.
  /// - Parameters:
  ///   - scores: `[N, 1]`, computed from `pictures` with gradients recorded.
  ///   - pictures: `[N, 3, H, W]`, recording gradients.
  /// - Returns: `[N]`, differentiable.
  /// - Throws: `TensorError`.
  public static func r1(scores: Tensor, pictures: Tensor) throws(TensorError) -> Tensor {
    let slopes = try gradients(
      of: [scores.sum()], withRespectTo: [pictures], isDifferentiable: true)
    guard let slope = slopes[0] else {
      throw .operation(reason: "the scores do not depend on the pictures")
    }
    return slope.squared().sum(over: [1, 2, 3])
  }

  /// Length of the path a picture moves when its styles do (Karras et al. 2020, §3.2): the gradient
  /// of a random projection of the picture.
  /// - Parameters:
  ///   - picture: `[N, 3, H, W]`, computed from `styles` with gradients recorded.
  ///   - styles: `[N, layers, style]`, recording gradients.
  ///   - noise: Standard normal, of the picture's shape.
  /// - Returns: `[N]`, differentiable.
  /// - Throws: `TensorError`.
  public static func pathLengths(
    picture: Tensor, styles: Tensor, noise: Tensor
  ) throws(TensorError) -> Tensor {
    let shape = picture.shape
    let projection = (picture * noise).sum() / Double(shape[2] * shape[3]).squareRoot()
    let slopes = try gradients(
      of: [projection], withRespectTo: [styles], isDifferentiable: true)
    guard let slope = slopes[0] else {
      throw .operation(reason: "the picture does not depend on the styles")
    }
    return slope.squared().sum(over: [2]).mean(over: [1]).squareRoot()
  }
}
