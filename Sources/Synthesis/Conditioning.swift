public import Imaging

/// What the painter asks of a network, for every family: a family reads the fields that its
/// `Capabilities` name and ignores the rest. Values only, no tensors (Architecture article).
public struct Conditioning: Hashable, Sendable {
  /// What the labels of `labels` mean; `nil` when there is no label map.
  public var labelSet: LabelSet?
  /// The painted label map, any size; the network resizes it by its own rule.
  public var labels: LabelMap?
  /// Instance numbers, same size as `labels`; `nil` means "no objects".
  public var instances: InstanceMap?
  /// Style of single objects, by instance number; an object without an entry is neutral.
  public var instanceStyles: [UInt32: InstanceStyle]
  /// Style of what belongs to no object (instance 0), by class id of `labelSet`: one for all sky,
  /// one for all grass; a class without an entry is neutral.
  public var classStyles: [Int: InstanceStyle]
  /// Mixture of classes for class-conditional families: class id to weight, weights sum to 1.
  public var classWeights: [Int: Double]
  /// A picture whose style is taken (SPADE's encoder) or that is edited (SinGAN).
  public var exemplar: RGBImage?
  /// Earlier pictures, oldest first (vid2vid).
  public var frameHistory: [RGBImage]
  /// Where things were in the picture before, for films; `nil` when unknown.
  public var motion: KnownMotion?
  /// What a pyramid of scales is asked for; `nil` for a plain sample.
  public var pyramid: PyramidRequest?

  /// Creates a conditioning; whatever is not given is absent.
  public init(
    labelSet: LabelSet? = nil, labels: LabelMap? = nil, instances: InstanceMap? = nil,
    instanceStyles: [UInt32: InstanceStyle] = [:], classStyles: [Int: InstanceStyle] = [:],
    classWeights: [Int: Double] = [:], exemplar: RGBImage? = nil, frameHistory: [RGBImage] = [],
    motion: KnownMotion? = nil, pyramid: PyramidRequest? = nil
  ) {
    self.motion = motion
    self.labelSet = labelSet
    self.labels = labels
    self.instances = instances
    self.instanceStyles = instanceStyles
    self.classStyles = classStyles
    self.classWeights = classWeights
    self.exemplar = exemplar
    self.frameHistory = frameHistory
    self.pyramid = pyramid
  }
}
