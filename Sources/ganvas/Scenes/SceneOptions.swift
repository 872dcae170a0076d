import ArgumentParser
import Imaging
import Scenes

/// Which scenes a command draws.
struct SceneOptions: ParsableArguments {
  @Option(help: "Seed of the first scene; the next ones count on.")
  var seed: UInt64 = 0

  @Option(help: "Width and height in pixels, for instance 256 or 512x256.")
  var size = "256"

  @Option(help: "Kind of landscape; drawn from the seed if absent.")
  var biome: SceneRecipe.Biome?

  @Option(help: "Named style (see scenes --list); drawn from the seed if absent.")
  var style: String?

  @Option(help: "Share of the objects with looks of their own, 0 to 1, as train --variety.")
  var variety = 0.0

  func validate() throws {
    if let style, Self.styles[style] == nil {
      throw ValidationError("no style “\(style)”; ganvas scenes --list names them")
    }
    guard (0...1).contains(variety) else {
      throw ValidationError("--variety is a share from 0 to 1")
    }
    _ = try pixelSize()
  }

  /// The recipe of the scene a number of seeds after the first.
  func recipe(_ index: Int) throws -> SceneRecipe {
    var recipe = SceneRecipe(seed: seed &+ UInt64(index), size: try pixelSize())
    if let biome { recipe.biome = biome }
    if let named = style.flatMap({ Self.styles[$0] }) { recipe.style = named }
    recipe.variety = variety
    return recipe
  }

  private func pixelSize() throws -> PixelSize {
    let numbers = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let sides = numbers.count == 1 ? [numbers[0], numbers[0]] : numbers
    guard sides.count == 2, sides.allSatisfy({ (16...4096).contains($0) }) else {
      throw ValidationError("--size is 256 or 512x256, each side 16 to 4096")
    }
    return PixelSize(width: sides[0], height: sides[1])
  }

  private static let styles = Dictionary(
    uniqueKeysWithValues: SceneStyle.presets.map { ($0.name, $0.style) })
}
