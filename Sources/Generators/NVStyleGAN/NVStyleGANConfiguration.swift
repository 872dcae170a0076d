public import Imaging

/// What a StyleGAN generator of NVlabs' own program is built from (Karras et al. 2019). Written to
/// `model.json`.
public struct NVStyleGANConfiguration: StyleBasedConfiguration {
  /// Length of z.
  public var latentDimension = 512
  /// Widths behind each layer from z to w; the last is that of w.
  public var mappingWidths = [Int](repeating: 512, count: 8)
  /// Channels at 4×4, 8×8, … up to the pictures' resolution.
  public var widths: [Int]
  /// Channels of its pictures: grey, grey and opacity, colours, colours and opacity; `nil` means 3.
  public var pictureChannels: Int?
  /// Smallest side whose doubling is fused with its convolution: 128 in official networks.
  public var fusedFrom = 128
  /// How far training had faded the largest levels in: 0 in finished networks; the picture is made
  /// at 1/2^lod of the size and enlarged.
  public var lod = 0.0
  /// Names of the classes it is conditioned on; empty without.
  public var classNames: [String] = []

  /// A configuration with the widths given.
  public init(widths: [Int]) {
    self.widths = widths
  }

  /// Channels of its pictures.
  var colourCount: Int { pictureChannels ?? 3 }

  /// Length of w.
  public var styleDimension: Int { mappingWidths.last ?? 0 }

  /// Number of w layers: two per resolution.
  public var layerCount: Int { 2 * widths.count }

  /// Side of the pictures in pixels.
  public var resolution: Int { 2 << widths.count }

  /// Size of the pictures.
  public var outputSize: PixelSize { PixelSize(width: resolution, height: resolution) }

  /// Learned numbers of convolutions and mapping.
  public var parameterEstimate: Double {
    let style = Double(styleDimension)
    let mapping = zip([latentDimension] + mappingWidths, mappingWidths).reduce(0.0) {
      $0 + Double($1.0) * Double($1.1)
    }
    return zip(widths, [0] + widths).reduce(mapping) { sum, pair in
      let (width, before) = (Double(pair.0), Double(pair.1))
      return sum + 9 * width * (width + before) + style * 4 * width
    }
  }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try ConfigurationError.check(latentDimension, in: 1...8192, "latentDimension")
    try ConfigurationError.check(mappingWidths.count, in: 1...32, "the number of mappingWidths")
    for width in mappingWidths {
      try ConfigurationError.check(width, in: 1...8192, "mappingWidths")
    }
    try ConfigurationError.check(widths.count, in: 2...10, "the number of widths")
    for width in widths { try ConfigurationError.check(width, in: 1...2048, "widths") }
    try ConfigurationError.check(colourCount, in: 1...4, "pictureChannels")
    try ConfigurationError.check(fusedFrom, in: 4...(1 << 20), "fusedFrom")
    try ConfigurationError.check(classNames.count, in: 0...100_000, "the number of classNames")
    guard lod.isFinite, (0...Double(widths.count - 1)).contains(lod) else {
      throw ConfigurationError(
        field: "lod", found: "\(lod)", expected: "0…\(widths.count - 1)")
    }
  }
}
