public import Checkpoints
public import Generators
import Imaging
import Tensors

extension SelfSupervisedTrainer: LatentTrainer {
  /// The generator's network.
  public typealias Network = SelfSupervisedGenerator

  /// The generator's part.
  public static func network(
    of configuration: SelfSupervisedTrainingConfiguration
  ) -> SelfSupervisedConfiguration { configuration.generator }

  /// How often the discriminator tells by how much a real picture was turned, on up to 256 of them
  /// in all four turns. A head that never learned guesses: about 0.25.
  public static func measures(
    of state: Checkpoint, _ configuration: SelfSupervisedTrainingConfiguration,
    on source: any TrainingSource
  ) throws(TrainingError) -> [String: Double] {
    var discriminator = RotationDiscriminator(
      configuration.discriminator, initialization: .unfilled, using: RandomGenerator(seed: 0))
    do throws(ModelError) {
      try load(
        into: &discriminator, from: state.tensors(under: "discriminator"), file: state.file,
        progress: nil)
    } catch {
      throw TrainingError("the run's discriminator does not load: \(error)")
    }
    var right = 0.0
    var asked = 0.0
    for start in stride(from: 0, to: min(256, source.count), by: 16) {
      var pictures: [RGBImage] = []
      for index in start..<min(start + 16, source.count) {
        pictures.append(try source.example(at: index).image)
      }
      let batch = Tensor(pictures: pictures)
      for quarters in 0..<RotationTask.classes {
        let told = withoutGradients {
          discriminator(RotationTask.turned(batch, quarters: quarters)).rotation
        }
        let answers = Tensor(
          pictures.map { _ in Int64(quarters) }, shape: [pictures.count])
        right += RotationTask.accuracy(of: told, answers: answers) * Double(pictures.count)
        asked += Double(pictures.count)
      }
    }
    return ["rotation accuracy": right / max(1, asked)]
  }
}
