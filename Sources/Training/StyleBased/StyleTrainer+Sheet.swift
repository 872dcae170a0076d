import Generators
public import Imaging
import Tensors

extension StyleTrainer {
  /// One row per example: the real picture, then pictures from seeds of its class, the last columns
  /// truncated to ψ 0.7. Pictures of a resolution that still grows are enlarged.
  public func sheet(of examples: [TrainingExample]) -> RGBImage {
    let columns = 7
    let network = pair.average.network
    let settings = configuration.generator
    let layers = layerCount
    let classCount = settings.classNames.count
    let rows = examples.enumerated().map { row, example in
      [example.image]
        + (0..<columns).map { column in
          withoutGradients {
            var random = NumPyRandom(seed: UInt32(row * columns + column))
            let z = Tensor(
              random.normals(settings.latentDimension), shape: [1, settings.latentDimension]
            ).moved(to: device)
            let classes =
              classCount == 0
              ? nil : Tensor(oneHot: [example.classID], classes: classCount).moved(to: device)
            let styles = network.style(z, classes: classes).unsqueezed(1)
              .expanded([1, layers, settings.styleDimension])
            let truncated = StyleTruncation.applied(
              to: styles, average: network.averageStyle,
              psi: StyleTruncation.psi(column < 5 ? 1 : 0.7, layers: layers))
            let made = RGBImage(picture(by: network, styles: truncated, noise: .fixed))
            return made.size == example.image.size
              ? made : made.resizedNearest(to: example.image.size)
          }
        }
    }
    return SampleSheet.picture(of: rows)
  }
}
