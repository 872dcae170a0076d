public import Layouts
public import Tensors

extension StyleGAN2Generator: StyleBasedNetwork {
  /// Name of the family in `model.json`.
  public static let family = "stylegan2"
  /// The family in words.
  public static let familyName = "StyleGAN2"

  /// z and classes to w.
  public func style(_ z: Tensor, classes: Tensor?) -> Tensor { mapping(z, classes: classes) }

  /// The affine layer of a convolution; the last layer only colours.
  public func styleWeight(ofLayer layer: Int) -> Tensor? {
    let layers = blocks.flatMap { [$0.upsampling, $0.refining].compactMap { $0 } }
    return layers.indices.contains(layer)
      ? layers[layer].affine.weight * layers[layer].affine.weightScale : nil
  }

  /// Those of all convolutions.
  public var noiseMaps: [Tensor] {
    get { blocks.flatMap { [$0.upsampling?.noise, $0.refining.noise].compactMap { $0 } } }
    set {
      precondition(newValue.count == noiseMaps.count, "\(newValue.count) noise maps")
      var rest = newValue[...]
      for index in blocks.indices {
        if blocks[index].upsampling != nil { blocks[index].upsampling?.noise = rest.removeFirst() }
        blocks[index].refining.noise = rest.removeFirst()
      }
    }
  }

  /// Measures the mean of w anew.
  public mutating func measureAverageStyle(seed: UInt64, batches: Int) {
    mapping.average = meanStyle(seed: seed, batches: batches)
  }

  /// Makes a plan for one number format, where there can be one.
  public mutating func packForInference(as type: ElementType) throws(TensorError) {
    mapping.scaleForInference()
    plan = try StyleGAN2Plan(self, type: type)
  }

  /// Measures phases of planned renderings while there is a clock.
  public func measurePhases(with clock: PhaseClock?) { plan?.clock = clock }

  /// Synthesizes.
  public func picture(
    styles: Tensor, noise: NoiseInputs, type: ElementType,
    observe: ((String, Tensor) -> Void)?, checkpoint: () throws -> Void
  ) throws -> Tensor {
    if let plan, plan.type == type, observe == nil {
      return try plan.render(styles: styles, noise: noise, checkpoint: checkpoint)
    }
    return try self(
      styles: styles, noise: noise, type: type, observe: observe, checkpoint: checkpoint
    ).inColour()
  }
}
