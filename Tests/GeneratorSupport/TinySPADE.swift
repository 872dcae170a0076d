import Checkpoints
public import Foundation
public import Generators
public import Imaging
import Layers
public import Synthesis
import Tensors

/// The smallest SPADE that has everything: a latent, edges, running statistics.
public func tinyConfiguration(usesVAE: Bool = true) -> SPADEConfiguration {
  var configuration = SPADEConfiguration(labelCount: 3)
  configuration.ngf = 2
  configuration.cropSize = 32
  configuration.hiddenChannels = 4
  configuration.usesVAE = usesVAE
  configuration.latentDimension = 8
  return configuration
}

/// Its random weights.
public func tinyGenerator(
  _ configuration: SPADEConfiguration = tinyConfiguration(), seed: UInt64 = 1
) -> SPADEGenerator {
  SPADEGenerator(
    configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: seed))
}

/// Sky, grass and tree.
public let tinyLabels = LabelSet(
  name: "tiny", source: "three classes",
  labels: [
    LabelSet.Label(id: 0, name: "sky", color: RGB(0, 0, 255)),
    LabelSet.Label(id: 1, name: "grass", color: RGB(0, 255, 0)),
    LabelSet.Label(id: 2, name: "tree", color: RGB(0, 90, 0)),
  ])

/// Sky above grass with a tree, 32×32.
public func tinyMap() -> LabelMap {
  var map = LabelMap(width: 32, height: 32, filledWith: 0)
  for y in 0..<32 {
    for x in 0..<32 {
      if y >= 16 { map[x, y] = 1 }
      if (10..<20).contains(x), (8..<24).contains(y) { map[x, y] = 2 }
    }
  }
  return map
}

/// The tiny map from a seed.
public func tinyRequest(
  stamp: Int = 1, seed: UInt32 = 0, psi: Double = 1, precision: Precision = .float32
) -> RenderRequest {
  RenderRequest(
    stamp: stamp, conditioning: Conditioning(labelSet: tinyLabels, labels: tinyMap()),
    latent: LatentState(source: .seed(seed), truncationPsi: psi), precision: precision)
}

/// Writes a tiny random package and returns its folder.
@discardableResult
public func writeTinyPackage(
  in folder: URL, name: String = "tiny", usesVAE: Bool = true, seed: UInt64 = 1,
  cropSize: Int = 32, statistics: NormalizationStatistics? = nil
) throws -> ModelPackage {
  var configuration = tinyConfiguration(usesVAE: usesVAE)
  configuration.cropSize = cropSize
  let manifest = try ModelManifest(
    name: name, spade: configuration, labelSet: tinyLabels, statistics: statistics)
  return try ModelPackage.write(
    manifest,
    tensors: tinyGenerator(configuration, seed: seed).storedTensors(under: "generator"),
    to: folder.appendingPathComponent(name + ".ganvas"))
}
