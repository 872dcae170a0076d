public import Imaging
import Generators
import Layers
import Tensors

extension SPADETrainer {
  /// One row per example with its map, the real picture, the picture from its own style, and
  /// pictures from seeds; the same z in every row of a column.
  public func sheet(of examples: [TrainingExample]) -> RGBImage {
    SampleSheet.picture(
      of: examples.map { example in
        [SampleSheet.mapColors(of: example.labels), example.image]
          + rendered(example, seeds: [1, 2, 3, 4])
      })
  }

  private func rendered(_ example: TrainingExample, seeds: [UInt32]) -> [RGBImage] {
    withoutGradients {
      let networks = average.network
      let device = networks.parameters().first?.tensor.device ?? .cpu
      let batch = SemanticBatch([example], for: configuration.generator.layout, device: device)
      let source = SemanticPyramid(batch.semantics())
      guard let encoder = networks.encoder else {
        return [RGBImage(networks.generator(source, mode: .evaluation))]
      }
      var latents = [encoder(batch.pictures, mode: .evaluation).mean]
      for seed in seeds {
        var random = NumPyRandom(seed: seed)
        let dimension = configuration.generator.latentDimension
        latents.append(
          Tensor(random.normals(dimension), shape: [1, dimension]).moved(to: device))
      }
      let noise = configuration.generator.hasNoise ? PixelNoise(seed: 0) : nil
      return latents.map {
        RGBImage(networks.generator(source, latent: $0, noise: noise, mode: .evaluation))
      }
    }
  }
}
