public import Tensors

/// How new weights are drawn.
public enum Initialization: Sendable, Equatable {
  /// Xavier normal: σ = gain · √(2 / (fan in + fan out)); SPADE uses gain 0.02.
  case xavier(gain: Double)
  /// Normal with a fixed σ; pix2pixHD uses 0.02.
  case normal(deviation: Double)
  /// Kaiming normal, σ = gain / √(fan in): keeps activations of plain networks in range.
  case kaiming(gain: Double)
  /// Not drawn: memory whose contents are arbitrary, for weights that are loaded next.
  case unfilled

  /// Draws a weight `[out, in, …]`.
  public func weight(_ shape: [Int], using random: RandomGenerator) -> Tensor {
    if self == .unfilled { return Tensor.uninitialized(shape) }
    let receptive = shape.dropFirst(2).reduce(1, *)
    let fanIn = Double((shape.count > 1 ? shape[1] : 1) * receptive)
    let fanOut = Double(shape[0] * receptive)
    let deviation =
      switch self {
      case .xavier(let gain): gain * (2 / (fanIn + fanOut)).squareRoot()
      case .normal(let deviation): deviation
      case .kaiming(let gain): gain / fanIn.squareRoot()
      case .unfilled: 0.0
      }
    return random.normal(shape) * deviation
  }
}
