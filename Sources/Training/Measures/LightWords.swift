public import Generators
import Imaging
public import Scenes
import Synthesis

/// Codes of words that say what light and season they give, for models that take the style of a photo:
/// the mean code of drawn scenes in that light.
public struct LightWords: Sendable {
  /// The words, each with the scenes it means.
  public static let styles: [String: SceneStyle] = [
    "noon": SceneStyle(),
    "morning": SceneStyle(timeOfDay: 0.33, season: 0.02, haze: 0.2),
    "dawn": SceneStyle(timeOfDay: 0.255, season: 0.1, haze: 0.3),
    "sunset": SceneStyle(timeOfDay: 0.757, season: 0.3, haze: 0.2),
    "dusk": SceneStyle(timeOfDay: 0.775, season: 0.25, cover: 0.2, haze: 0.3),
    "night": SceneStyle(timeOfDay: 0.95, season: 0.3, haze: 0.12),
    "autumn": SceneStyle(timeOfDay: 0.62, season: 0.5, haze: 0.2),
    "snow": SceneStyle(timeOfDay: 0.42, season: 0.75, cover: 0.25, haze: 0.2),
    "rain": SceneStyle(timeOfDay: 0.6, season: 0.3, cover: 0.95, storm: 0.9, haze: 0.4),
    "fog": SceneStyle(timeOfDay: 0.3, season: 0.45, cover: 0.4, haze: 0.85),
  ]

  /// Scenes of each light.
  public var layouts = 24
  /// How far a word's code may be taken beyond the mean of all words, 1 leaves it: an encoder is careful
  /// and a word should give what it says. Words that are far from the mean already stay where they are.
  public var emphasis = 2.0

  /// The usual numbers.
  public init() {}

  /// What seeds shall draw from: the codes of drawn scenes in all lights.
  /// - Returns: `nil` where all codes are one.
  /// - Throws: `ModelError` for a model that takes no style of photos.
  public func prior(
    of model: any Generator, scenes: Int = 240
  ) throws(ModelError) -> LatentPrior? {
    let size = try Self.capabilities(of: model).outputSize
    var codes: [[Float]] = []
    for scene in 0..<scenes {
      let recipe = SceneRecipe(seed: 8_000_000 + UInt64(scene), size: size)
      if let code = try Self.code(of: recipe, model) { codes.append(code) }
    }
    return LatentPrior(fitting: codes)
  }

  /// What a model with an encoder can do.
  /// - Throws: `ModelError` for another one.
  private static func capabilities(of model: any Generator) throws(ModelError) -> Capabilities {
    let capabilities = model.description.capabilities
    guard capabilities.styleFromImage, capabilities.latent != nil else {
      throw .request(
        reason: "\(model.description.name) takes no style of photos",
        advice: "Words and seeds get codes in models with an encoder.")
    }
    return capabilities
  }

  /// The code of a scene; `nil` for a model whose latent is no z.
  private static func code(
    of recipe: SceneRecipe, _ model: any Generator
  ) throws(ModelError) -> [Float]? {
    let request = RenderRequest(
      stamp: 0, conditioning: Conditioning(exemplar: recipe.render().image),
      latent: LatentState())
    guard case .z(let code) = try model.latent(of: request) else { return nil }
    return code
  }

  /// Finds the codes.
  /// - Returns: z by word, rounded to ten thousandths.
  /// - Throws: `ModelError` for a model that takes no style of photos.
  public func codes(of model: any Generator) throws(ModelError) -> [String: [Float]] {
    let capabilities = try Self.capabilities(of: model)
    let dimension = capabilities.latent?.dimension ?? 0
    var means: [String: [Float]] = [:]
    for (word, style) in Self.styles {
      var sum = [Float](repeating: 0, count: dimension)
      for layout in 0..<layouts {
        // Seeds no training sees; the same layouts for every word.
        var recipe = SceneRecipe(seed: 7_000_000 + UInt64(layout), size: capabilities.outputSize)
        recipe.style = style
        guard let code = try Self.code(of: recipe, model) else { continue }
        for index in sum.indices { sum[index] += code[index] / Float(layouts) }
      }
      means[word] = sum
    }
    let count = Float(means.count)
    let middle = (0..<dimension).map { index in
      means.values.reduce(0) { $0 + $1[index] } / count
    }
    let distances = means.mapValues { mean in
      zip(mean, middle).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    let usual = 1.3 * distances.values.sorted()[distances.count / 2]
    return Dictionary(
      uniqueKeysWithValues: means.map { word, mean in
        let distance = max(1e-6, distances[word] ?? 0)
        let factor = min(Float(emphasis), max(1, usual / distance))
        let code = zip(mean, middle).map { value, middle in
          ((middle + factor * (value - middle)) * 10_000).rounded() / 10_000
        }
        return (word, code)
      })
  }
}
