import ArgumentParser
import Foundation
import Imaging
import Scenes

/// `ganvas scenes`: procedural landscapes with their maps, as a folder to train or evaluate on.
struct ScenesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenes",
    abstract: "Draw procedural landscapes with label and instance maps.",
    discussion: """
      Writes scenes_img, scenes_label and scenes_inst into a folder, one PNG each per scene, in the \
      layout that `train --data` reads. Scene n depends on its seed alone; files that are there \
      already are not drawn again. The pictures carry nobody's licence: they are drawn from seeds.

      Example:
        ganvas scenes --count 100 -o data/landscapes
        ganvas scenes --count 12 --biome village --style "winter day" -o villages
        ganvas scenes --count 12 --biome village --variety 0.7 -o data/villages
        ganvas scenes --list

      Exit codes: 0 all are there, 1 some could not be written, 2 wrong usage.
      """)

  @Option(help: "How many scenes.")
  var count = 10

  @Option(help: "Seed of the first scene; the next ones count on.")
  var seed: UInt64 = 0

  @Option(help: "Width and height in pixels, for instance 256 or 512x256.")
  var size = "256"

  @Option(help: "Kind of landscape; drawn from the seed if absent.")
  var biome: SceneRecipe.Biome?

  @Option(help: "Named style (see --list); drawn from the seed if absent.")
  var style: String?

  @Option(help: "Share of the objects with looks of their own, 0 to 1, as train --variety.")
  var variety = 0.0

  @Flag(help: "List biomes, styles and labels, and stop.")
  var list = false

  @Flag(help: "Also print each label's share of all pixels.")
  var shares = false

  @Option(name: .shortAndLong, help: "Folder.")
  var output: String?

  func validate() throws {
    guard list || output != nil else { throw ValidationError("give a folder with -o") }
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count is a number from 1 to 1000000")
    }
    if let style, Self.styles[style] == nil {
      throw ValidationError("no style “\(style)”; ganvas scenes --list names them")
    }
    guard (0...1).contains(variety) else {
      throw ValidationError("--variety is a share from 0 to 1")
    }
    _ = try pixelSize()
  }

  func run() throws {
    guard !list, let output else { return print(Self.listing) }
    let folder = SceneFolder(URL(fileURLWithPath: output), labelSet: try Self.landscape())
    try folder.create()
    let size = try pixelSize()
    let clock = ContinuousClock()
    let start = clock.now
    var histogram = [Int](repeating: 0, count: SceneLabel.allCases.count)
    var drawn = 0
    for index in 0..<count {
      var recipe = SceneRecipe(seed: seed &+ UInt64(index), size: size)
      if let biome { recipe.biome = biome }
      if let named = style.flatMap({ Self.styles[$0] }) { recipe.style = named }
      recipe.variety = variety
      let name = Self.name(of: recipe)
      if !shares, folder.holds(name) { continue }
      let scene = recipe.render()
      for id in scene.labels.elements { histogram[Int(id)] += 1 }
      try folder.write(scene, named: name)
      drawn += 1
      if isatty(STDERR_FILENO) != 0 {
        let each = (clock.now - start) / .seconds(1) / Double(drawn)
        FileHandle.standardError.write(
          Data(
            "\r\u{1B}[K\(index + 1) of \(count) · \(Int(each * Double(count - index - 1))) s left"
              .utf8))
      }
    }
    if isatty(STDERR_FILENO) != 0 { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    print("\(drawn) scenes drawn, \(count - drawn) were there: \(folder.url.path)")
    if shares { print(Self.table(histogram)) }
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

  private func pixelSize() throws -> PixelSize {
    let numbers = size.split(separator: "x").map { Int($0) ?? 0 }
    let sides = numbers.count == 1 ? [numbers[0], numbers[0]] : numbers
    guard sides.count == 2, sides.allSatisfy({ (16...4096).contains($0) }) else {
      throw ValidationError("--size is 256 or 512x256, each side 16 to 4096")
    }
    return PixelSize(width: sides[0], height: sides[1])
  }

  private static let styles = Dictionary(
    uniqueKeysWithValues: SceneStyle.presets.map { ($0.name, $0.style) })

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
