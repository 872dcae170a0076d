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

  @Option(help: "Folder with *_label, *_inst and *_img.")
  var data: String?

  @Option(help: "Label set of --data: a name or a JSON file.")
  var labels = "landscape"

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
  func split(size: PixelSize) throws -> (
    learned: any TrainingSource, held: any TrainingSource, labels: Int
  ) {
    guard let data else {
      let held = SceneSource(
        count: 6, size: size, firstSeed: 7, looks: looks.looks())
      let learned = try source(size: size, firstSeed: Self.trainingSeed)
      return (learned.source, held, learned.labels)
    }
    let folder = try folder(data, size: size)
    let (held, rest) = folder.split(every: max(2, folder.count / 6))
    return (rest, held, try labelCount())
  }

  private func folder(_ path: String, size: PixelSize) throws -> FolderSource {
    try FolderSource(
      folder: URL(fileURLWithPath: path), labelSet: ProgramPlaces().labelSet(labels), size: size)
  }

  private func labelCount() throws -> Int { try ProgramPlaces().labelSet(labels).channelCount }
}
