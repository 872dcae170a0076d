import ArgumentParser
import Segmentation

/// `ganvas train labeller`: trains a network that labels photos.
public struct LabellerTrainingArguments: TrainingArguments {
  /// It is no family of models.
  public static let name: String? = LabellerTrainer.family

  /// What the command does.
  public static let abstract =
    "Train a labeller: a network that makes a label map of a photo."
  /// More about it.
  public static let discussion = """
    Learns from procedural scenes, from photos with maps, or from both together; with --labels from \
    any label set. ganvas train pack makes one file of the run; ganvas label and the studio take it \
    by its path. Scenes have other seeds than those that models learn from, so that a labeller can \
    judge their renders.

    Examples:
      ganvas train labeller --scenes 2000 --photos photos --photo-share 0.5 -o Runs/labeller
      ganvas train pack Runs/labeller -o landscape.safetensors
      ganvas label photo.jpg -o photo-labels.png
    """

  @OptionGroup var options: RunOptions

  @Option(help: "Channels at 1/2, 1/4, … of the size, with commas.")
  var widths = "24,48,96,128,160"

  @Option(help: "Learning rate at the beginning.")
  var rate = 2e-3

  /// Creates arguments to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    guard parsedWidths.count >= 2, parsedWidths.allSatisfy({ $0 > 0 }) else {
      throw ValidationError("--widths are at least two numbers with commas")
    }
    guard !options.usesBFloat16() else {
      throw ValidationError("a labeller learns in float32")
    }
  }

  private var parsedWidths: [Int] { widths.split(separator: ",").map { Int($0) ?? 0 } }

  /// Seed of the first scene: not one that models learn from, are packed with or judged by.
  static let firstSeed: UInt64 = 6_000_000

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    let labelSet = try environment.labelSet(options.examples.labels)
    try options.train(
      LabellerTrainer.self, in: environment, firstSeed: Self.firstSeed
    ) { learned in
      var configuration = LabellerTrainingConfiguration(
        network: SegmentationConfiguration(classes: learned.labelCount, widths: parsedWidths),
        labelSet: labelSet, size: options.size,
        pictures: options.pictures ?? RunOptions.usualPictures)
      configuration.seed = options.seed
      configuration.batchSize = options.batch
      configuration.rate = rate
      return configuration
    }
  }
}
