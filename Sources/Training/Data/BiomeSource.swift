public import Imaging
public import Scenes
import Synchronization

/// Procedural scenes whose class is their kind of landscape and their time of day, in turn.
/// Rendered scenes stay in memory, so that a second pass over them costs nothing.
public final class BiomeSource: TrainingSource {
  /// One class of scenes.
  public struct Kind: Hashable, Sendable {
    /// Kind of landscape.
    public let biome: SceneRecipe.Biome
    /// Time of day.
    public let daytime: SceneStyle.Daytime

    /// For people: `open sea, golden hour`.
    public var name: String { "\(biome.words), \(daytime.words)" }

    /// Every landscape at every time of day.
    /// - Parameters:
    ///   - biomes: Kinds of landscape; all if empty.
    ///   - daytimes: Times of day; noon, golden hour and night if empty.
    static func all(biomes: [SceneRecipe.Biome], daytimes: [SceneStyle.Daytime]) -> [Kind] {
      let times = daytimes.isEmpty ? [.noon, .goldenHour, .night] : daytimes
      return (biomes.isEmpty ? SceneRecipe.Biome.allCases : biomes).flatMap { biome in
        times.map { Kind(biome: biome, daytime: $0) }
      }
    }

    /// The kinds that classes of these names are, where all of them are kinds of scenes.
    public static func named(_ names: [String]) -> [Kind]? {
      let known = Dictionary(
        all(biomes: [], daytimes: SceneStyle.Daytime.allCases).map { ($0.name, $0) }
      ) { first, _ in first }
      let kinds = names.compactMap { known[$0] }
      return kinds.isEmpty || kinds.count < names.count ? nil : kinds
    }
  }

  /// Number of scenes.
  public let count: Int
  /// The classes in order.
  public let kinds: [Kind]
  private let size: PixelSize
  private let firstSeed: UInt64
  private let cache = Mutex<[Int: RGBImage]>([:])

  /// - Parameters:
  ///   - count: Number of different scenes.
  ///   - firstSeed: Seed of the first one.
  ///   - biomes: Kinds of landscape; all if empty.
  ///   - daytimes: Times of day; noon, golden hour and night if empty.
  public convenience init(
    count: Int, size: PixelSize, firstSeed: UInt64, biomes: [SceneRecipe.Biome] = [],
    daytimes: [SceneStyle.Daytime] = []
  ) {
    self.init(
      count: count, size: size, firstSeed: firstSeed,
      kinds: Kind.all(biomes: biomes, daytimes: daytimes))
  }

  /// Scenes of given kinds in turn.
  public init(count: Int, size: PixelSize, firstSeed: UInt64, kinds: [Kind]) {
    self.count = count
    self.size = size
    self.firstSeed = firstSeed
    self.kinds = kinds
  }

  /// Names of the kinds.
  public var classNames: [String] { kinds.map(\.name) }

  /// The scenes in words, for the training record.
  public var summary: String {
    "\(count) procedural scenes of \(kinds.count) kinds, seeds "
      + "\(firstSeed)…\(firstSeed + UInt64(count) - 1), \(size)"
  }

  /// Draws one scene, or takes it from memory; its maps are empty.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    let image = cache.withLock { $0[index] } ?? drawn(index)
    cache.withLock { $0[index] = image }
    return TrainingExample(
      picture: image, classID: index % kinds.count)
  }

  /// Drawn at twice the size and averaged, which keeps thin things.
  private func drawn(_ index: Int) -> RGBImage {
    let kind = kinds[index % kinds.count]
    var recipe = SceneRecipe(
      seed: firstSeed + UInt64(index),
      size: PixelSize(width: 2 * size.width, height: 2 * size.height))
    recipe.biome = kind.biome
    var random = SeededRandom(seed: firstSeed, stream: UInt64(index))
    recipe.style.timeOfDay = Double.random(in: kind.daytime.hours, using: &random)
    return recipe.render().image.resized(to: size, by: .bicubic)
  }
}

extension SceneStyle.Daytime {
  /// Times well inside this part of the day.
  var hours: ClosedRange<Double> {
    switch self {
    case .night: 0.88...1
    case .dawn: 0.24...0.29
    case .morning: 0.32...0.41
    case .noon: 0.43...0.62
    case .goldenHour: 0.695...0.77
    case .dusk: 0.78...0.83
    }
  }

  /// For people.
  fileprivate var words: String { rawValue.spacedWords }
}

extension SceneRecipe.Biome {
  /// For people.
  fileprivate var words: String { rawValue.spacedWords }
}

extension String {
  /// `goldenHour` as `golden hour`.
  fileprivate var spacedWords: String {
    reduce(into: "") { words, letter in
      words += letter.isUppercase ? " " + letter.lowercased() : String(letter)
    }
  }
}

extension TrainingExample {
  /// A picture without maps.
  init(picture: RGBImage, classID: Int = 0) {
    self.init(
      image: picture,
      labels: LabelMap(width: picture.width, height: picture.height, filledWith: 0),
      instances: InstanceMap(width: picture.width, height: picture.height, filledWith: 0),
      classID: classID)
  }
}
