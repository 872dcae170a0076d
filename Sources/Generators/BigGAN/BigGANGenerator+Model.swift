public import Layers
public import Tensors

extension BigGANGenerator: LatentNetwork {
  /// The family in words.
  public static let title = "BigGAN"

  /// Makes pictures from z and weights of classes.
  public func pictures(
    _ z: Tensor, weights: Tensor?, mode: Mode, type: ElementType,
    observe: ((String, Tensor) -> Void)?, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    guard let weights else { preconditionFailure("a class-conditional network needs classes") }
    return try self(
      z, classes: embedded(weights), mode: mode, type: type, observe: observe,
      checkpoint: checkpoint)
  }
}

extension BigGANConfiguration: LatentConfiguration {
  /// One part of z for the start and one for each block of a hierarchical generator.
  public var chunks: [Range<Int>] {
    isHierarchical ? (0..<slots).map { $0 * chunk..<($0 + 1) * chunk } : []
  }

  /// Options of ajbrock/BigGAN-PyTorch, lines as in an `opt.txt`.
  public var referenceText: String {
    func python(_ value: Bool) -> String { value ? "True" : "False" }
    let sides = attention.map(String.init).joined(separator: "_")
    let lines = [
      "resolution: \(resolution)", "G_ch: \(width)", "n_classes: \(classCount)",
      "dim_z: \(latentDimension)", "hier: \(python(isHierarchical))",
      "G_shared: \(python(sharedDimension != nil))", "shared_dim: \(sharedDimension ?? 0)",
      "G_attn: \(sides.isEmpty ? "0" : sides)", "BN_eps: \(normEpsilon)",
      "SN_eps: \(spectralEpsilon)", "G_param: \(isSpectral ? "SN" : "plain")",
      // Statistics are exported under the names of the plain norm, so no `mybn` here.
    ]
    return lines.joined(separator: "\n")
  }
}
