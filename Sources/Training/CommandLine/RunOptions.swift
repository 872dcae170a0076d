import ArgumentParser
import Foundation
import Imaging
import Scenes
import Tensors

/// What every `ganvas train FAMILY` asks for: examples, how many, where, on what.
struct RunOptions: ParsableArguments {
  @OptionGroup var examples: ExampleOptions

  @Option(help: "Width of the pictures in pixels.")
  var size = 256

  @Option(help: "Pictures per step.")
  var batch = 4

  @Option(help: "Pictures to see in all; 40000 if absent, 6000 with --few-shot.")
  var pictures: Int?

  @Option(help: "Seed of weights, data order and noise.")
  var seed: UInt64 = 1

  @Option(help: "float32 or bfloat16; if absent bfloat16 for spade, float32 for the others.")
  var precision: String?

  @OptionGroup var loading: LoadingOptions

  @Option(name: .shortAndLong, help: "Folder of the run.")
  var output: String

  func validate() throws {
    try RunLimits.check(size: size, batch: batch, pictures: pictures)
    guard ["float32", "bfloat16", nil].contains(precision) else {
      throw ValidationError("--precision is float32 or bfloat16")
    }
  }

  /// What a run learns from.
  struct Learned {
    /// Examples to learn from.
    var source: any TrainingSource
    /// Examples for the sheets.
    var held: any TrainingSource
    /// How many labels there are.
    var labelCount = 0
    /// Everything they are taken from, before some were held back.
    var whole: [any TrainingSource] = []
  }

  /// What a family learns from.
  enum Examples {
    /// Pictures with label maps.
    case labelled
    /// The same, or pictures with the pictures they are made of (`train_A`, `train_B`).
    case labelledOrPaired
    /// Pictures alone.
    case pictures
    /// Skies of scenes alone.
    case skies
    /// Pictures in classes: scenes by landscape and time of day, or sub-folders.
    case classes([SceneStyle.Daytime])
  }

  /// Whether to train in bfloat16.
  /// - Parameter preferred: What the family does where nobody says.
  func usesBFloat16(preferred: Bool = false) -> Bool {
    precision.map { $0 == "bfloat16" } ?? preferred
  }

  /// Refuses bfloat16 where this machine's engine cannot train in it; the engine must be loaded.
  /// - Throws: `ValidationError`.
  func checkPrecision() throws {
    guard usesBFloat16(), let obstacle = BFloat16Support.obstacle() else { return }
    throw ValidationError("--precision bfloat16: \(obstacle); take --precision float32")
  }

  /// Pictures to see where nobody says otherwise.
  static let usualPictures = 40_000

  /// Opens the run, new or left, and trains until it is done or interrupted.
  /// - Parameters:
  ///   - start: Folder of a run of a lower resolution to begin from.
  ///   - firstSeed: Seed of the first scene that is learned from.
  ///   - configuration: Makes the family's configuration for what is learned from.
  func train<Family: Trainer>(
    _ family: Family.Type, in environment: TrainingEnvironment,
    examples kind: Examples = .labelled, start: String? = nil,
    firstSeed: UInt64 = ExampleOptions.trainingSeed,
    configuration: (Learned) throws -> Family.Configuration
  ) throws {
    try examples.requireSource()
    let learned = try sources(kind, environment, firstSeed: firstSeed)
    try train(
      family, in: environment, on: learned, pictures: pictures ?? Self.usualPictures,
      start: start.map { URL(fileURLWithPath: $0) }, configuration: configuration)
  }

  /// Opens the run, new or left, on examples that are there already.
  func train<Family: Trainer>(
    _ family: Family.Type, in environment: TrainingEnvironment, on learned: Learned,
    pictures: Int, start: URL?, configuration: (Learned) throws -> Family.Configuration
  ) throws {
    var loop = RunLoop(
      environment: environment, pictures: pictures, folder: URL(fileURLWithPath: output))
    loop.loading = loading
    loop.whole = learned.whole
    loop.start = start
    try loop.train(family, source: learned.source, held: learned.held) {
      try configuration(learned)
    }
  }

  /// Loads the engine and makes what a measurement needs instead of a run.
  func prepared<Configuration: TrainingConfiguration>(
    in environment: TrainingEnvironment, _ configuration: (Learned) throws -> Configuration
  ) throws -> (source: any TrainingSource, configuration: Configuration, device: Device) {
    try Engine.load(usesCUDA: environment.device != .cpu)
    Engine.threads = environment.threads
    try examples.requireSource()
    let learned = try sources(.labelled, environment)
    let configuration = try configuration(learned)
    try RunLoop.check(configuration)
    return (learned.source, configuration, try Engine.device(for: environment.device))
  }

  private func sources(
    _ kind: Examples, _ environment: TrainingEnvironment,
    firstSeed: UInt64 = ExampleOptions.trainingSeed
  ) throws -> Learned {
    let side = PixelSize(width: size, height: size)
    switch kind {
    case .labelled, .labelledOrPaired: break
    case .pictures, .skies, .classes:
      if examples.photos.photos != nil {
        throw ValidationError("--photos is for families that learn from label maps")
      }
    }
    if case .labelledOrPaired = kind, let pairs = try examples.pairs(size: side) { return pairs }
    switch (kind, examples.data) {
    case (.labelled, _), (.labelledOrPaired, _):
      let parts = try examples.split(
        size: side, firstSeed: firstSeed, labelSet: environment.labelSet)
      return Learned(
        source: parts.learned, held: parts.held, labelCount: parts.labels, whole: parts.whole)
    case (_, let data?):
      let folder = try PictureFolderSource(folder: URL(fileURLWithPath: data), size: side)
      let (held, rest) = folder.split(every: max(2, folder.count / 6))
      return Learned(source: rest, held: held, whole: [folder])
    case (.pictures, nil):
      let parts = try examples.split(size: side, labelSet: environment.labelSet)
      return Learned(source: parts.learned, held: parts.held)
    case (.skies, nil):
      return Learned(
        source: SkySource(
          count: examples.scenes ?? 1, side: size, firstSeed: ExampleOptions.trainingSeed),
        held: SkySource(count: 6, side: size, firstSeed: 7))
    case (.classes(let daytimes), nil):
      func scenes(_ count: Int, _ seed: UInt64) -> BiomeSource {
        BiomeSource(
          count: count, size: side, firstSeed: seed, biomes: examples.looks.biomes,
          daytimes: daytimes)
      }
      return Learned(source: scenes(examples.scenes ?? 1, 3_000_000), held: scenes(6, 7))
    }
  }
}
