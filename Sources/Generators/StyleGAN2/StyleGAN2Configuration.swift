public import Imaging

/// What a StyleGAN2 generator is built from (Karras et al. 2020; ReferenceSystems article). Written
/// to `model.json`.
public struct StyleGAN2Configuration: StyleBasedConfiguration {
  /// How the resolutions are joined.
  public enum Architecture: String, Codable, Sendable, Hashable, CaseIterable {
    /// One picture at the end.
    case plain = "orig"
    /// A picture at every resolution, added up; all released generators.
    case skip
    /// Residual blocks; all released discriminators.
    case residual = "resnet"
  }

  /// Length of z.
  public var latentDimension = 512
  /// Length of w.
  public var styleDimension = 512
  /// Layers from z to w.
  public var mappingLayers = 8
  /// Channels at 4×4, 8×8, … up to the output's resolution.
  public var widths: [Int]
  /// How the resolutions are joined.
  public var architecture = Architecture.skip
  /// Channels of its pictures: grey, grey and opacity, colours, colours and opacity; `nil` means 3.
  public var pictureChannels: Int?
  /// Largest magnitude of an activation; `nil` for none. 256 where it was trained in 16 bits.
  public var clamp: Double?
  /// Names of the classes it is conditioned on; empty without.
  public var classNames: [String] = []
  /// Width between the layers from z to w; that of w if absent.
  public var mappingWidth: Int?
  /// Width of a class's vector beside z; that of w if absent.
  public var labelWidth: Int?
  /// Whether a class's vector is joined with z first and both are normalized together
  /// (NVlabs/stylegan2 in TensorFlow); otherwise each is normalized alone.
  public var labelsJoinFirst: Bool?

  /// A configuration with the widths given.
  public init(widths: [Int]) {
    self.widths = widths
  }

  /// A configuration of the official widths, min(base / resolution, largest).
  /// - Parameter resolution: Side of the pictures, a power of 2 from 8.
  public init(resolution: Int, channelBase: Int = 32768, channelMaximum: Int = 512) {
    var widths: [Int] = []
    var side = 4
    while side <= resolution {
      widths.append(min(channelBase / side, channelMaximum))
      side *= 2
    }
    self.widths = widths
  }

  /// Side of the pictures in pixels.
  public var resolution: Int { 2 << widths.count }

  /// Channels of its pictures.
  var colourCount: Int { pictureChannels ?? 3 }

  /// Number of classes; 0 without.
  public var classCount: Int { classNames.count }

  /// Number of w layers: two per resolution (at the smallest one convolution and one picture).
  public var layerCount: Int { 2 * widths.count }

  /// Size of the pictures.
  public var outputSize: PixelSize { PixelSize(width: resolution, height: resolution) }

  /// Learned numbers of convolutions and mapping.
  public var parameterEstimate: Double {
    let pairs = zip(widths, [0] + widths)
    let style = Double(styleDimension)
    return pairs.reduce(Double(mappingLayers) * style * style) { sum, pair in
      let (width, before) = (Double(pair.0), Double(pair.1))
      return sum + 9 * width * (width + before) + style * (2 * width + before)
    }
  }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try ConfigurationError.check(latentDimension, in: 1...8192, "latentDimension")
    try ConfigurationError.check(styleDimension, in: 1...8192, "styleDimension")
    try ConfigurationError.check(mappingLayers, in: 1...32, "mappingLayers")
    try ConfigurationError.check(widths.count, in: 2...10, "the number of widths")
    for width in widths { try ConfigurationError.check(width, in: 1...2048, "widths") }
    try ConfigurationError.check(mappingWidth ?? 1, in: 1...8192, "mappingWidth")
    try ConfigurationError.check(labelWidth ?? 1, in: 1...8192, "labelWidth")
    try ConfigurationError.check(colourCount, in: 1...4, "pictureChannels")
    try ConfigurationError.check(classCount, in: 0...100_000, "the number of classNames")
    if let clamp, !(clamp.isFinite && clamp > 0) {
      throw ConfigurationError(field: "clamp", found: "\(clamp)", expected: "more than 0")
    }
  }
}
