import Generators
public import Imaging
import Tensors

extension StyleGAN2Trainer {
  /// One row per example: the real picture, then pictures from seeds, the last columns truncated
  /// to ψ 0.7.
  public func sheet(of examples: [TrainingExample]) -> RGBImage {
    let columns = 7
    let network = average.network
    let configuration = network.configuration
    let rows = examples.enumerated().map { row, example in
      [example.image]
        + (0..<columns).map { column in
          withoutGradients {
            var random = NumPyRandom(seed: UInt32(row * columns + column))
            let z = Tensor(
              random.normals(configuration.latentDimension),
              shape: [1, configuration.latentDimension]
            ).moved(to: network.averageStyle.device)
            let styles = network.mapping(z).unsqueezed(1)
              .expanded([1, configuration.layerCount, configuration.styleDimension])
            let truncated = StyleTruncation.applied(
              to: styles, average: network.averageStyle,
              psi: StyleTruncation.psi(column < 5 ? 1 : 0.7, layers: configuration.layerCount))
            return RGBImage(network(styles: truncated))
          }
        }
    }
    return SampleSheet.picture(of: rows)
  }
}
