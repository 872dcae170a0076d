public import Tensors

/// Truncation in w (Karras et al. 2019, appendix B): every layer's style moved towards the mean.
public enum StyleTruncation {
  /// mean + ψ · (w − mean), layer by layer.
  /// - Parameters:
  ///   - styles: `[N, layers, style]`.
  ///   - average: Mean w, `[style]`.
  ///   - psi: ψ of every layer: 1 leaves it, 0 gives the mean, negative ones the opposite.
  public static func applied(to styles: Tensor, average: Tensor, psi: [Double]) -> Tensor {
    precondition(styles.shape[1] == psi.count, "\(psi.count) ψ for \(styles.shape) styles")
    let factors = Tensor(psi.map { Float($0) }, shape: [1, psi.count, 1]).moved(to: styles.device)
    // Exact where ψ is 0 or 1.
    return Engine.call(
      "aten::lerp", "Tensor", .tensor(average), .tensor(styles), .tensor(factors))
  }

  /// One ψ for all layers below a cutoff, 1 above; `nil` cuts nothing off.
  public static func psi(_ psi: Double, layers: Int, cutoff: Int? = nil) -> [Double] {
    (0..<layers).map { $0 < cutoff ?? layers ? psi : 1 }
  }
}
