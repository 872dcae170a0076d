/// What is known about the networks of a public data set beyond their weights (ReferenceSystems
/// article).
struct KnownLayout: Hashable, Sendable {
  /// Channels of the semantic input, by which it is recognized.
  let channels: Int
  /// Name of the shipped label set.
  let labelSet: String
  /// `label_nc`.
  let labelCount: Int
  /// `contain_dontcare_label`.
  let hasUnlabelledChannel: Bool
  /// Not `no_instance`.
  let usesInstanceEdges: Bool
  /// Width divided by height.
  let aspectRatio: Double
  /// Doublings.
  let upsampling: SPADEConfiguration.Upsampling
  /// Width of the pictures.
  let cropSize: Int
  /// What it is, in words.
  let name: String

  /// The layouts of the released weights, and of the community's landscape weights.
  static let all = [
    KnownLayout(
      channels: 184, labelSet: "coco-stuff", labelCount: 182, hasUnlabelledChannel: true,
      usesInstanceEdges: true, aspectRatio: 1, upsampling: .normal, cropSize: 256,
      name: "COCO-Stuff"),
    KnownLayout(
      channels: 183, labelSet: "coco-stuff", labelCount: 182, hasUnlabelledChannel: true,
      usesInstanceEdges: false, aspectRatio: 1, upsampling: .normal, cropSize: 256,
      name: "COCO-Stuff without edges"),
    KnownLayout(
      channels: 182, labelSet: "coco-stuff", labelCount: 182, hasUnlabelledChannel: false,
      usesInstanceEdges: false, aspectRatio: 1, upsampling: .normal, cropSize: 512,
      name: "the community's landscape weights"),
    KnownLayout(
      channels: 151, labelSet: "ade20k", labelCount: 150, hasUnlabelledChannel: true,
      usesInstanceEdges: false, aspectRatio: 1, upsampling: .normal, cropSize: 256,
      name: "ADE20K"),
    KnownLayout(
      channels: 36, labelSet: "cityscapes", labelCount: 35, hasUnlabelledChannel: false,
      usesInstanceEdges: true, aspectRatio: 2, upsampling: .more, cropSize: 512,
      name: "Cityscapes"),
    KnownLayout(
      channels: 35, labelSet: "cityscapes", labelCount: 35, hasUnlabelledChannel: false,
      usesInstanceEdges: false, aspectRatio: 2, upsampling: .more, cropSize: 512,
      name: "Cityscapes without edges"),
  ]

  /// The layout with so many channels, of that label set if one is named.
  static func layout(channels: Int, labelSet: String?) -> KnownLayout? {
    all.first { $0.channels == channels && (labelSet.map($0.labelSet.elementsEqual) ?? true) }
  }

  /// The shipped label set that a `dataset_mode` of NVlabs/SPADE means.
  static func labelSet(ofDataset mode: String) -> String? {
    ["coco": "coco-stuff", "ade20k": "ade20k", "cityscapes": "cityscapes"][mode]
  }
}
