import Foundation
public import Synthesis

/// Takes z nearer to its mean: less variety, more typical pictures. Three ways that differ, named
/// apart (ReferenceSystems article).
public enum Truncation {
  /// Where the truncated normal of TFHub's BigGAN is cut, in standard deviations.
  public static let bound = 2.0

  /// z truncated.
  /// - Parameters:
  ///   - z: Standard normal numbers.
  ///   - psi: ψ; 1 leaves z as it is when scaling.
  ///   - kind: Which way.
  public static func truncated(
    _ z: [Float], psi: Double, by kind: LatentState.TruncationKind
  ) -> [Float] {
    switch kind {
    case .scaling:
      return psi == 1 ? z : z.map { $0 * Float(psi) }
    case .truncatedNormal:
      return z.map { Float(psi * cut(Double($0), at: bound)) }
    case .resampling:
      let sign = psi < 0 ? -1.0 : 1
      return z.map { Float(sign * cut(Double($0), at: bound * psi.magnitude)) }
    }
  }

  /// The number of a normal distribution cut at ±`bound` that stands where `value` stands in the
  /// whole distribution. It is distributed as if numbers beyond the bound were drawn again until
  /// they are inside, but it moves smoothly with the bound.
  public static func cut(_ value: Double, at bound: Double) -> Double {
    guard bound > 0 else { return 0 }
    return cutQuantile(probability(below: value), at: bound)
  }

  /// Inverse distribution function of the standard normal cut at ±`bound`, at `share` 0…1.
  public static func cutQuantile(_ share: Double, at bound: Double) -> Double {
    let low = probability(below: -bound)
    return min(bound, max(-bound, quantile(low + share * (1 - 2 * low))))
  }

  /// Φ, the distribution function of the standard normal.
  static func probability(below value: Double) -> Double {
    erfc(-value / 2.0.squareRoot()) / 2
  }

  /// Φ⁻¹ by Acklam's rational approximation and one step of Halley's method: 1e-15.
  static func quantile(_ share: Double) -> Double {
    if share <= 0 { return -.infinity }
    if share >= 1 { return .infinity }
    func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
      coefficients.reduce(0) { $0 * x + $1 }
    }
    let tailUpper = [
      -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
      4.374664141464968, 2.938163982698783,
    ]
    let tailLower = [
      7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1,
    ]
    let edge = 0.02425
    var x: Double
    if share < edge || share > 1 - edge {
      let q = (-2 * log(min(share, 1 - share))).squareRoot()
      let tail = polynomial(tailUpper, q) / polynomial(tailLower, q)
      x = share < edge ? tail : -tail
    } else {
      let q = share - 0.5
      let r = q * q
      let upper = [
        -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
        1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239,
      ]
      let lower = [
        -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
        6.680131188771972e+01, -1.328068155288572e+01, 1,
      ]
      x = polynomial(upper, r) * q / polynomial(lower, r)
    }
    let error = probability(below: x) - share
    let step = error * (2 * Double.pi).squareRoot() * exp(x * x / 2)
    x -= step / (1 + x * step / 2)
    return x
  }
}
