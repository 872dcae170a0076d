public import ArgumentParser
import Foundation
public import Imaging
import Scenes

/// Where examples come from: procedural scenes or a folder.
public struct ExampleOptions: ParsableArguments {
  /// Seed of the first scene that is learned from.
  public static let trainingSeed: UInt64 = 1_000_000

  @Option(help: "Number of different procedural scenes.")
  var scenes: Int?

  @OptionGroup var looks: SceneLooksOptions

  @Option(
    help: "Folder with *_label, *_inst and *_img; for pix2pixhd also one with *_A and *_B.",
    completion: .directory)
  var data: String?

  @Option(
    help: "Which set of --data: what its subfolders begin with; train, or the only one, if absent.")
  var set: String?

  @Option(help: "Label set of --data and --photos: a name or a JSON file.")
  var labels = "landscape"

  @OptionGroup var photos: PhotoOptions

  /// Creates options to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    guard scenes == nil || data == nil else { throw Self.neitherOrBoth }
    try RunLimits.check(scenes: scenes)
  }

  private static var neitherOrBoth: ValidationError {
    ValidationError("give either --scenes or --data")
  }

  /// Whether anything says where examples come from.
  /// - Throws: `ValidationError` where nothing does.
  public func requireSource() throws {
    guard scenes != nil || data != nil else { throw Self.neitherOrBoth }
  }

  /// All examples, and how many labels they have.
  /// - Parameter labelSet: Finds a label set by name or by the path of its file.
  /// - Throws: `TrainingError`, what `labelSet` throws.
  public func source(
    size: PixelSize, firstSeed: UInt64, labelSet: (String) throws -> LabelSet
  ) throws -> (source: any TrainingSource, labels: Int) {
    if let data {
      let set = try labelSet(labels)
      return (try folder(data, size: size, set), set.channelCount)
    }
    return (
      SceneSource(
        count: scenes ?? 1, size: size, firstSeed: firstSeed, looks: looks.looks()),
      SceneLabel.allCases.count
    )
  }

  /// Pictures with the pictures they are made of, where --data holds such; `nil` elsewhere.
  func pairs(size: PixelSize) throws -> RunOptions.Learned? {
    guard let data else { return nil }
    let place = URL(fileURLWithPath: data)
    guard !FolderSource.isLabelled(place), PicturePairSource.isPaired(place) else { return nil }
    guard photos.photos == nil, photos.holdBack.isEmpty else {
      throw ValidationError("--photos and --hold-back are for folders with label maps")
    }
    let folder = try PicturePairSource(folder: place, size: size, set: set)
    let (held, rest) = folder.split(every: max(2, folder.count / 6))
    return RunOptions.Learned(source: rest, held: held, whole: [folder])
  }

  /// What is learned from, what is held back.
  struct Split {
    /// Examples to learn from.
    var learned: any TrainingSource
    /// Examples for the sheets.
    var held: any TrainingSource
    /// How many labels there are.
    var labels: Int
    /// Everything both were taken from.
    var whole: [any TrainingSource]
  }

  /// Examples to learn from, examples that are held back, and how many labels they have.
  /// - Parameter firstSeed: Seed of the first scene that is learned from.
  func split(
    size: PixelSize, firstSeed: UInt64 = trainingSeed, labelSet: (String) throws -> LabelSet
  ) throws -> Split {
    var parts = try splitAlone(size: size, firstSeed: firstSeed, labelSet: labelSet)
    guard let photos = try photos.split(labelSet: labelSet(labels), size: size) else {
      return parts
    }
    parts.learned = MixtureSource(
      parts.learned, photos.learned, share: self.photos.photoShare ?? 0.3)
    parts.held = AlternatingSource(photos.held, parts.held)
    parts.whole.append(photos.whole)
    return parts
  }

  private func splitAlone(
    size: PixelSize, firstSeed: UInt64, labelSet: (String) throws -> LabelSet
  ) throws -> Split {
    guard let data else {
      let held = SceneSource(count: 6, size: size, firstSeed: 7, looks: looks.looks())
      let learned = try source(
        size: size, firstSeed: firstSeed, labelSet: labelSet)
      return Split(learned: learned.source, held: held, labels: learned.labels, whole: [])
    }
    let set = try labelSet(labels)
    let folder = try folder(data, size: size, set)
    let (held, rest) =
      photos.photos == nil
      ? try photos.held(of: folder) : folder.split(every: max(2, folder.count / 6))
    return Split(learned: rest, held: held, labels: set.channelCount, whole: [folder])
  }

  private func folder(
    _ path: String, size: PixelSize, _ labelSet: LabelSet
  ) throws -> FolderSource {
    try FolderSource(
      folder: URL(fileURLWithPath: path), labelSet: labelSet, size: size, set: set)
  }
}
