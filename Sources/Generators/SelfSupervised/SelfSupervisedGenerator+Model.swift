public import Layers
public import Tensors

extension SelfSupervisedGenerator: LatentNetwork {
  /// The family in words.
  public static let title = "self-supervised GAN"

  /// Makes pictures from z; it has no classes.
  public func pictures(
    _ z: Tensor, weights: Tensor?, mode: Mode, type: ElementType,
    observe: ((String, Tensor) -> Void)?, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    try self(z, mode: mode, type: type, observe: observe, checkpoint: checkpoint)
  }

  /// There is nothing to fold.
  public mutating func foldForInference() {}
}

extension SelfSupervisedConfiguration: LatentConfiguration {
  /// None.
  public var classCount: Int { 0 }
  /// None.
  public var classNames: [String]? { nil }
  /// Options of torch_mimicry, lines as in an `opt.txt`.
  public var referenceText: String {
    "resolution: \(resolution)\nngf: \(width)\nnz: \(latentDimension)"
  }
}
