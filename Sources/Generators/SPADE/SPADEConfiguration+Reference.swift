extension SPADEConfiguration {
  /// The configuration that options of NVlabs/SPADE mean; absent options have its defaults.
  /// - Throws: `ConfigurationError` naming the option.
  public init(reference options: ReferenceOptions) throws(ConfigurationError) {
    let network = try options.text("netG") ?? "spade"
    guard network == "spade" else {
      throw ConfigurationError(field: "netG", found: network, expected: "spade")
    }
    guard let labelCount = try options.integer("label_nc") else {
      throw ConfigurationError(
        field: "label_nc", found: "missing", expected: "the number of classes")
    }
    self.init(labelCount: labelCount)
    hasUnlabelledChannel = try options.flag("contain_dontcare_label") ?? false
    usesInstanceEdges = !(try options.flag("no_instance") ?? false)
    ngf = try options.integer("ngf") ?? 64
    cropSize = try options.integer("crop_size") ?? 256
    aspectRatio = try options.number("aspect_ratio") ?? 1
    usesVAE = try options.flag("use_vae") ?? false
    latentDimension = try options.integer("z_dim") ?? 256
    let depth = try options.text("num_upsampling_layers") ?? Upsampling.normal.rawValue
    guard let upsampling = Upsampling(rawValue: depth) else {
      throw ConfigurationError(
        field: "num_upsampling_layers", found: depth, expected: "normal, more or most")
    }
    self.upsampling = upsampling
    try read(normalization: try options.text("norm_G") ?? "spectralspadesyncbatch3x3")
    background = try options.background() ?? .label
    try validate()
    if let channels = try options.integer("semantic_nc"), channels != semanticChannels {
      throw ConfigurationError(
        field: "semantic_nc", found: "\(channels)",
        expected: "\(semanticChannels) by label_nc, contain_dontcare_label and no_instance")
    }
  }

  /// The options that give this configuration again, as text like `opt.txt`.
  /// - Parameter labelSet: Name of the label set.
  public func referenceText(labelSet: String) -> String {
    let kernel = "\(kernel)x\(kernel)"
    let normalization = (isSpectral ? "spectral" : "") + "spade" + normalization.rawValue + kernel
    func python(_ value: Bool) -> String { value ? "True" : "False" }
    let lines = [
      "label_nc: \(labelCount)", "contain_dontcare_label: \(python(hasUnlabelledChannel))",
      "no_instance: \(python(!usesInstanceEdges))", "ngf: \(ngf)", "crop_size: \(cropSize)",
      "aspect_ratio: \(aspectRatio)", "num_upsampling_layers: \(upsampling.rawValue)",
      "norm_G: \(normalization)", "use_vae: \(python(usesVAE))", "z_dim: \(latentDimension)",
      "\(ReferenceOptions.backgroundOption): \((background ?? .plain).rawValue)",
      "label_set: \(labelSet)",
    ]
    return lines.joined(separator: "\n")
  }

  /// Reads for instance `spectralspadesyncbatch3x3`.
  private mutating func read(normalization name: String) throws(ConfigurationError) {
    let error = ConfigurationError(
      field: "norm_G", found: name,
      expected: "[spectral]spade(batch|syncbatch|instance)(3x3|5x5)")
    var rest = name[...]
    isSpectral = rest.hasPrefix("spectral")
    if isSpectral { rest = rest.dropFirst("spectral".count) }
    guard rest.hasPrefix("spade") else { throw error }
    rest = rest.dropFirst("spade".count)
    guard rest.hasSuffix("3x3") || rest.hasSuffix("5x5") else { throw error }
    kernel = rest.hasSuffix("3x3") ? 3 : 5
    guard let normalization = Normalization(rawValue: String(rest.dropLast(3))) else {
      throw error
    }
    self.normalization = normalization
  }
}

extension ReferenceOptions {
  /// Our own option for what the reference programs have only one way to do.
  static let backgroundOption = "instance_background"

  /// What stands behind the objects when instance edges are found; `nil` when absent.
  /// - Throws: `ConfigurationError` for words that mean nothing.
  func background() throws(ConfigurationError) -> SPADEConfiguration.Background? {
    guard let text = try text(Self.backgroundOption) else { return nil }
    guard let background = SPADEConfiguration.Background(rawValue: text) else {
      throw ConfigurationError(
        field: Self.backgroundOption, found: text, expected: "plain or label")
    }
    return background
  }
}
