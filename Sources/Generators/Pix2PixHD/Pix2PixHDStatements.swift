import Imaging

/// What options of NVIDIA/pix2pixHD say, whoever said them, about how the input's channels divide.
struct Pix2PixHDStatements {
  /// Classes; 0 for a picture.
  let labelCount: Int?
  /// Channels of the input picture.
  let inputChannels: Int?
  /// Whether a channel holds borders between objects.
  let usesInstanceEdges: Bool?
  /// Numbers per object; 0 where it is said that there are none.
  let featureChannels: Int?
  /// Whether it is said that there are features.
  let hasFeatures: Bool?
  /// The label set that is named, among those that can be.
  let labelSet: LabelSet?

  /// - Parameters:
  ///   - options: All options, said by flag or beside the weights.
  ///   - isStrict: Whether a label set of an unknown name is an error: where a flag names it.
  /// - Throws: `ConfigurationError` naming the option.
  init(
    _ options: ReferenceOptions, labelSets: [LabelSet], isStrict: Bool
  ) throws(ConfigurationError) {
    labelCount = try options.bounded("label_nc", 0...4096)
    inputChannels = try options.bounded("input_nc", 1...64)
    usesInstanceEdges = try options.flag("no_instance").map { !$0 }
    let kinds = [try options.flag("instance_feat"), try options.flag("label_feat")]
    hasFeatures =
      kinds.contains(true) ? true : kinds.contains { $0 != nil } ? false : nil
    let count = try options.bounded("feat_num", 0...256)
    featureChannels = hasFeatures == false ? 0 : count
    labelSet = try options.labelSet(among: labelSets, isStrict: isStrict)
  }
}

extension Pix2PixHDWeightFacts {
  /// What shapes tell, in the program's options.
  var options: ReferenceOptions {
    var values: [String: JSONValue] = [
      "netG": .string(enhancers == 0 ? "global" : "local"), "ngf": .int(ngf),
      "n_downsample_global": .int(downsamplings), "n_blocks_global": .int(blocks),
      "norm": .string(normalization.rawValue), "output_nc": .int(pictureChannels),
    ]
    if enhancers > 0 {
      values["n_local_enhancers"] = .int(enhancers)
      values["n_blocks_local"] = .int(enhancerBlocks)
    }
    return ReferenceOptions(values)
  }
}
