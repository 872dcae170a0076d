import Layers

/// What a BigGAN generator is built from (Brock et al. 2019; ReferenceSystems article). Written to
/// `model.json`.
public struct BigGANConfiguration: Codable, Sendable, Hashable {
  /// Side of the pictures: 32, 64, 128, 256 or 512.
  public var resolution: Int
  /// Base width (`G_ch`).
  public var width = 96
  /// Number of classes.
  public var classCount = 1000
  /// Length of z; a hierarchical generator uses a multiple of `slots` of it.
  public var latentDimension = 120
  /// Whether every block gets a part of z (`hier`).
  public var isHierarchical = true
  /// Length of the class embedding that all norms share (`G_shared`, `shared_dim`); `nil` for a
  /// table of gains and biases in every norm.
  public var sharedDimension: Int? = 128
  /// Sides of the maps after which attention follows (`G_attn`).
  public var attention: [Int] = [64]
  /// Added to the variance in the conditional norms (`BN_eps`); the last norm always has 1e-5.
  public var normEpsilon = 1e-5
  /// Shortest length in the spectral norm (`SN_eps`).
  public var spectralEpsilon = 1e-12
  /// Whether weights are spectrally normalized (`G_param`).
  public var isSpectral = true
  /// Whether stored variances are biased (`mybn`).
  public var keepsBiasedVariance = false
  /// Names of the classes; `nil` for numbers.
  public var classNames: [String]?

  /// A configuration with the pretrained 128×128 model's values for everything not given.
  public init(resolution: Int) {
    self.resolution = resolution
  }

  /// Sides that are built in.
  public static let resolutions = [32, 64, 128, 256, 512]

  /// Input and output widths of the blocks, times `width` (`G_arch`).
  public var widths: (input: [Int], output: [Int]) {
    let (input, output) =
      switch resolution {
      case 32: ([4, 4, 4], [4, 4, 4])
      case 64: ([16, 16, 8, 4], [16, 8, 4, 2])
      case 128: ([16, 16, 8, 4, 2], [16, 8, 4, 2, 1])
      case 256: ([16, 16, 8, 8, 4, 2], [16, 8, 8, 4, 2, 1])
      default: ([16, 16, 8, 8, 4, 2, 1], [16, 8, 8, 4, 2, 1, 1])
      }
    return (input.map { $0 * width }, output.map { $0 * width })
  }

  /// Number of parts z has.
  public var slots: Int { isHierarchical ? widths.input.count + 1 : 1 }

  /// Length of one part.
  public var chunk: Int { latentDimension / slots }

  /// Length of what a conditional norm gets; `nil` where it gets the classes themselves.
  var conditionLength: Int? {
    sharedDimension.map { $0 + (isHierarchical ? chunk : 0) }
  }

  /// Form of the spectral norms.
  var spectral: SpectralNorm.Form? { isSpectral ? .bigGAN(epsilon: spectralEpsilon) : nil }

  /// Learned numbers of the widest parts, in floating point so that no configuration overflows;
  /// within a factor of two of the whole generator.
  var parameterEstimate: Double {
    let widths = zip(widths.input, widths.output)
    let blocks = widths.reduce(0.0) { sum, pair in
      let (input, output) = (Double(pair.0), Double(pair.1))
      let condition = Double(conditionLength ?? classCount)
      return sum + 9 * output * (input + output) + 2 * condition * (input + output)
    }
    return blocks + 16 * Double(16 * width) * Double(chunk)
      + Double(classCount) * Double(sharedDimension ?? 0)
  }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    guard Self.resolutions.contains(resolution) else {
      throw ConfigurationError(
        field: "resolution", found: "\(resolution)", expected: "32, 64, 128, 256 or 512")
    }
    try ConfigurationError.check(width, in: 1...1024, "width")
    try ConfigurationError.check(classCount, in: 1...100_000, "classCount")
    try ConfigurationError.check(latentDimension, in: slots...8192, "latentDimension")
    if let sharedDimension {
      try ConfigurationError.check(sharedDimension, in: 1...8192, "sharedDimension")
    } else if isHierarchical {
      throw ConfigurationError(
        field: "isHierarchical", found: "true", expected: "false without a shared embedding")
    }
    for side in attention where side != 0 {
      guard side >= 8, side <= resolution, side.nonzeroBitCount == 1 else {
        throw ConfigurationError(
          field: "attention", found: "\(side)", expected: "a power of 2 from 8 to \(resolution)")
      }
    }
    for (name, value) in [("normEpsilon", normEpsilon), ("spectralEpsilon", spectralEpsilon)] {
      guard value.isFinite, value > 0, value < 1 else {
        throw ConfigurationError(field: name, found: "\(value)", expected: "above 0, below 1")
      }
    }
    if let classNames, classNames.count != classCount {
      throw ConfigurationError(
        field: "classNames", found: "\(classNames.count) names",
        expected: "\(classCount), one for each class")
    }
  }
}
