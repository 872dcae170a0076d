import ArgumentParser
import Foundation
import Imaging
import Training

/// `ganvas data`: looks at data sets.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Look at data sets before training.",
    discussion: """
      Examples:
        ganvas data check my-photos
      """,
    subcommands: [DataCheckCommand.self])
}

/// `ganvas data check`: what training would find.
struct DataCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read every file of a data set and say what training would find.",
    discussion: """
      The same check runs before every training from files. It names broken and truncated files, \
      maps with ids the label set does not know, sizes and proportions, pictures that their files \
      turn, duplicates, labels and classes by share, and what is left out and why. Exit code 1 \
      where files cannot be learned from.

      Examples:
        ganvas data check my-photos
        ganvas data check streets --labels cityscapes --set val
        ganvas data check pictures.zip --size 128
      """)

  @Argument(
    help: "Folder with *_img and *_label, or *_A and *_B, or folder or zip archive of pictures.",
    completion: .file())
  var folder: String

  @Option(help: "Label set of its maps: a name or a JSON file.")
  var labels = "landscape"

  @Option(help: "Which set: what its subfolders begin with; train, or the only one, if absent.")
  var set: String?

  @Option(help: "Side of the pictures to train with, in pixels.")
  var size = 256

  func validate() throws {
    guard (8...4096).contains(size) else { throw ValidationError("--size is 8 to 4096") }
  }

  func run() throws {
    let place = URL(fileURLWithPath: folder)
    let side = PixelSize(width: size, height: size)
    let source: any TrainingSource =
      if FolderSource.isLabelled(place) {
        try FolderSource(
          folder: place, labelSet: ProgramPlaces().labelSet(labels), size: side, set: set)
      } else if PicturePairSource.isPaired(place) {
        try PicturePairSource(folder: place, size: side, set: set)
      } else {
        try PictureFolderSource(folder: place, size: side)
      }
    try DataReport.check(source, becoming: side, listing: .max) { print($0) }
    print("all \(source.count) examples can be learned from")
  }
}
