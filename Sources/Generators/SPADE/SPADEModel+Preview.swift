public import Imaging
import Synthesis

extension SPADEModel {
  /// A picture of the sample map, for lists of models.
  /// - Throws: `ModelError`.
  public func preview() throws -> RGBImage {
    RGBImage(
      try picture(
        RenderRequest(
          stamp: 0,
          conditioning: Conditioning(
            labelSet: labelSet,
            labels: SampleMap.make(labelSet, size: configuration.outputSize)))))
  }
}
