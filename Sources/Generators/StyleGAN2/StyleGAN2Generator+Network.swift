public import Tensors

extension StyleGAN2Generator: StyleBasedNetwork {
  /// Name of the family in `model.json`.
  public static let family = "stylegan2"
  /// The family in words.
  public static let familyName = "StyleGAN2"

  /// z and classes to w.
  public func style(_ z: Tensor, classes: Tensor?) -> Tensor { mapping(z, classes: classes) }

  /// Measures the mean of w anew.
  public mutating func measureAverageStyle(seed: UInt64, batches: Int) {
    mapping.average = meanStyle(seed: seed, batches: batches)
  }

  /// Packs the 3×3 convolutions, which take nearly all the time.
  public mutating func packForInference(as type: ElementType) throws(TensorError) {
    for index in blocks.indices {
      try blocks[index].upsampling?.packForInference(as: type)
      try blocks[index].refining.packForInference(as: type)
    }
  }

  /// Synthesizes.
  public func picture(
    styles: Tensor, noise: NoiseInputs, type: ElementType,
    observe: ((String, Tensor) -> Void)?, checkpoint: () throws -> Void
  ) throws -> Tensor {
    try self(
      styles: styles, noise: noise, type: type, observe: observe, checkpoint: checkpoint)
  }
}
