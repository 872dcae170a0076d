public import Layers
public import Tensors

/// StyleGAN2 (Karras et al. 2020) in the form of stylegan2-ada-pytorch: mapping and synthesis.
public struct StyleGAN2Generator: Sendable {
  /// What it is built from.
  public let configuration: StyleGAN2Configuration
  /// z to w.
  public internal(set) var mapping: StyleGAN2Mapping
  var blocks: [StyleGAN2Block]
  /// Made ready for inference in one number format.
  var plan: StyleGAN2Plan?

  /// Mean of w, `[styleDimension]`.
  public var averageStyle: Tensor {
    mapping.average ?? Tensor.zeros([configuration.styleDimension])
  }

  /// Fresh weights.
  /// - Parameter random: `nil` leaves the weights unfilled, to be loaded.
  public init(_ configuration: StyleGAN2Configuration, using random: RandomGenerator?) {
    self.configuration = configuration
    mapping = StyleGAN2Mapping(
      latent: configuration.latentDimension, classes: configuration.classCount,
      style: configuration.styleDimension, layers: configuration.mappingLayers,
      hidden: configuration.mappingWidth, label: configuration.labelWidth,
      joinsFirst: configuration.labelsJoinFirst ?? false, tracksAverage: true, using: random)
    blocks = configuration.widths.indices.map {
      StyleGAN2Block(index: $0, configuration, using: random)
    }
  }

  /// Synthesizes without interruption.
  public func callAsFunction(
    styles: Tensor, noise: NoiseInputs = .fixed, type: ElementType = .float32,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    self(styles: styles, noise: noise, type: type, observe: observe, checkpoint: {})
  }

  /// Synthesizes.
  /// - Parameters:
  ///   - styles: One w per layer, `[N, layerCount, styleDimension]`, float32.
  ///   - type: Element type of the activations.
  ///   - observe: Sees `b4.x`, `b4.img`, `b8.conv0.styles`, ….
  ///   - checkpoint: Called between blocks; what it throws ends the work.
  /// - Returns: `[N, C, H, W]`, about −1…1, float32; C is `pictureChannels`.
  public func callAsFunction(
    styles: Tensor, noise: NoiseInputs = .fixed, type: ElementType = .float32,
    observe: ((String, Tensor) -> Void)? = nil, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let layers = configuration.layerCount
    precondition(styles.shape[1] == layers, "\(styles.shape) styles for \(layers) layers")
    var state = SynthesisState()
    var layer = 0
    for block in blocks {
      try checkpoint()
      // The colours share their w with the first convolution of the next block.
      let own = (layer...(layer + block.convolutions)).map {
        styles.selected(axis: 1, index: $0)
      }
      state = block(state, styles: own, noise: noise, type: type) {
        observe?("b\(block.side).\($0)", $1)
      }
      layer += block.convolutions
    }
    guard let picture = state.picture else { preconditionFailure("the last block has colours") }
    return picture
  }
}

extension StyleGAN2Generator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in blocks.indices {
      try blocks[index].visit(
        &visitor, at: path / "synthesis" / "b\(blocks[index].side)")
    }
    try mapping.visit(&visitor, at: path / "mapping")
  }
}
