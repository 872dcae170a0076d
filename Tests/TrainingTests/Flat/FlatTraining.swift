import ArgumentParser
import Checkpoints
import Foundation
import GeneratorSupport
import Generators
import Imaging
import Layers
import Tensors

@testable import Training

extension TrainableFamily {
  /// The family of one colour, to show what training a new one takes: this folder, and a line in
  /// the table.
  static let flat = TrainableFamily(
    .flat, arguments: FlatArguments.self, trained: TrainedFlat.self)
}

/// `ganvas train flat`.
struct FlatArguments: TrainingArguments {
  static let abstract = "Learn the mean colour of pictures."
  static let discussion = "Example: ganvas train flat --data photos -o Runs/flat"

  @Option(help: "Folder of pictures.")
  var data: String

  @Option(help: "Pictures to see in all.")
  var pictures = 8

  @Option(name: .shortAndLong, help: "Folder of the run.")
  var output: String

  func validate() throws {
    guard pictures > 0 else { throw ValidationError("--pictures is 1 or more") }
  }

  func train(in environment: TrainingEnvironment) throws {
    let source = try PictureFolderSource(
      folder: URL(fileURLWithPath: data), size: PixelSize(width: 8, height: 8))
    try RunLoop(
      environment: environment, pictures: pictures, folder: URL(fileURLWithPath: output)
    ).train(FlatTrainer.self, source: source, held: source) { FlatTrainingConfiguration() }
  }
}

/// What a run depends on.
struct FlatTrainingConfiguration: TrainingConfiguration {
  var seed: UInt64 = 1
  var batchSize = 2
  var flips = false
}

/// Moves a colour half way to the mean of the pictures.
final class FlatTrainer: Trainer {
  enum Loss: String, CaseIterable { case distance }

  static let family = FlatModel.family
  let configuration: FlatTrainingConfiguration
  let network = FlatNetwork(color: .zeros([3]))
  private(set) var step = 0
  /// The step in which the engine is asked for more memory than there is; `nil` for none.
  nonisolated(unsafe) static var failingStep: Int?
  var parameterCount: Int { 3 }

  init(_ configuration: FlatTrainingConfiguration, device: Device) throws(TrainingError) {
    self.configuration = configuration
  }

  func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double] {
    if Self.failingStep == step { _ = Tensor.zeros([1 << 22, 1 << 22, 16]) + 1 }
    let mean = Tensor(pictures: examples.map(\.image)).mean(over: [0, 2, 3])
    let distance = (network.color - mean).absolute().mean().item
    network.color.multiplyInPlace(by: 0.5)
    network.color.addInPlace(mean, scale: 0.5)
    step += 1
    return [.distance: distance]
  }

  var savedTensors: [SavedTensor] { network.savedTensors("average") }
  func resume(atStep step: Int) { self.step = step }
  func sheet(of examples: [TrainingExample]) -> RGBImage { RGBImage(network.picture()) }
}

/// A run as a package.
struct TrainedFlat: TrainedModel {
  static let family = FlatModel.family
  let size = PixelSize(width: 8, height: 8)
  let steps: Int
  let takesMaps = false
  private let network: FlatNetwork

  init(run folder: URL) throws(TrainingError) {
    let saved = try SavedRun<FlatTrainingConfiguration>(folder, family: Self.family)
    steps = saved.step
    var network = FlatNetwork(color: .zeros([3]))
    do throws(ModelError) {
      try load(
        into: &network, from: saved.checkpoint.tensors(under: "average"), file: folder.path)
    } catch {
      throw TrainingError("\(error)")
    }
    self.network = network
  }

  mutating func measure(on source: any TrainingSource, batches: Int) throws(TrainingError) {}

  func write(
    to folder: URL, labelSet: LabelSet, precision: Checkpoints.ElementType, licence: String
  ) throws(TrainingError) {
    do throws(ModelError) {
      try PackageContents(
        manifest: try network.manifest(named: "flat"), networks: GeneratorAlone(network)
      ).write(to: folder, as: precision)
    } catch {
      throw TrainingError("\(error)")
    }
  }
}
