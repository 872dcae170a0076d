import Generators
import Imaging
import Tensors

@testable import Training

/// Small random pictures with maps: three labels in vertical bands, colours by label.
struct BandSource: TrainingSource {
  let size = PixelSize(width: 64, height: 64)
  let count = 8
  let summary = "bands for tests"

  func example(at index: Int) throws(TrainingError) -> TrainingExample {
    var random = SeededRandom(seed: 9, stream: UInt64(index))
    let border = Int.random(in: 10..<50, using: &random)
    let brightness = UInt8.random(in: 60...180, using: &random)
    var labels = LabelMap(width: 64, height: 64, filledWith: 0)
    var instances = InstanceMap(width: 64, height: 64, filledWith: 0)
    var image = RGBImage(width: 64, height: 64, filledWith: RGB(0, 0, brightness))
    for row in 0..<64 {
      for column in border..<64 {
        labels[column, row] = row > 40 ? 2 : 1
        instances[column, row] = row > 40 ? 2 : 1
        image[column, row] = row > 40 ? RGB(brightness, 40, 0) : RGB(20, brightness, 30)
      }
    }
    return TrainingExample(image: image, labels: labels, instances: instances)
  }
}

extension SPADETrainingConfiguration {
  /// A network of 64×64 that trains in milliseconds.
  static func tiny(seed: UInt64 = 3, usesBFloat16: Bool = false) -> SPADETrainingConfiguration {
    var generator = SPADEConfiguration(labelCount: 3)
    generator.ngf = 4
    generator.cropSize = 64
    generator.hiddenChannels = 8
    generator.usesVAE = true
    generator.latentDimension = 8
    var configuration = SPADETrainingConfiguration(generator: generator)
    configuration.discriminator.ndf = 8
    configuration.encoderWidth = 4
    configuration.seed = seed
    configuration.usesBFloat16 = usesBFloat16
    return configuration
  }
}
