import ArgumentParser
import Foundation
import Generators
import Imaging
import Scenes
import Tensors
import Training

/// `ganvas train spade`: trains a SPADE generator with its encoder and discriminator.
struct TrainSPADECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spade",
    abstract: "Train SPADE from procedural scenes or from a folder.",
    discussion: """
      A folder holds subfolders whose names end in _label, _inst (optional) and _img, with equal \
      file names. The run's folder can be stopped at any time (Ctrl-C) and continued by the same \
      command.

      Example: ganvas train spade --scenes 4000 --crop 128 --pictures 40000 -o Runs/landscape
      """)

  @Option(help: "Number of different procedural scenes to learn from.")
  var scenes: Int?

  @Option(
    name: .customLong("biome"), parsing: .upToNextOption,
    help: "Kinds of landscape in turn (ganvas scenes --list); each scene's own if absent.")
  var biomes: [SceneRecipe.Biome] = []

  @Option(help: "Folder with *_label, *_inst and *_img.")
  var data: String?

  @Option(help: "Label set of --data: a name or a JSON file.")
  var labels = "landscape"

  @Option(help: "Width of the pictures in pixels.")
  var size = 256

  @Option(help: "Side of square crops, a multiple of 32; whole pictures if absent.")
  var crop: Int?

  @Option(help: "Base width of the generator.")
  var ngf = 16

  @Option(help: "Width of SPADE's hidden vectors (128 in the reference).")
  var hidden = 64

  @Option(help: "Base width of the discriminator.")
  var ndf = 32

  @Option(name: .customLong("z"), help: "Length of the latent z; 0 trains without a VAE.")
  var latent = 64

  @Option(help: "Pictures per step.")
  var batch = 4

  @Option(help: "Pictures to see in all.")
  var pictures = 40000

  @Option(help: "Learning rate of the generator.")
  var rate = 2e-4

  @Option(help: "Learning rate of the discriminator.")
  var discriminatorRate = 4e-4

  @Flag(
    inversion: .prefixedNo,
    help: "Instance norms in the encoder, as in the reference; they hide a picture's light.")
  var encoderNorms = false

  @Option(help: "Weight of L1 on the picture's pyramid.")
  var pyramid = 20.0

  @Option(help: "Weight of the divergence per picture.")
  var divergence = 0.02

  @Option(help: "Seed of weights, data order and noise.")
  var seed: UInt64 = 1

  @Option(help: "float32 or bfloat16.")
  var precision = "bfloat16"

  @Option(help: "auto, cpu or cuda.")
  var device = DeviceChoice.auto

  @Option(help: "Threads; all cores if absent.")
  var threads: Int?

  @Option(name: .shortAndLong, help: "Folder of the run.")
  var output: String

  func validate() throws {
    guard (scenes == nil) != (data == nil) else {
      throw ValidationError("give either --scenes or --data")
    }
    guard ["float32", "bfloat16"].contains(precision) else {
      throw ValidationError("--precision is float32 or bfloat16")
    }
    if let crop, crop <= 0 || crop % 32 != 0 {
      throw ValidationError("--crop is a multiple of 32, for instance 128")
    }
  }

  func run() throws {
    try Engine.load(usesCUDA: device != .cpu)
    Engine.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let (source, held, labelCount) = try sources()
    let configuration = trainingConfiguration(labelCount: labelCount)
    let folder = URL(fileURLWithPath: output)
    var options = TrainingRun.Options(folder: folder, pictures: pictures)
    options.device = try Engine.device(for: device)
    print("\(Engine.description), \(Engine.threads) threads · \(source.summary)")
    let run = try TrainingRun(configuration, source: source, held: held, options: options)
    let parameters = run.trainer.networks.parameterCount
    print("\(parameters) parameters · run in \(folder.path) · step \(run.trainer.step)")
    let interrupt = Interrupt()
    try run.run(shouldStop: { interrupt.happened }) { progress in
      FileHandle.standardOutput.write(Data((line(for: progress) + "\n").utf8))
    }
    print(interrupt.happened ? "stopped; the same command goes on from here" : "done")
  }

  private func sources() throws -> (any TrainingSource, any TrainingSource, Int) {
    let side = PixelSize(width: size, height: size)
    guard let data else {
      let source = SceneSource(count: scenes ?? 0, size: side, firstSeed: 1_000_000, biomes: biomes)
      return (source, SceneSource(count: 6, size: side, firstSeed: 7), 20)
    }
    let labelSet = try ProgramPlaces().labelSet(labels)
    let folder = try FolderSource(
      folder: URL(fileURLWithPath: data), labelSet: labelSet, size: side)
    let (held, rest) = folder.split(every: max(2, folder.count / 6))
    return (rest, held, labelSet.channelCount)
  }

  private func trainingConfiguration(labelCount: Int) -> SPADETrainingConfiguration {
    var generator = SPADEConfiguration(labelCount: labelCount)
    generator.ngf = ngf
    generator.hiddenChannels = hidden
    generator.cropSize = size
    generator.usesVAE = latent > 0
    generator.latentDimension = max(1, latent)
    generator.encoderWidth = 16
    var configuration = SPADETrainingConfiguration(generator: generator)
    configuration.discriminator.ndf = ndf
    configuration.seed = seed
    configuration.batchSize = batch
    configuration.crop = crop
    configuration.usesBFloat16 = precision == "bfloat16"
    configuration.generatorRate = rate
    configuration.discriminatorRate = discriminatorRate
    configuration.divergenceWeight = divergence
    configuration.pyramidWeight = pyramid
    configuration.encoderNormalizes = encoderNorms
    return configuration
  }

  private func line(for progress: TrainingRun.Progress) -> String {
    let losses = progress.losses.named
      .map { "\($0.name) \(String(format: "%.3f", $0.value))" }.joined(separator: " · ")
    let minutes = Int(progress.remaining / 60)
    return String(
      format: "step %d · %d of %d pictures · %.2f/s · %dh%02dm left · ", progress.step,
      progress.pictures, progress.target, progress.rate, minutes / 60, minutes % 60) + losses
  }
}
