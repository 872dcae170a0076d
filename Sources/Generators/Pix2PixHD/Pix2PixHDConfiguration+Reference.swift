import Imaging
import Layers

extension Pix2PixHDConfiguration {
  /// The configuration that options of NVIDIA/pix2pixHD mean; absent options have its defaults.
  ///
  /// The size is `width` and `height` where they are given (fixtures, exports), else `loadSize` by
  /// half of it, as Cityscapes has it.
  /// - Throws: `ConfigurationError` naming the option.
  public init(reference options: ReferenceOptions) throws(ConfigurationError) {
    self.init(labelCount: try options.integer("label_nc") ?? 35)
    inputChannels = try options.integer("input_nc") ?? 3
    let colours = try options.integer("output_nc") ?? 3
    if colours != 3 { pictureChannels = colours }
    usesInstanceEdges = !(try options.flag("no_instance") ?? false)
    background = try options.background()
    let hasObjectFeatures = try options.flag("instance_feat") ?? false
    let hasLabelFeatures = try options.flag("label_feat") ?? false
    if hasObjectFeatures || hasLabelFeatures {
      featureChannels = try options.integer("feat_num") ?? 3
      if hasLabelFeatures { sharesFeaturesByLabel = true }
    }
    ngf = try options.integer("ngf") ?? 64
    downsamplings = try options.integer("n_downsample_global") ?? 4
    blocks = try options.integer("n_blocks_global") ?? 9
    let network = try options.text("netG") ?? "global"
    switch network {
    case "global": enhancers = 0
    case "local":
      enhancers = try options.integer("n_local_enhancers") ?? 1
      enhancerBlocks = try options.integer("n_blocks_local") ?? 3
    default:
      throw ConfigurationError(field: "netG", found: network, expected: "global or local")
    }
    let norm = try options.text("norm") ?? "instance"
    guard let kind = FeatureNorm.Kind(rawValue: norm) else {
      throw ConfigurationError(field: "norm", found: norm, expected: "instance or batch")
    }
    normalization = kind
    encoderDownsamplings = try options.integer("n_downsample_E") ?? 4
    let loadSize = try options.integer("loadSize") ?? 1024
    let width = try options.integer("width") ?? loadSize
    outputSize = PixelSize(width: width, height: try options.integer("height") ?? width / 2)
    try validate()
  }

  /// The options that give this configuration again, as text like `opt.txt`.
  /// - Parameter labelSet: Name of the label set.
  public func referenceText(labelSet: String) -> String {
    func python(_ value: Bool) -> String { value ? "True" : "False" }
    let byLabel = sharesFeaturesByLabel ?? false
    var lines = [
      "netG: \(enhancers == 0 ? "global" : "local")", "label_nc: \(labelCount)",
      "input_nc: \(inputChannels)", "output_nc: \(colourCount)",
      "no_instance: \(python(!usesInstanceEdges))", "ngf: \(ngf)",
      "n_downsample_global: \(downsamplings)", "n_blocks_global: \(blocks)",
      "n_local_enhancers: \(max(1, enhancers))", "n_blocks_local: \(enhancerBlocks)",
      "norm: \(normalization.rawValue)",
      "instance_feat: \(python(featureChannels > 0 && !byLabel))",
      "label_feat: \(python(byLabel))", "feat_num: \(featureChannels)",
      "n_downsample_E: \(encoderDownsamplings)", "width: \(outputSize.width)",
      "height: \(outputSize.height)",
      "\(ReferenceOptions.backgroundOption): \((background ?? .label).rawValue)",
      "label_set: \(labelSet)",
    ]
    if let encoderWidth { lines.append("nef: \(encoderWidth)") }
    return lines.joined(separator: "\n")
  }
}
