public import ArgumentParser
import Foundation
import Generators
import Imaging
import Scenes

/// `ganvas train vid2vid`: trains a vid2vid generator on films.
public struct Vid2VidTrainingArguments: TrainingArguments {
  /// What the command does.
  public static let abstract =
    "Train vid2vid on films of procedural scenes, or on clips with known motion."
  /// More about it.
  public static let discussion = """
    The motion from frame to frame is known from the scenes' geometry; nothing estimates it. A clip \
    of --data is a folder with img-NNNN.png, label-NNNN.png, flow-NNNN.npy and, where they are, \
    inst-NNNN.png and seen-NNNN.png, as ganvas scenes film writes them. Stretches of --length frames \
    double every few epochs, up to --frames; a fifth of them begin from nothing, so that the model can \
    begin a film by itself. A step is a stretch; the run can be stopped at any time (Ctrl-C) and \
    continued by the same command. Larger pictures, and finer scales, begin from a run of smaller \
    ones: --start-from.

    Examples:
      ganvas train vid2vid --scenes 4000 --size 128x64 --pictures 30000 -o Runs/small
      ganvas train vid2vid --scenes 4000 --start-from Runs/small -o Runs/journey
      ganvas train vid2vid --data clips --size 256x128 -o Runs/clips
    """

  @Option(help: "Number of different films of scenes.")
  var scenes: Int?

  @OptionGroup var looks: SceneLooksOptions

  @Option(help: "Folder of clips.", completion: .directory)
  var data: String?

  @Option(help: "Label set of --data: a name or a JSON file.")
  var labels = "landscape"

  @Option(help: "Frames of each film of a scene.")
  var frames = 24

  @Option(help: "Width and height of the pictures, for instance 256x128.")
  var size = "256x128"

  @OptionGroup var network: Network

  /// What the generators are built from.
  struct Network: ParsableArguments {
    @Option(
      help: """
        How resolutions double: resized (no lattices) or transposed (the reference's, which its \
        program can load); what a run was begun with, else resized, if absent.
        """)
    var upsampling: Vid2VidConfiguration.Doubling?

    @Option(help: "Width of the coarsest generator.")
    var ngf = 24

    @Option(help: "Halvings of the coarsest generator.")
    var downsamplings = 3

    @Option(help: "Its residual blocks.")
    var blocks = 4

    @Option(help: "Maps that are seen at once, the new one among them.")
    var window = 2

    @Option(help: "Spatial scales.")
    var scales = 1

    @Option(help: "Residual blocks of finer scales.")
    var localBlocks = 3

    @Option(help: "Width of the discriminators.")
    var ndf = 32

    @Option(help: "Discriminators of motion; each sees frames three times as far apart.")
    var temporal = 2
  }

  @Option(help: "Frames to see in all.")
  var pictures = 40_000

  @Option(help: "Made frames of a stretch at first.")
  var length = 6

  @Option(help: "Equal parts of the run; the rate falls in the second half.")
  var epochs = 20

  @Option(help: "Epochs after which stretches become twice as long.")
  var doubling = 5

  @Option(
    help: "With finer scales: epochs in which only the finest learns; half of them if absent.")
  var fixed: Int?

  @Option(help: "Share of the stretches that begin from nothing.")
  var fresh = 0.2

  @Option(help: "Learning rate before it falls.")
  var rate = 2e-4

  @Option(help: "Weight of the flow beside the known one.")
  var flow = 10.0

  @Option(help: "Weight of pictures beside the ones before, moved.")
  var warp = 10.0

  @Option(help: "Weight of feature matching.")
  var matching = 10.0

  @Option(help: "Weight of L1 on the picture's pyramid.")
  var pyramid = 10.0

  @Option(
    help: "Weights of a network for the perceptual loss; none if absent.", completion: .file())
  var perceptual: String?

  @Option(help: "Seed of weights, data order and noise.")
  var seed: UInt64 = 1

  @Option(help: "float32 or bfloat16.")
  var precision = "float32"

  @Option(help: "Threads that draw films; cores − 2 if absent, at least 1.")
  var loaders: Int?

  @Option(
    help: "Run or package to begin a new run from: of another size, or of fewer scales.",
    completion: .directory)
  var startFrom: String?

  @Option(name: .shortAndLong, help: "Folder of the run.")
  var output: String

