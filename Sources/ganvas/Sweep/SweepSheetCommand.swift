import ArgumentParser
import Foundation
import Imaging
import Sharding

/// `ganvas sweep sheet`: the pictures of a sweep in rows and columns, with what these are.
struct SweepSheetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet",
    abstract: "Lay the pictures of a sweep out in rows and columns.",
    discussion: """
      Rows and columns are axes of the sweep, by the option's name. Other axes with several values \
      make a sheet for each of their combinations, or are fixed with --where. Pictures that are not \
      there yet stay empty.

      Example:
        ganvas sweep sheet grid/ --rows seed --columns psi
        ganvas sweep sheet grid/ --rows seed --columns psi --where model=skies -o sheet.png

      Exit codes: 0 written, 1 not, 2 wrong usage.
      """)

  @Argument(help: "Folder of a sweep.", completion: .directory)
  var folder: String

  @Option(help: "The axis that goes down.")
  var rows: String

  @Option(help: "The axis that goes to the right.")
  var columns: String

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Fixes another axis; repeatable.", valueName: "axis=value"))
  var conditions: [String] = []

  @Option(help: "Longest side of a picture on the sheet, 16 to 1024 pixels.")
  var size = 192

  @Option(
    name: .shortAndLong,
    help: "The sheet (PNG, JPEG or WebP); sheets/ in the folder if absent.")
  var output: String?

  func validate() throws {
    guard (16...1024).contains(size) else {
      throw ValidationError("--size is a number from 16 to 1024")
    }
    guard rows != columns else { throw ValidationError("--rows and --columns name one axis") }
    if let output {
      try OutputPlace.check(URL(fileURLWithPath: output), for: OutputPlace.pictures)
    }
  }

  func run() throws {
    let place = URL(fileURLWithPath: folder)
    let plan: SweepPlan
    do throws(SweepError) {
      let bytes: [UInt8]
      do {
        bytes = try ImageFile.bytes(
          of: place.appendingPathComponent(SweepGrid.planName), limit: 64 << 20)
      } catch {
        throw SweepError("\(folder) holds no \(SweepGrid.planName): it is no folder of a sweep")
      }
      plan = try SweepPlan(stored: bytes)
    } catch {
      throw ValidationError(error.description)
    }
    let down = try axis(rows, of: plan)
    let right = try axis(columns, of: plan)
    let combinations = try others(plan, except: [down, right])
    guard combinations.count <= 1000 else {
      throw ValidationError(
        "that makes \(combinations.count) sheets: fix an axis with --where axis=value")
    }
    guard output == nil || combinations.count == 1 else {
      throw ValidationError(
        "that makes \(combinations.count) sheets: fix an axis with --where, or leave out --output")
    }
    for fixed in combinations {
      let sheet = try sheet(plan, place, down, right, fixed)
      let words = plan.axes.indices.compactMap { index in
        index == down || index == right || plan.axes[index].values.count < 2
          ? nil : "\(plan.axes[index].option)-\(plan.axes[index].values[fixed[index]].name)"
      }
      let name = (["\(rows)-by-\(columns)"] + words).joined(separator: "_") + ".png"
      let file =
        output.map { URL(fileURLWithPath: $0) }
        ?? place.appendingPathComponent("sheets").appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let format = ImageFormat(fileExtension: file.pathExtension) ?? .png
      try AtomicFile.write(try ImageFile.encode(sheet, as: format), to: file)
      print("written: \(file.path), \(sheet.size)")
    }
  }

  private func axis(_ name: String, of plan: SweepPlan) throws -> Int {
    guard let index = plan.axes.firstIndex(where: { $0.option == name }) else {
      let names = plan.axes.map(\.option).joined(separator: ", ")
      throw ValidationError("the sweep has no axis “\(name)”: it has \(names)")
    }
    return index
  }

  /// Every combination of the axes that are neither rows nor columns, as indices of all axes.
  private func others(_ plan: SweepPlan, except used: Set<Int>) throws -> [[Int]] {
    var fixed: [Int: Int] = [:]
    for condition in conditions {
      guard let sign = condition.firstIndex(of: "=") else {
        throw ValidationError("--where is axis=value; “\(condition)” has no =")
      }
      let index = try axis(String(condition[..<sign]), of: plan)
      let wanted = String(condition[condition.index(after: sign)...])
      let values = plan.axes[index].values
      guard let value = values.firstIndex(where: { $0.name == wanted || $0.words == [wanted] })
      else {
        let names = values.prefix(12).map(\.name).joined(separator: ", ")
        throw ValidationError("--where \(condition): the axis has \(names)")
      }
      fixed[index] = value
    }
    var combinations = [[Int](repeating: 0, count: plan.axes.count)]
    for index in plan.axes.indices where !used.contains(index) {
      let values = fixed[index].map { $0...$0 } ?? 0...(plan.axes[index].values.count - 1)
      guard combinations.count * values.count <= 100_000 else {
        throw ValidationError("that makes far too many sheets: fix axes with --where axis=value")
      }
      combinations = combinations.flatMap { before in
        values.map { value in
          var next = before
          next[index] = value
          return next
        }
      }
    }
    return combinations
  }

  private func sheet(
    _ plan: SweepPlan, _ place: URL, _ down: Int, _ right: Int, _ fixed: [Int]
  ) throws -> RGBImage {
    let rows = plan.axes[down].values
    let columns = plan.axes[right].values
    guard rows.count * columns.count <= 40_000 else {
      throw ValidationError("a sheet of \(rows.count) × \(columns.count) pictures is too large")
    }
    var cells: [[RGBImage?]] = []
    for row in rows.indices {
      cells.append(
        columns.indices.map { column in
          var indices = fixed
          indices[down] = row
          indices[right] = column
          let file = place.appendingPathComponent(plan.name(indices) + ".png")
          return (try? ImageFile.read(file)).map { shrunk($0) }
        })
    }
    guard cells.contains(where: { $0.contains { $0 != nil } }) else {
      throw ValidationError("\(folder) holds no picture of this sheet yet")
    }
    return LabelledSheet(
      rows: rows.map { "\(self.rows) \($0.name)" },
      columns: columns.map { "\(self.columns) \($0.name)" }, cells: cells
    ).picture
  }

  private func shrunk(_ image: RGBImage) -> RGBImage {
    let longest = max(image.width, image.height)
    guard longest > size else { return image }
    return image.resized(
      to: PixelSize(
        width: max(1, image.width * size / longest), height: max(1, image.height * size / longest)),
      by: .bicubic)
  }
}
