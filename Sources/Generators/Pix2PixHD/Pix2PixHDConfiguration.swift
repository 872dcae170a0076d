public import Imaging
public import Layers

/// What pix2pixHD's networks are built from (Wang et al. 2018; ReferenceSystems article). Written
/// to `model.json`.
public struct Pix2PixHDConfiguration: ModelConfiguration {
  /// What stands behind the objects when borders between objects are found.
  public typealias Background = SPADEConfiguration.Background

  /// Base width; with enhancers the width of the finest one (`ngf`).
  public var ngf = 64
  /// Classes of the label map (`label_nc`); 0 when the input is a picture.
  public var labelCount: Int
  /// Channels of the input picture (`input_nc`); read only without classes.
  public var inputChannels = 3
  /// Channels of the pictures it makes (`output_nc`): grey, grey and opacity, colours, colours and
  /// opacity; `nil` means 3.
  public var pictureChannels: Int?
  /// Whether a channel holds the borders between objects (not `no_instance`).
  public var usesInstanceEdges = true
  /// What stands behind the objects when borders are found; `nil` means `.label`.
  public var background: Background?
  /// Feature channels per object (`feat_num`); 0 without (`instance_feat`, `label_feat` off).
  public var featureChannels = 0
  /// Whether a feature belongs to a class instead of an object (`label_feat`).
  public var sharesFeaturesByLabel: Bool?
  /// Halvings of the global generator (`n_downsample_global`).
  public var downsamplings = 4
  /// Residual blocks of the global generator (`n_blocks_global`).
  public var blocks = 9
  /// Local enhancers around it (`n_local_enhancers`); 0 for the global generator alone.
  public var enhancers = 0
  /// Residual blocks of each enhancer (`n_blocks_local`).
  public var enhancerBlocks = 3
  /// Norm after every convolution but the last (`norm`).
  public var normalization = FeatureNorm.Kind.instance
  /// Base width of the encoder (`nef`); `nil` without an encoder.
  public var encoderWidth: Int?
  /// Norm inside the encoder; `nil` means as everywhere. Instance norm hides how bright the whole
  /// picture is, `identity` lets features carry it.
  public var encoderNormalization: FeatureNorm.Kind?
  /// Halvings of the encoder (`n_downsample_E`).
  public var encoderDownsamplings = 4
  /// Size of the pictures that are asked for; any multiple of `sizeUnit` could be.
  public var outputSize = PixelSize(width: 1024, height: 512)

  /// A configuration with the reference's defaults for everything not given.
  public init(labelCount: Int) {
    self.labelCount = labelCount
  }

  /// Channels of the map before features: classes or picture, then the borders.
  public var mapChannels: Int {
    (labelCount > 0 ? labelCount : inputChannels) + (usesInstanceEdges ? 1 : 0)
  }

  /// All input channels of the generator: map, then features.
  public var generatorChannels: Int { mapChannels + featureChannels }

  /// Channels of the pictures it makes.
  var colourCount: Int { pictureChannels ?? 3 }

  /// Width of the global generator: doubled by every enhancer around it.
  public var globalWidth: Int { ngf << enhancers }

  /// Height and width are multiples of this.
  public var sizeUnit: Int { 1 << (downsamplings + enhancers) }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try ConfigurationError.check(ngf, in: 1...1024, "ngf")
    try ConfigurationError.check(labelCount, in: 0...4096, "labelCount")
    try ConfigurationError.check(inputChannels, in: 1...64, "inputChannels")
    try ConfigurationError.check(colourCount, in: 1...4, "pictureChannels")
    try ConfigurationError.check(featureChannels, in: 0...256, "featureChannels")
    try ConfigurationError.check(downsamplings, in: 0...8, "downsamplings")
    try ConfigurationError.check(blocks, in: 0...64, "blocks")
    try ConfigurationError.check(enhancers, in: 0...6, "enhancers")
    try ConfigurationError.check(enhancerBlocks, in: 0...64, "enhancerBlocks")
    try ConfigurationError.check(encoderWidth ?? 16, in: 1...1024, "encoderWidth")
    try ConfigurationError.check(encoderDownsamplings, in: 0...8, "encoderDownsamplings")
    try ConfigurationError.check(outputSize.width, in: 8...8192, "outputSize.width")
    try ConfigurationError.check(outputSize.height, in: 8...8192, "outputSize.height")
    guard normalization == .instance || normalization == .batch else {
      throw ConfigurationError(
        field: "normalization", found: normalization.rawValue, expected: "instance or batch")
    }
    guard globalWidth << downsamplings <= 65536 else {
      throw ConfigurationError(
        field: "ngf", found: "\(ngf)", expected: "at most 65536 channels after all halvings")
    }
    for (name, side) in [("width", outputSize.width), ("height", outputSize.height)] {
      // A mirrored border of one pixel needs two pixels at the coarsest size.
      guard side.isMultiple(of: sizeUnit), side >= 2 * sizeUnit else {
        throw ConfigurationError(
          field: "outputSize.\(name)", found: "\(side)",
          expected: "a multiple of \(sizeUnit), at least \(2 * sizeUnit)")
      }
    }
  }
}
