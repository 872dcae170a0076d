public import ArgumentParser
public import Scenes

/// What procedural scenes show.
public struct SceneLooksOptions: ParsableArguments {
  /// Kinds of landscape in turn; each scene's own where there are none.
  @Option(
    name: .customLong("biome"), parsing: .upToNextOption,
    help: "Kinds of landscape in turn (ganvas scenes --list); each scene's own if absent.")
  public var biomes: [SceneRecipe.Biome] = []

  @Option(
    name: .customLong("style"), parsing: .upToNextOption,
    help: "Named styles in turn (ganvas scenes --list); each scene's own if absent.")
  var styleNames: [String] = []

  @Option(help: "Share of the scenes' objects with looks of their own, 0 to 1; 0 if absent.")
  var variety: Double?

  /// Creates options to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    if let unknown = styleNames.first(where: { name in
      !SceneStyle.presets.contains { $0.name == name }
    }) {
      throw ValidationError("no style “\(unknown)”; ganvas scenes --list names them")
    }
    guard (0...1).contains(variety ?? 0) else {
      throw ValidationError("--variety is a share from 0 to 1")
    }
  }

  /// The looks that were asked for; what was not is as `given`.
  public func looks(else given: SceneLooks = SceneLooks()) -> SceneLooks {
    var looks = given
    if !biomes.isEmpty { looks.biomes = biomes }
    if !styleNames.isEmpty {
      looks.styles = styleNames.compactMap { name in
        SceneStyle.presets.first { $0.name == name }?.style
      }
    }
    if let variety { looks.variety = variety }
    return looks
  }

  /// Whether nothing was asked for.
  public var isEmpty: Bool { biomes.isEmpty && styleNames.isEmpty && variety == nil }
}
