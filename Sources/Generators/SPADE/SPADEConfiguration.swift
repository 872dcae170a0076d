public import Imaging

/// What a SPADE generator is built from (Park et al. 2019; ReferenceSystems article). Written to
/// `model.json`.
public struct SPADEConfiguration: ModelConfiguration {
  /// How many times the start size doubles.
  public enum Upsampling: String, Codable, Sendable, Hashable, CaseIterable {
    /// Five doublings.
    case normal
    /// Six.
    case more
    /// Seven, with a block more.
    case most

    /// Number of doublings between start size and output.
    public var doublings: Int {
      switch self {
      case .normal: 5
      case .more: 6
      case .most: 7
      }
    }
  }

  /// The parameter-free normalization inside SPADE.
  public enum Normalization: String, Codable, Sendable, Hashable, CaseIterable {
    /// Batch statistics; running ones in evaluation.
    case batch
    /// The same, synchronized over devices in training.
    case syncbatch
    /// Statistics of each picture.
    case instance
  }

  /// What a pixel of instance number 0 is when instance edges are found.
  public enum Background: String, Codable, Sendable, Hashable, CaseIterable {
    /// 0 is a number like any other: only objects have edges (our scenes).
    case plain
    /// Its label stands in, so that areas without objects have edges too: the instance maps of
    /// COCO-Stuff and Cityscapes, and so the models trained on them.
    case label
  }

  /// Base width; the widest layers have 16 times as many channels.
  public var ngf = 64
  /// Classes of the label map, without "unlabelled".
  public var labelCount: Int
  /// Whether one more channel stands for "unlabelled" (`contain_dontcare_label`).
  public var hasUnlabelledChannel = false
  /// Whether the last channel holds instance edges (not `no_instance`).
  public var usesInstanceEdges = true
  /// Doublings.
  public var upsampling = Upsampling.normal
  /// Width of the pictures in pixels, before rounding to the start grid.
  public var cropSize = 256
  /// What stands behind the objects when instance edges are found; `nil` means `.plain`.
  public var background: Background?
  /// Width divided by height.
  public var aspectRatio = 1.0
  /// Normalization inside SPADE.
  public var normalization = Normalization.syncbatch
  /// Kernel of SPADE's convolutions, 3 or 5.
  public var kernel = 3
  /// Width of SPADE's hidden vectors; 128 in the reference.
  public var hiddenChannels = 128
  /// Spectral norm on the generator's convolutions.
  public var isSpectral = true
  /// Whether a latent z starts the picture (`use_vae`).
  public var usesVAE = false
  /// Length of z; 256 in the reference.
  public var latentDimension = 256
  /// Base width of the encoder and, in training, of the discriminator.
  public var encoderWidth: Int?
  /// How it differs from the reference; `nil` where it does not.
  public var structure: SPADEStructure?

  /// A configuration with the reference's defaults for everything not given.
  public init(labelCount: Int) {
    self.labelCount = labelCount
  }

  /// Channels of the semantic input: labels, unlabelled, edges, in this order.
  public var semanticChannels: Int {
    labelChannels + (usesInstanceEdges ? 1 : 0)
  }

  /// Width of the start grid.
  public var startWidth: Int { cropSize / (1 << upsampling.doublings) }

  /// Height of the start grid: width by aspect ratio, rounded half to even as Python rounds.
  public var startHeight: Int {
    Int((Double(startWidth) / aspectRatio).rounded(.toNearestOrEven))
  }

  /// Size of the pictures: the start grid doubled, whatever the label map's size.
  public var outputSize: PixelSize {
    let factor = 1 << upsampling.doublings
    return PixelSize(width: startWidth * factor, height: startHeight * factor)
  }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try ConfigurationError.check(ngf, in: 1...1024, "ngf")
    try ConfigurationError.check(labelCount, in: 1...4096, "labelCount")
    try ConfigurationError.check(cropSize, in: 32...8192, "cropSize")
    try ConfigurationError.check(hiddenChannels, in: 1...4096, "hiddenChannels")
    try ConfigurationError.check(latentDimension, in: 1...8192, "latentDimension")
    guard kernel == 3 || kernel == 5 else {
      throw ConfigurationError(field: "kernel", found: "\(kernel)", expected: "3 or 5")
    }
    guard aspectRatio.isFinite, aspectRatio > 0.05, aspectRatio < 20 else {
      throw ConfigurationError(
        field: "aspectRatio", found: "\(aspectRatio)", expected: "0.05…20")
    }
    guard startWidth > 0, startHeight > 0 else {
      throw ConfigurationError(
        field: "cropSize", found: "\(cropSize)",
        expected: "at least \(1 << upsampling.doublings) for upsampling '\(upsampling.rawValue)'")
    }
    try structure?.validate(blocks: blockCount, cells: min(startWidth, startHeight))
  }
}

/// A field of a configuration that cannot be.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Name of the field.
  public var field: String
  /// What it holds.
  public var found: String
  /// What it may hold.
  public var expected: String

  /// Creates the error.
  public init(field: String, found: String, expected: String) {
    self.field = field
    self.found = found
    self.expected = expected
  }

  /// In words.
  public var description: String { "\(field) is \(found), expected \(expected)" }

  /// Checks a number.
  /// - Throws: `ConfigurationError` naming the field, where it is out of range.
  public static func check(_ value: Int, in range: ClosedRange<Int>, _ field: String)
    throws(ConfigurationError)
  {
    guard range.contains(value) else {
      throw ConfigurationError(
        field: field, found: "\(value)", expected: "\(range.lowerBound)…\(range.upperBound)")
    }
  }
}