  /// Creates arguments to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    guard (scenes == nil) != (data == nil) else {
      throw ValidationError("give either --scenes or --data")
    }
    try RunLimits.check(scenes: scenes, pictures: pictures)
    for (flag, value, range) in [
      ("--frames", frames, 2...10_000), ("--ngf", network.ngf, 1...1024),
      ("--downsamplings", network.downsamplings, 1...6), ("--blocks", network.blocks, 1...64),
      ("--window", network.window, 2...16), ("--scales", network.scales, 1...5),
      ("--local-blocks", network.localBlocks, 0...64), ("--ndf", network.ndf, 1...1024),
      ("--temporal", network.temporal, 0...4), ("--length", length, 1...128),
      ("--epochs", epochs, 2...10_000), ("--doubling", doubling, 1...10_000),
      ("--fixed", fixed ?? 0, 0...10_000), ("--loaders", loaders ?? 1, 1...256),
    ] where !range.contains(value) {
      throw ValidationError(
        "\(flag) is a number from \(range.lowerBound) to \(range.upperBound)")
    }
    guard ["float32", "bfloat16"].contains(precision) else {
      throw ValidationError("--precision is float32 or bfloat16")
    }
    guard (0...1).contains(fresh) else {
      throw ValidationError("--fresh is a share from 0 to 1")
    }
    _ = try configured()
  }

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    let side = try pixelSize()
    var loop = RunLoop(
      environment: environment, pictures: pictures, folder: URL(fileURLWithPath: output))
    loop.start = startFrom.map { URL(fileURLWithPath: $0) }
    loop.loaders = loaders
    guard let data else {
      func films(_ count: Int, _ seed: UInt64) -> SceneFilmSource {
        SceneFilmSource(
          films: count, frames: frames, size: side, firstSeed: seed, looks: looks.looks())
      }
      let classes = SceneLabel.allCases.count
      return try loop.train(
        Vid2VidTrainer.self, source: films(scenes ?? 1, ExampleOptions.trainingSeed),
        held: films(1, 7)
      ) { try checked(labelCount: classes, longest: frames) }
    }
    let set = try environment.labelSet(labels)
    let clips = try ClipFolderSource(
      folder: URL(fileURLWithPath: data), labelSet: set, size: side)
    let (held, rest) = clips.holdingOne()
    loop.whole = [clips]
    try loop.train(Vid2VidTrainer.self, source: rest, held: held) {
      try checked(labelCount: set.channelCount, longest: rest.longest)
    }
  }

  /// The configuration of a run on scenes.
  func configured() throws -> Vid2VidTrainingConfiguration {
    try checked(labelCount: SceneLabel.allCases.count, longest: frames)
  }

  /// The configuration, checked as a whole.
  private func checked(
    labelCount: Int, longest: Int
  ) throws -> Vid2VidTrainingConfiguration {
    guard longest > network.window else {
      throw ValidationError(
        "films of \(longest) frames are too short: --window \(network.window) needs at least "
          + "\(network.window + 1)")
    }
    var generator = Vid2VidConfiguration(labelCount: labelCount)
    generator.ngf = network.ngf
    generator.downsamplings = network.downsamplings
    generator.blocks = network.blocks
    generator.frames = network.window
    generator.scales = network.scales
    generator.localBlocks = network.localBlocks
    generator.beginsFromNothing = fresh > 0
    let left = RunFolder.configuration(
      of: URL(fileURLWithPath: output), as: Vid2VidTrainingConfiguration.self)
    generator.doubling =
      network.upsampling ?? (left == nil ? .resized : left?.generator.doubling ?? .transposed)
    generator.outputSize = try pixelSize()
    var configuration = Vid2VidTrainingConfiguration(
      generator: generator, pictures: pictures, longestFilm: longest)
    configuration.seed = seed
    configuration.freshShare = fresh
    configuration.usesBFloat16 = precision == "bfloat16"
    configuration.schedule.rate = rate
    configuration.schedule.firstLength = length
    configuration.schedule.steadyEpochs = epochs - epochs / 2
    configuration.schedule.fallingEpochs = epochs / 2
    configuration.schedule.doublingEpochs = doubling
    configuration.schedule.fixedEpochs = network.scales > 1 ? fixed ?? epochs / 2 : 0
    configuration.schedule.temporalScales = network.temporal
    configuration.discriminatorWidth = network.ndf
    configuration.losses.flowWeight = flow
    configuration.losses.warpWeight = warp
    configuration.losses.featureWeight = matching
    configuration.pyramidWeight = pyramid
    configuration.perceptualNetwork = perceptual
    try RunLoop.check(configuration)
    return configuration
  }

  private func pixelSize() throws -> PixelSize {
    let numbers = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let sides = numbers.count == 1 ? [numbers[0], numbers[0]] : numbers
    guard sides.count == 2, sides.allSatisfy({ (16...4096).contains($0) }) else {
      throw ValidationError("--size is 256x128 or one number, each side 16 to 4096")
    }
    return PixelSize(width: sides[0], height: sides[1])
  }
}

extension Vid2VidConfiguration.Doubling: ExpressibleByArgument {}
