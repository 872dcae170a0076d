public import Layers
import Tensors

/// The discriminators of a SPADE run: the patch discriminator, and beside it, where the run has one, the
/// one that segments.
public struct SPADEJudges: Parameterized, Sendable {
  /// Looks at patches of picture and map at several sizes.
  public var patches: MultiscaleDiscriminator
  /// Says of every pixel which label it shows or that it is made.
  var segmentation: SegmentationDiscriminator?

  /// Draws them as a configuration wants them.
  init(_ configuration: SPADETrainingConfiguration, using random: RandomGenerator) {
    patches = MultiscaleDiscriminator(configuration.discriminator, using: random)
    if let width = configuration.segmentationWidth {
      segmentation = SegmentationDiscriminator(
        labelCount: configuration.generator.labelChannels, width: width, using: random)
    }
  }

  /// Visits the patch discriminator under the names it always had, the other under its own.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try patches.visit(&visitor, at: path)
    if var segmentation = self.segmentation {
      try segmentation.visit(&visitor, at: path / "segmentation")
      self.segmentation = segmentation
    }
  }
}
