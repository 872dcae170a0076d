public import Tensors

/// A normalization in front of an activation, with or without a condition.
public protocol ActivationNorm: Parameterized, Sendable {
  /// Normalizes, scales and shifts.
  /// - Parameters:
  ///   - x: `[N, C, H, W]`; the result has its type.
  ///   - condition: `[N, D]`, float32; ignored by norms without condition.
  func callAsFunction(_ x: Tensor, condition: Tensor?, mode: Mode) -> Tensor

  /// What it does in evaluation, as x · scale + shift.
  /// - Parameter condition: `[N, D]`, float32; ignored by norms without condition.
  /// - Returns: `[N, C]` or, without condition, `[C]`; float32.
  func factors(condition: Tensor?) -> (scale: Tensor, shift: Tensor)

  /// Divides weights by their spectral norms, for inference only.
  mutating func foldSpectralNorm()
}
