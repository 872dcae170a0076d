public import Generators
public import Imaging
public import Segmentation

/// Everything a labeller's training run depends on.
public struct LabellerTrainingConfiguration: TrainingConfiguration {
  /// The network.
  public var network: SegmentationConfiguration
  /// What its classes mean.
  public var labelSet: LabelSet
  /// Side of the pictures it learns from; steps differ from it by a quarter.
  public var size: Int
  /// Pictures the run will see: the learning rate falls to 0 by then along a cosine.
  public var pictures: Int
  /// Seed of weights, data order and changes.
  public var seed: UInt64 = 1
  /// Pictures per step.
  public var batchSize = 8
  /// Whether examples are mirrored at random.
  public var flips = true
  /// Learning rate at the beginning.
  public var rate = 2e-3
  /// How strongly colours of pictures are changed; 0 leaves them alone.
  public var colourChange = 0.25
  /// Decay of the averaged network per step.
  public var averageDecay = 0.998

  /// The usual settings for everything not given.
  public init(network: SegmentationConfiguration, labelSet: LabelSet, size: Int, pictures: Int) {
    self.network = network
    self.labelSet = labelSet
    self.size = size
    self.pictures = pictures
  }

  /// Checks what a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try network.validate()
    try ConfigurationError.check(batchSize, in: 1...4096, "batchSize")
    try ConfigurationError.check(pictures, in: 1...1_000_000_000, "pictures")
    try ConfigurationError.check(rate: rate, "rate")
    try ConfigurationError.check(colourChange, in: 0...1, "colourChange")
    try ConfigurationError.check(averageDecay, in: 0...1, "averageDecay")
    guard size.isMultiple(of: network.step), (2 * network.step...2048).contains(size) else {
      throw ConfigurationError(
        field: "size", found: "\(size)",
        expected: "a multiple of \(network.step) from \(2 * network.step) to 2048")
    }
  }
}
