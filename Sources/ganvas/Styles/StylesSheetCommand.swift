import ArgumentParser
import Canvas
import Foundation
import Imaging
import Inference
import Sessions
import Studio
import Synthesis

/// `ganvas styles sheet`: what a model's styles do, side by side on a real picture.
struct StylesSheetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet",
    abstract: "Draw a sheet of a model's styles: a row per class or object, a column per style.",
    discussion: """
      Every cell shows the same map with one thing changed: the row's object wears the column's \
      style. Rows are the classes with the largest objects on the map that have several styles; \
      --object names them instead. Cells show the part around the object, or with --whole the \
      whole picture with the style on everything of the class. The same model, map and flags give \
      the same file.

      Example:
        ganvas styles sheet village --labels Assets/Maps/village-labels.png -o village-styles.png
        ganvas styles sheet village --labels green.png --object tree:3 --object house -o sheet.png

      Exit codes: 0 written, 1 not, 2 wrong usage.
      """)

  @Argument(help: "Name of a model with styles, or the path of a package.")
  var model: String

  @Option(help: "Label map (PNG); an instance map beside it is found.", completion: .file())
  var labels: String

  @Option(
    name: .customLong("object"),
    help: ArgumentHelp(
      "A row: a label (its largest object) or one object by its number; repeatable.",
      valueName: "label[:object]"))
  var objects: [String] = []

  @Option(help: "Most rows without --object.")
  var rows = 6

  @Option(help: "Most styles in a row.")
  var most = 10

  @Option(help: "Side of a cell in pixels.")
  var cell = 144

  @Flag(help: "Whole pictures, the style on everything of the row's class.")
  var whole = false

  @OptionGroup var processor: ThreadOptions

  @Option(name: .shortAndLong, help: "Sheet (PNG, JPEG or WebP).")
  var output: String

  func validate() throws {
    guard (16...1024).contains(cell), (1...64).contains(rows), (1...256).contains(most) else {
      throw ValidationError("--cell is 16 to 1024, --rows 1 to 64, --most 1 to 256")
    }
    guard ImageFormat(fileExtension: URL(fileURLWithPath: output).pathExtension) != nil else {
      throw ValidationError("\(output) should end in .png, .jpg or .webp")
    }
  }

  func run() async throws {
    let places = ProgramPlaces()
    let actor = InferenceActor(places.inference(threads: processor.threadCount, device: .cpu))
    let description = try await actor.load(model)
    guard let set = description.capabilities.labels?.labelSet,
      let book = StyleBook(description.capabilities, labelSet: set)
    else {
      throw SynthesisError(
        what: "\(description.name) has no styles of single objects",
        advice: "pix2pixHD models with feature channels have them.")
    }
    let reading = try MapImport.readMap(labels, with: set)
    for finding in reading.findings { print("  \(finding)") }
    let sheet = StyleSheet(
      map: reading.content, book: book, capabilities: description.capabilities, mostStyles: most,
      cell: cell, showsWhole: whole)
    let styledObjects = try objects.map { try sheet.styledObject($0, map: labels) }
    let chosen = objects.isEmpty ? sheet.styledObjects(most: rows) : styledObjects
    guard !chosen.isEmpty else {
      throw SynthesisError(
        what: "nothing on \(labels) has several styles in \(description.name)",
        advice: "Name a row with --object.")
    }
    var cells: [[RGBImage]] = []
    for styledObject in chosen {
      let row = try await sheet.row(for: styledObject) { try await actor.render($0).image }
      print("row \(cells.count + 1): \(sheet.words(for: styledObject)), styles 1 to \(row.count)")
      cells.append(row)
    }
    let file = URL(fileURLWithPath: output)
    let format = ImageFormat(fileExtension: file.pathExtension) ?? .png
    try AtomicFile.write(
      ImageFile.encode(ContactSheet.picture(of: cells), as: format), to: file)
    print("written: \(output)")
  }
}
