public import Tensors

/// How new weights are drawn.
public enum Initialization: Sendable, Equatable {
  /// Xavier normal: σ = gain · √(2 / (fan in + fan out)); SPADE uses gain 0.02.
  case xavier(gain: Double)
  /// Normal with a fixed σ; pix2pixHD uses 0.02.
  case normal(deviation: Double)
  /// Kaiming normal, σ = gain / √(fan in): keeps activations of plain networks in range.
  case kaiming(gain: Double)
  /// Orthogonal rows or columns of `[out, in · kh · kw]` (Saxe et al. 2014): BigGAN's.
  case orthogonal
  /// Not drawn: memory whose contents are arbitrary, for weights that are loaded next.
  case unfilled

  /// Draws a weight `[out, in, …]`.
  public func weight(_ shape: [Int], using random: RandomGenerator) -> Tensor {
    if self == .unfilled { return Tensor.uninitialized(shape) }
    if self == .orthogonal { return Initialization.orthogonal(shape, using: random) }
    let receptive = shape.dropFirst(2).reduce(1, *)
    let fanIn = Double((shape.count > 1 ? shape[1] : 1) * receptive)
    let fanOut = Double(shape[0] * receptive)
    let deviation =
      switch self {
      case .xavier(let gain): gain * (2 / (fanIn + fanOut)).squareRoot()
      case .normal(let deviation): deviation
      case .kaiming(let gain): gain / fanIn.squareRoot()
      case .orthogonal, .unfilled: 0.0
      }
    return random.normal(shape) * deviation
  }

  /// Q of a random matrix, signs chosen so that it is uniformly distributed.
  private static func orthogonal(_ shape: [Int], using random: RandomGenerator) -> Tensor {
    let rows = shape[0]
    let columns = shape.dropFirst().reduce(1, *)
    let isWide = rows < columns
    let drawn = random.normal([max(rows, columns), min(rows, columns)])
    let parts = Engine.callMany("aten::linalg_qr", "", [.tensor(drawn)])
    let signs = Engine.call("aten::sign", "", .tensor(parts[1].diagonal()))
    let q = parts[0] * signs
    return (isWide ? q.transposed(0, 1) : q).contiguous().reshaped(shape)
  }
}
