public import Imaging

/// What a StyleGAN generator is built from (Karras et al. 2019; the PyTorch port's layout,
/// ReferenceSystems article). Written to `model.json`.
public struct StyleGANConfiguration: StyleBasedConfiguration {
  /// Length of z and of w.
  public var latentDimension = 512
  /// Layers from z to w.
  public var mappingLayers = 8
  /// Channels at 4×4, 8×8, … of all levels that are stored.
  public var widths = [512, 512, 512, 512, 256, 128, 64, 32, 16]
  /// Level whose picture is shown: side 4 · 2^step.
  public var step = 8
  /// First level whose doubling is fused with its convolution.
  public static let firstFusedLevel = 5

  /// The official network, 1024×1024.
  public init() {}

  /// Side of the pictures in pixels.
  public var resolution: Int { 4 << step }

  /// Number of w layers: two per level.
  public var layerCount: Int { 2 * (step + 1) }

  /// Size of the pictures.
  public var outputSize: PixelSize { PixelSize(width: resolution, height: resolution) }

  /// Length of w, which is that of z.
  public var styleDimension: Int { latentDimension }

  /// None: the port is unconditional.
  public var classNames: [String] { [] }

  /// Learned numbers of convolutions and mapping.
  public var parameterEstimate: Double {
    let style = Double(latentDimension)
    return zip(widths, [0] + widths).reduce(Double(mappingLayers) * style * style) { sum, pair in
      let (width, before) = (Double(pair.0), Double(pair.1))
      return sum + 9 * width * (width + before) + style * 4 * width
    }
  }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try ConfigurationError.check(latentDimension, in: 1...8192, "latentDimension")
    try ConfigurationError.check(mappingLayers, in: 1...32, "mappingLayers")
    try ConfigurationError.check(widths.count, in: 1...10, "the number of widths")
    for width in widths { try ConfigurationError.check(width, in: 1...2048, "widths") }
    try ConfigurationError.check(step, in: 0...(widths.count - 1), "step")
  }
}
