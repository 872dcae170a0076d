import Foundation
import Generators
import Imaging
import Layers
import Synthesis
import Tensors

/// An untrained SPADE with a latent, small enough to render in milliseconds, as a package.
enum TinyModel {
  /// Writes the package `tiny.ganvas`.
  /// - Parameter labelSet: What its label channels mean.
  /// - Returns: Its folder.
  static func write(in folder: URL, labelSet: LabelSet) throws -> URL {
    try Engine.load()
    var configuration = SPADEConfiguration(labelCount: labelSet.labels.count)
    configuration.ngf = 4
    configuration.cropSize = 64
    configuration.hiddenChannels = 8
    configuration.usesVAE = true
    configuration.latentDimension = 8
    let generator = SPADEGenerator(
      configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 1))
    let manifest = try ModelManifest(name: "tiny", spade: configuration, labelSet: labelSet)
    return try ModelPackage.write(
      manifest, tensors: generator.storedTensors(under: "generator"),
      to: folder.appendingPathComponent("tiny.ganvas")
    ).folder
  }

  /// Writes the package `sky.ganvas`: an untrained StyleGAN2 of 16×16 pictures with a w of 6.
  /// - Returns: Its folder.
  static func writeStyled(in folder: URL) throws -> URL {
    try Engine.load()
    var configuration = StyleGAN2Configuration(
      resolution: 16, channelBase: 128, channelMaximum: 8)
    configuration.latentDimension = 6
    configuration.styleDimension = 6
    configuration.mappingLayers = 2
    var generator = StyleGAN2Generator(configuration, using: RandomGenerator(seed: 1))
    generator.measureAverageStyle(seed: 0, batches: 1)
    return try PackageContents(
      manifest: try ModelManifest(styleBased: generator, name: "sky"),
      networks: GeneratorAlone(generator)
    ).write(to: folder.appendingPathComponent("sky.ganvas")).folder
  }
}
