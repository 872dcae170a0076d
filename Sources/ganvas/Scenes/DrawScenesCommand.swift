import ArgumentParser
import Checksums
import Foundation
import Imaging
import Scenes
import Sharding

/// `ganvas scenes draw`: scenes as a folder to train or evaluate on, or as one sheet to look at.
struct DrawScenesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draw scenes into a folder, or many at once on a sheet.",
    discussion: """
      Writes scenes_img, scenes_label and scenes_inst into a folder, one PNG each per scene, in the \
      layout that `train --data` reads. Scene n depends on its seed alone; files that are there \
      already are not drawn again. --sheet lays all scenes out in one picture instead, --maps with \
      their label maps beside them.

      Example:
        ganvas scenes --count 100 -o data/landscapes
        ganvas scenes --count 12 --biome village --style "winter day" -o villages
        ganvas scenes --count 12 --biome village --variety 0.7 -o data/villages
        ganvas scenes --count 24 --sheet sheet.png --maps
        ganvas scenes --list
        ganvas scenes --count 100000 -o data/landscapes --shard 0/20

      Exit codes: 0 all are there, 1 some could not be written, 2 wrong usage, 75 stopped, 143 \
      stopped by SIGTERM. With --verify: 0 all are there, 1 some are damaged, 75 some are left.
      """)

  @Option(help: "How many scenes.")
  var count = 10

  @OptionGroup var scenes: SceneOptions

  @Flag(help: "List biomes, styles and labels, and stop.")
  var list = false

  @Flag(help: "Also print each label's share of all pixels.")
  var shares = false

  @Option(help: "PNG file that shows all scenes; at most 400 of them.")
  var sheet: String?

  @Flag(help: "Label maps beside the pictures of a sheet.")
  var maps = false

  @OptionGroup var sharding: ShardOptions

  @OptionGroup var verification: VerifyOptions

  @Option(name: .shortAndLong, help: "Folder.")
  var output: String?

  func validate() throws {
    guard output != nil || !sharding.isAsked && !verification.verify else {
      throw ValidationError("--shard, --shards and --verify are for a folder: give one with -o")
    }
    guard list || output != nil || sheet != nil else {
      throw ValidationError("give a folder with -o, or a file with --sheet")
    }
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count is a number from 1 to 1000000")
    }
    guard sheet == nil || count <= 400 else {
      throw ValidationError("a sheet shows at most 400 scenes; lower --count")
    }
    guard !maps || sheet != nil else { throw ValidationError("--maps belongs to --sheet") }
  }

  func run() throws {
    guard !list else { return print(Self.listing) }
    if let sheet { try drawSheet(to: sheet) }
    if let output { try drawFolder(output) }
  }

  private func drawFolder(_ output: String) throws {
    let folder = SceneFolder(URL(fileURLWithPath: output), labelSet: try Self.landscape())
    try folder.create()
    if verification.verify {
      try verify(folder)
      return
    }
    let names = try (0..<count).map { Self.name(of: try scenes.recipe($0)) }
    let shard = try sharding.part(of: names, "scenes")
    let own = names.indices.filter { shard?.holds(names[$0]) ?? true }
    let ledger = try shard.map { try Ledger($0, in: folder.url) }
    let interrupt = Interrupt(givingUpAfter: 20)
    let progress = SceneProgress(count: own.count)
    var histogram = [Int](repeating: 0, count: SceneLabel.allCases.count)
    var drawn = 0
    for (done, index) in own.enumerated() {
      guard !interrupt.happened else {
        progress.clear()
        tell("stopped at \(done) of \(own.count); the same command goes on from there")
        throw ExitCode(interrupt.exitCode)
      }
      let name = names[index]
      if !shares, folder.holds(name) { continue }
      let clock = ContinuousClock.now
      let scene = try scenes.recipe(index).render()
      for id in scene.labels.elements { histogram[Int(id)] += 1 }
      let bytes = try folder.write(scene, named: name)
      try ledger?.append(
        item: name, output: SceneFolder.path(name, "img"), bytes: bytes.count,
        crc32: CRC32.checksum(of: bytes), seconds: (ContinuousClock.now - clock) / .seconds(1))
      drawn += 1
      progress.show(done: done + 1, drawn: drawn)
    }
    ledger?.flush()
    progress.clear()
    print("\(drawn) scenes drawn, \(own.count - drawn) were there: \(folder.url.path)")
    if shares { print(Self.table(histogram)) }
  }

  /// Looks at all files of all scenes; they carry no fingerprints, their names say what they show.
  private func verify(_ folder: SceneFolder) throws {
    let names = try (0..<count).map { Self.name(of: try scenes.recipe($0)) }
    let expected = names.lazy.flatMap { name in
      SceneFolder.parts.map { part in
        ExpectedOutput(
          item: name, output: SceneFolder.path(name, part), accepted: nil, shardName: name)
      }
    }
    try verification.check(
      expected, in: folder.url, folders: SceneFolder.parts.map { "scenes_\($0)" },
      shards: sharding.count, model: nil)
  }

  /// Draws a scene and lets it go, to measure.
  func draw(_ index: Int) throws {
    _ = try PNG.encode(try scenes.recipe(index).render().image)
  }

  private func drawSheet(to path: String) throws {
    let classes = try Self.landscape().labels
    let colors = Dictionary(uniqueKeysWithValues: classes.map { (UInt16($0.id), $0.color) })
    let progress = SceneProgress(count: count)
    var cells: [RGBImage] = []
    for index in 0..<count {
      let scene = try scenes.recipe(index).render()
      cells.append(scene.image)
      if maps { cells.append(scene.labels.map { colors[$0] ?? RGB(0, 0, 0) }) }
      progress.show(done: index + 1, drawn: index + 1)
    }
    progress.clear()
    var columns = 1
    while columns * columns < cells.count { columns += 1 }
    if maps { columns += columns & 1 }
    let rows = stride(from: 0, to: cells.count, by: columns).map {
      Array(cells[$0..<min($0 + columns, cells.count)])
    }
    try AtomicFile.write(
      PNG.encode(ContactSheet.picture(of: rows)), to: URL(fileURLWithPath: path))
    print("\(count) scenes on \(path)")
  }

  /// All that a scene depends on, so that other settings never meet old files.
  private static func name(of recipe: SceneRecipe) -> String {
    let style = recipe.style
    let place = "\(recipe.seed)-\(recipe.biome.rawValue)-\(recipe.size.width)x\(recipe.size.height)"
    let light = [style.timeOfDay, style.season, style.cover, style.storm, style.haze]
      .map { String(Int(($0 * 1000).rounded())) }.joined(separator: "-")
    let own = recipe.variety > 0 ? "-v\(Int((recipe.variety * 1000).rounded()))" : ""
    return "\(place)-\(light)\(own)"
  }

  private static func landscape() throws -> LabelSet {
    try ProgramPlaces().labelSet("landscape")
  }

  private static var listing: String {
    """
    biomes  \(SceneRecipe.Biome.allCases.map(\.rawValue).joined(separator: ", "))
    styles  \(SceneStyle.presets.map(\.name).joined(separator: ", "))
    labels  \(SceneLabel.allCases.map { "\($0.rawValue) \($0)" }.joined(separator: ", "))
    """
  }

  private static func table(_ histogram: [Int]) -> String {
    let total = Double(max(1, histogram.reduce(0, +)))
    return SceneLabel.allCases.map { label in
      let share = 100 * Double(histogram[Int(label.rawValue)]) / total
      return String(format: "%6.2f %%  ", share) + "\(label)"
    }.joined(separator: "\n")
  }
}

/// What is left of a long drawing, on a terminal only.
struct SceneProgress {
  private let count: Int
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let isShown = isatty(STDERR_FILENO) != 0

  init(count: Int) {
    self.count = count
    start = clock.now
  }

  /// Shows how far it is.
  func show(done: Int, drawn: Int) {
    guard isShown else { return }
    let each = (clock.now - start) / .seconds(1) / Double(max(drawn, 1))
    write("\r\u{1B}[K\(done) of \(count) · \(Int(each * Double(count - done))) s left")
  }

  /// Leaves an empty line.
  func clear() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
