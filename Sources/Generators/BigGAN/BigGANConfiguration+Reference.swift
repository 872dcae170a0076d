extension BigGANConfiguration {
  /// The configuration that options of ajbrock/BigGAN-PyTorch mean; absent options have its
  /// defaults.
  /// - Throws: `ConfigurationError` naming the option.
  public init(reference options: ReferenceOptions) throws(ConfigurationError) {
    self.init(resolution: try options.integer("resolution") ?? 128)
    width = try options.integer("G_ch") ?? 64
    classCount = try options.integer("n_classes") ?? 1000
    latentDimension = try options.integer("dim_z") ?? 128
    isHierarchical = try options.flag("hier") ?? false
    let isShared = try options.flag("G_shared") ?? false
    let dimension = try options.integer("shared_dim") ?? 0
    sharedDimension = isShared ? (dimension > 0 ? dimension : latentDimension) : nil
    attention = try Self.sides(in: options, of: "G_attn")
    normEpsilon = try options.number("BN_eps") ?? 1e-5
    spectralEpsilon = try options.number("SN_eps") ?? 1e-12
    isSpectral = (try options.text("G_param") ?? "SN") == "SN"
    keepsBiasedVariance = try options.flag("mybn") ?? false
    // The program gives every chunk equally many numbers and drops the rest.
    if isHierarchical { latentDimension = latentDimension / slots * slots }
    try validate()
  }

  /// Sides that an option lists; an `opt.txt` gives a single one as a number. 64 if absent.
  public static func sides(
    in options: ReferenceOptions, of option: String
  ) throws(ConfigurationError) -> [Int] {
    if let side = try? options.integer(option) { return side > 0 ? [side] : [] }
    return try sides(try options.text(option) ?? "64", of: option)
  }

  /// Sides in a list such as `32_64`; 0 means none.
  public static func sides(
    _ text: String, of option: String
  ) throws(ConfigurationError) -> [Int] {
    var sides: [Int] = []
    for part in text.split(separator: "_") {
      guard let side = Int(part) else {
        throw ConfigurationError(field: option, found: text, expected: "sides such as 32_64")
      }
      if side > 0 { sides.append(side) }
    }
    return sides
  }
}
