public import Layouts
public import Tensors

extension StyleGANGenerator: StyleBasedNetwork {
  /// Name of the family in `model.json`.
  public static let family = "stylegan"
  /// The family in words.
  public static let familyName = "StyleGAN"

  /// z to w; it has no classes.
  public func style(_ z: Tensor, classes: Tensor?) -> Tensor { style(z) }

  /// The affine layer of a modulation.
  public func styleWeight(ofLayer layer: Int) -> Tensor? {
    guard (0..<configuration.layerCount).contains(layer) else { return nil }
    let affine = levels[layer / 2].modulation[layer % 2].affine
    return affine.weight * affine.weightScale
  }

  /// Scales the mapping's weights; instance norms, not convolutions, take its time.
  public mutating func packForInference(as type: ElementType) throws(TensorError) {
    for index in mapping.indices { mapping[index].scaleForInference() }
  }

  /// Nothing is measured.
  public func measurePhases(with clock: PhaseClock?) {}

  /// Synthesizes the configuration's level.
  public func picture(
    styles: Tensor, noise: NoiseInputs, type: ElementType,
    observe: ((String, Tensor) -> Void)?, checkpoint: () throws -> Void
  ) throws -> Tensor {
    try self(
      styles: styles, noise: self.noise(noise, count: styles.shape[0]), type: type,
      observe: observe, checkpoint: checkpoint)
  }
}
