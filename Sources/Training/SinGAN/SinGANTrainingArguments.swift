public import ArgumentParser
import Foundation
import Generators
import Imaging
import Tensors

/// `ganvas train singan`: learns a pyramid from a single photo.
public struct SinGANTrainingArguments: TrainingArguments {
  /// What the command does.
  public static let abstract = "Learn from a single photo: random variants, edits, animation."
  /// More about it.
  public static let discussion = """
    Learns a pyramid of small networks, from the coarsest picture of some 25 pixels to the finest. \
    The plan with its cost and end is printed first, scaled to --minutes by a measurement of this \
    machine; --recipe reference takes the published recipe as it is, which takes hours. The run \
    can be stopped at any time (Ctrl-C) and continued by the same command; finished scales lie in \
    the package inside the run's folder and can be used at once.

    Examples:
      ganvas train singan balloons.jpg -o Runs/balloons
      ganvas train singan balloons.jpg --recipe draft --max-size 128 -o Runs/quick
      ganvas train singan torch.png --mode animation -o Runs/torch
    """

  @Argument(help: "The photo (PNG, JPEG or WebP).", completion: .file())
  var photo: String

  @Option(help: "Minutes to take, about; the recipe's iterations are scaled to it.")
  var minutes: Double?

  @Option(help: "minutes, draft or reference.")
  var recipe = Recipe.minutes

  @Option(help: "What is learned for: pictures, animation or upscale.")
  var mode = SinGANSizes.Purpose.pictures

  @Option(help: "Long side of the finest picture.")
  var maxSize: Int?

  @Option(help: "Short side of the coarsest picture: 25, 20 for animation, 18 for upscale.")
  var minSize: Int?

  @Option(help: "Wished ratio of neighbouring scales, below 1.")
  var factor: Double?

  @Option(help: "Seed of weights and noise.")
  var seed: UInt64 = 1

  @Flag(help: "Print the plan and stop.")
  var planOnly = false

  @Option(name: .shortAndLong, help: "Folder of the run.")
  var output: String

  /// Recipes by name.
  enum Recipe: String, CaseIterable, ExpressibleByArgument {
    case minutes
    case draft
    case reference
  }

  /// Creates arguments to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    if let minutes, !(0.1...10_000).contains(minutes) {
      throw ValidationError("--minutes is 0.1 to 10000")
    }
    if minutes != nil, recipe == .reference {
      throw ValidationError("--recipe reference has its own length: leave out --minutes")
    }
    if let maxSize, !(32...4096).contains(maxSize) {
      throw ValidationError("--max-size is 32 to 4096")
    }
    if let minSize, !(12...1024).contains(minSize) {
      throw ValidationError("--min-size is 12 to 1024")
    }
    if let factor, !(0.3...0.95).contains(factor) {
      throw ValidationError("--factor is 0.3 to 0.95")
    }
  }

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    let picture = try ImageFile.read(URL(fileURLWithPath: photo))
    // Before the engine is loaded: a photo without pyramid is refused at once.
    var wanted = configuration(for: picture.size)
    let sizes = try wanted.sizes()
    try wanted.validate()
    try Engine.load(usesCUDA: false)
    Engine.threads = environment.threads
    let folder = URL(fileURLWithPath: output)
    if try SinGANRunFiles.left(in: folder) == nil {
      let plan = try plan(&wanted, sizes)
      for line in plan.lines(from: Date()) { environment.show(line) }
    }
    if planOnly { return }
    let run = try SinGANRun(wanted, photo: picture, folder: folder)
    environment.show("run in \(folder.path) · scale \(run.scale) of 0…\(run.sizes.last)")
    try run.train(shouldStop: environment.isInterrupted) { environment.show("\($0)") }
    if run.scale > 0 { environment.show("model: \(run.packageFolder.path)") }
    environment.show(
      run.isFinished ? "done" : "stopped; the same command goes on from here")
  }

  private func configuration(for size: PixelSize) -> SinGANTrainingConfiguration {
    var wanted = SinGANTrainingConfiguration(photo: size)
    let largest = maxSize ?? (recipe == .draft ? 128 : 250)
    wanted.rules = SinGANSizes.Rules(
      mode, minimumSize: minSize, maximumSize: largest, factor: factor)
    wanted.recipe =
      switch recipe {
      case .minutes: .minutes
      case .draft: .draft
      case .reference: .reference
      }
    if mode == .upscale { wanted.recipe.reconstructionWeight = 100 }
    wanted.seed = seed
    return wanted
  }

  /// Measures the machine and fits the recipe to the time.
  private func plan(
    _ wanted: inout SinGANTrainingConfiguration, _ sizes: SinGANSizes
  ) throws -> SinGANPlan {
    let speed = try SinGANPlan.measuredSpeed(wanted, sizes: sizes)
    let plan = SinGANPlan(wanted, sizes: sizes, speed: speed)
    let limit = minutes ?? (recipe == .minutes ? 10 : nil)
    guard let limit, minutes != nil || plan.seconds > 60 * limit else { return plan }
    // Pools, statistics and files take some of it.
    wanted.recipe = wanted.recipe.scaled(
      by: 0.9 * 60 * limit / max(1, plan.seconds), scales: sizes.sizes.count)
    return SinGANPlan(wanted, sizes: sizes, speed: speed)
  }
}

extension SinGANSizes.Purpose: ExpressibleByArgument {}

extension SinGANRun.Progress: CustomStringConvertible {
  /// A line: the scale, how much of it is done, how long it and all will take.
  public var description: String {
    let share = 100 * iteration / max(1, iterations)
    let names = SinGANScaleTrainer.Loss.allCases.map(\.rawValue)
    let values = names.compactMap { name in
      losses[name].map { "\(name) " + String(format: "%.3f", $0) }
    }
    return "scale \(scale)  \(sizes[scale])  \(share) %  "
      + "\(SinGANPlan.words(scaleSecondsLeft)) left, \(SinGANPlan.words(secondsLeft)) in all · "
      + values.joined(separator: " · ")
  }
}
