/// What the generator of a self-supervised GAN is built from (Chen et al. 2019, in the layout of
/// torch_mimicry; ReferenceSystems article). Written to `model.json`.
public struct SelfSupervisedConfiguration: Codable, Sendable, Hashable {
  /// Side of the pictures: 32, 48, 64 or 128.
  public var resolution: Int
  /// Width of the first map (`ngf`): 256 at 32, 512 at 48, 1024 at 64 and 128 in the reference.
  public var width: Int
  /// Length of z.
  public var latentDimension = 128

  /// A configuration with the reference's defaults for everything not given.
  public init(resolution: Int) {
    self.resolution = resolution
    width = resolution == 32 ? 256 : resolution == 48 ? 512 : 1024
  }

  /// Sides that are built in.
  public static let resolutions = [32, 48, 64, 128]

  /// Side of the map that z starts.
  public var startSide: Int { resolution == 48 ? 6 : 4 }

  /// Widths of the maps, the first included.
  public var widths: [Int] {
    switch resolution {
    case 32: [width, width, width, width]
    case 48: [width, width / 2, width / 4, width / 8]
    case 64: [width, width / 2, width / 4, width / 8, width / 16]
    default: [width, width, width / 2, width / 4, width / 8, width / 16]
    }
  }

  /// Learned numbers, roughly, in floating point so that no configuration overflows.
  var parameterEstimate: Double {
    let blocks = zip(widths, widths.dropFirst()).reduce(0.0) { sum, pair in
      sum + 9 * Double(pair.1) * Double(pair.0 + pair.1)
    }
    return blocks + Double(latentDimension) * Double(width * startSide * startSide)
  }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    guard Self.resolutions.contains(resolution) else {
      throw ConfigurationError(
        field: "resolution", found: "\(resolution)", expected: "32, 48, 64 or 128")
    }
    let smallest = widths[0] / max(1, widths[widths.count - 1])
    try ConfigurationError.check(width, in: max(1, smallest)...8192, "width")
    guard widths.allSatisfy({ $0 > 0 }) else {
      throw ConfigurationError(field: "width", found: "\(width)", expected: "16 or more")
    }
    try ConfigurationError.check(latentDimension, in: 1...8192, "latentDimension")
  }
}
