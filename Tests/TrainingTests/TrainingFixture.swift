import Foundation
import Generators
import Imaging
import Tensors
import TestSupport

@testable import Training

/// The folder of reference fixtures; `nil`, loudly, where it is absent.
let sharedReference = SharedFolder.item("reference")

/// Names of the outputs of a fixture that agree with the reference, by all networks of its family.
func agreements(
  of fixture: ReferenceFixture
) throws -> (passed: Set<String>, failed: [TensorComparison]) {
  let results = try TrainableFamilyTable.builtIn.fixtures(ofFamily: fixture.family)
    .flatMap { try $0.comparisons(of: fixture) }
  return (Set(results.filter(\.passed).map(\.name)), results.filter { !$0.passed })
}

/// Runs `body` with a folder of its own, which is removed.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = try TemporaryFolder()
  return try withExtendedLifetime(folder) { try body($0.url) }
}

/// Opens a run, new or left, and trains to so many pictures.
func trainedRun<Family: Trainer>(
  _ family: Family.Type, _ configuration: Family.Configuration,
  from source: any TrainingSource = BandSource(), in folder: URL, pictures: Int
) throws -> Family {
  let run = try TrainingRun<Family>(
    configuration, source: source, held: source,
    options: .init(folder: folder, pictures: pictures))
  try run.run(shouldStop: { false }, report: { _ in })
  return run.trainer
}

extension LabelSet {
  /// The three labels of `BandSource`.
  static let bands = LabelSet(
    name: "bands", source: "test",
    labels: (0..<3).map { .init(id: $0, name: "band \($0)", color: RGB(UInt8($0), 0, 0)) })
}

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

extension TrainingExample {
  /// Nobody knows what is inside a rectangle.
  mutating func hideLabels(in rect: PixelRect) {
    for y in rect.y..<rect.maxY {
      for x in rect.x..<rect.maxX { labels[x, y] = TrainingExample.unknownLabel }
    }
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
