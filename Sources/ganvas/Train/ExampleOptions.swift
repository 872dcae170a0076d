import ArgumentParser
import Foundation
import Imaging
import Scenes
import Training

/// Where examples come from: procedural scenes or a folder.
struct ExampleOptions: ParsableArguments {
  /// Seed of the first scene that is learned from.
  static let trainingSeed: UInt64 = 1_000_000

  @Option(help: "Number of different procedural scenes.")
  var scenes: Int?

  @OptionGroup var looks: SceneLooksOptions

  @Option(help: "Folder with *_label, *_inst and *_img.", completion: .directory)
  var data: String?

  @Option(
    help: "Which set of --data: what its subfolders begin with; train, or the only one, if absent.")
  var set: String?

  @Option(help: "Label set of --data and --photos: a name or a JSON file.")
  var labels = "landscape"

  @OptionGroup var photos: PhotoOptions

  func validate() throws {
    guard (scenes == nil) != (data == nil) else {
      throw ValidationError("give either --scenes or --data")
    }
  }

  /// All examples, and how many labels they have.
  func source(size: PixelSize, firstSeed: UInt64) throws -> (
    source: any TrainingSource, labels: Int
  ) {
    if let data {
      let folder = try folder(data, size: size)
      return (folder, try labelCount())
    }
    return (
      SceneSource(
        count: scenes ?? 0, size: size, firstSeed: firstSeed, looks: looks.looks()),
      SceneLabel.allCases.count
    )
  }

  /// Examples to learn from, examples that are held back, and how many labels they have.
  func split(size: PixelSize) throws -> Split {
    var parts = try splitAlone(size: size)
    guard
      let photos = try photos.split(labelSet: ProgramPlaces().labelSet(labels), size: size)
    else { return parts }
    parts.learned = MixtureSource(
      parts.learned, photos.learned, share: self.photos.photoShare)
    parts.held = AlternatingSource(photos.held, parts.held)
    parts.whole.append(photos.whole)
    return parts
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

  private func splitAlone(size: PixelSize) throws -> Split {
    guard let data else {
      let held = SceneSource(
        count: 6, size: size, firstSeed: 7, looks: looks.looks())
      let learned = try source(size: size, firstSeed: Self.trainingSeed)
      return Split(learned: learned.source, held: held, labels: learned.labels, whole: [])
    }
    let folder = try folder(data, size: size)
    let (held, rest) =
      photos.photos == nil
      ? try photos.held(of: folder) : folder.split(every: max(2, folder.count / 6))
    return Split(learned: rest, held: held, labels: try labelCount(), whole: [folder])
  }

  private func folder(_ path: String, size: PixelSize) throws -> FolderSource {
    try FolderSource(
      folder: URL(fileURLWithPath: path), labelSet: ProgramPlaces().labelSet(labels), size: size,
      set: set)
  }

  private func labelCount() throws -> Int { try ProgramPlaces().labelSet(labels).channelCount }
}
