import ArgumentParser
import Foundation
import Generators
import Synthesis

/// Where in latent space a picture is made.
struct LatentOptions: ParsableArguments {
  @Option(
    name: .customLong("seed"),
    help: """
      Seed of the latent z, a number (as NumPy's RandomState takes it) or a word; words the model \
      knows (ganvas models info), such as dusk, give what they say.
      """)
  var seedWord = SeedWord()

  /// The seed.
  var seed: UInt32 { seedWord.seed }

  @Option(
    help: "Latent from a file: .npy, .npz (projected_w.npz) or .safetensors; instead of --seed.",
    completion: .file())
  var latent: String?

  @Option(
    help: ArgumentHelp(
      "Place in the plane of seeds, where seed = x + 100·y, for instance 12.25,4: between seeds "
        + "the four around blend; instead of --seed.", valueName: "x,y"))
  var place: String?

  @Option(
    help: "Truncation ψ: 1 leaves the latent as it is, 0 gives the typical picture; −2 to 2.")
  var psi: Double?

  @Option(
    help: ArgumentHelp(
      "Truncation by resampling, as BigGAN's paper does: z beyond ±2·T is drawn again; T from 0 "
        + "to 2. Instead of --psi, which scales z.", valueName: "T"))
  var truncation: Double?

  @Option(help: "Layers from this one on are not truncated; all are if absent.")
  var cutoff: Int?

  @Option(
    name: .customLong("layer-psi"),
    help: ArgumentHelp(
      "ψ of some layers instead, for instance 0-3,7:0.5; repeatable.", valueName: "layers:psi"))
  var layerPsi: [String] = []

  @Option(
    help: ArgumentHelp(
      "Layers that take the style of another seed, for instance 7:8-17 or 7:0,1,4-6.",
      valueName: "seed:layers"))
  var mix: String?

  @Option(
    name: .customLong("mix-class"),
    help: ArgumentHelp(
      "Blocks that take another class (BigGAN), by name or number, for instance rain:2,3.",
      valueName: "name:chunks"))
  var mixClass: String?

  @Option(
    help: "Noise inputs: fixed, off, seeded (drawn anew from --seed), or a seed of their own.")
  var noise = "fixed"

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "Class by name or number, perhaps with a weight; several are mixed.",
      valueName: "name[:weight]"))
  var classes: [String] = []

  @Option(
    name: .customLong("direction"),
    help: ArgumentHelp(
      "A direction of w to go along, from .npy, .npz, .pt or .safetensors: one of several by "
        + "number or name, steps, perhaps layers, for instance age.pt=-1.5 or pca.pt:3=2.5@0-3; "
        + "repeatable.", valueName: "file[:component]=steps[@layers]"))
  var directionTexts: [String] = []

  @Option(
    help: "Save the styles of all layers, mixed, truncated and moved: .npy, .npz or .safetensors.",
    completion: .file())
  var saveLatent: String?

  func validate() throws {
    if let psi, !psi.isFinite || !(-2...2).contains(psi) {
      throw ValidationError("--psi is a number from −2 to 2")
    }
    if let truncation, !truncation.isFinite || !(0...2).contains(truncation) {
      throw ValidationError("--truncation is a number from 0 to 2")
    }
    if psi != nil, truncation != nil {
      throw ValidationError("--psi scales, --truncation resamples: give one of them")
    }
    if place != nil, latent != nil {
      throw ValidationError("--place and --latent both say where: give one of them")
    }
    _ = try seedPlace()
    if let cutoff, cutoff < 0 { throw ValidationError("--cutoff is 0 or more") }
    _ = try mixing()
    _ = try noiseInputs()
    _ = try ofLayers()
    _ = try directions()
    if directionTexts.count > LatentDirection.most {
      throw ValidationError("--direction is taken up to \(LatentDirection.most) times")
    }
  }

  /// The directions that are named.
  func directions() throws -> [DirectionOption] {
    try directionTexts.map { try DirectionOption($0) }
  }

  /// The state they mean, without directions: these need files.
  /// - Throws: `ValidationError`, and what reading the latent's file throws.
  /// - Parameter capabilities: The model's: names of classes, words with codes.
  func state(for capabilities: Capabilities) throws -> LatentState {
    let names = capabilities.classNames
    return LatentState(
      source: try latent.map { try LatentFile.read($0) } ?? seedPlace()?.source
        ?? seedWord.source(in: capabilities),
      truncationPsi: truncation ?? psi ?? 1, layerPsi: try ofLayers(), truncationCutoff: cutoff,
      mixing: try mixing(classNames: names), noise: try noiseInputs(),
      truncationKind: truncation == nil ? .scaling : .resampling)
  }

  /// Everything a picture depends on, as text.
  var fingerprint: String {
    [
      "\(seed)", place ?? "", "\(psi ?? 1)", truncation.map { "by resampling \($0)" } ?? "",
      cutoff.map(String.init) ?? "", "\(layerPsi)", mix ?? "", mixClass ?? "", noise, "\(classes)",
      "\(directionTexts)",
    ].joined(separator: " ")
  }

  /// Weights of the classes that were named.
  /// - Throws: `SynthesisError` for a class the model has not.
  func classWeights(names: [String]) throws -> [Int: Double] {
    var weights: [Int: Double] = [:]
    for text in classes {
      var name = Substring(text)
      var weight = 1.0
      // A name may hold colons itself: only a number behind the last one is a weight.
      if index(of: text, in: names) == nil, let colon = text.lastIndex(of: ":"),
        let number = Double(text[text.index(after: colon)...]), number.isFinite
      {
        name = text[..<colon]
        weight = number
      }
      guard let index = index(of: String(name), in: names) else {
        throw SynthesisError(
          what: names.isEmpty
            ? "this model has no classes" : "this model has no class “\(name)”",
          advice: names.isEmpty
            ? "Leave out --class."
            : "It has " + Self.listed(names))
      }
      weights[index, default: 0] += weight
    }
    return weights
  }

  private func index(of name: String, in names: [String]) -> Int? {
    names.firstIndex(of: name) ?? Int(name).flatMap { names.indices.contains($0) ? $0 : nil }
  }

  private func seedPlace() throws -> SeedPlace? {
    guard let place else { return nil }
    let numbers = place.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 2, let x = numbers[0], let y = numbers[1],
      (-1e9...1e9).contains(x), (-1e9...1e9).contains(y)
    else { throw ValidationError("--place is two numbers, for instance 12.25,4") }
    return SeedPlace(seed: 0, right: x, down: y)
  }

  /// The mixing rule: another seed in some layers, another class in some blocks.
  private func mixing(classNames names: [String]) throws -> LatentState.Mixing? {
    var mixing = try mixing()
    guard let mixClass else { return mixing }
    guard let colon = mixClass.lastIndex(of: ":") else {
      throw ValidationError("--mix-class is a class and chunks, for instance rain:2,3")
    }
    let layers = try Self.layers(
      mixClass[mixClass.index(after: colon)...], of: "--mix-class", example: "rain:2,3")
    let name = String(mixClass[..<colon])
    guard let id = index(of: name, in: names) else {
      throw SynthesisError(
        what: "this model has no class “\(name)”", advice: "ganvas models info lists them.")
    }
    mixing = mixing ?? LatentState.Mixing(source: .seed(seed), layers: [])
    mixing?.classWeights = [id: 1]
    mixing?.classLayers = layers
    return mixing
  }

  private func mixing() throws -> LatentState.Mixing? {
    guard let mix else { return nil }
    let parts = mix.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let word = SeedWord(argument: String(parts[0])) else {
      throw ValidationError("--mix is a seed and layers, for instance 7:8-17")
    }
    return LatentState.Mixing(
      source: .seed(word.seed), layers: try Self.layers(parts[1], of: "--mix", example: "7:8-17"))
  }

  private func ofLayers() throws -> [Int: Double] {
    var result: [Int: Double] = [:]
    for text in layerPsi {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let psi = Double(parts[1]) else {
        throw ValidationError("--layer-psi is layers and ψ, for instance 0-3:0.5")
      }
      guard psi.isFinite, (-2...2).contains(psi) else {
        throw ValidationError("--layer-psi \(parts[1]): ψ is a number from −2 to 2")
      }
      let layers = try Self.layers(parts[0], of: "--layer-psi", example: "0-3:0.5")
      for layer in layers { result[layer] = psi }
    }
    return result
  }

  private func noiseInputs() throws -> LatentState.Noise {
    switch noise {
    case "fixed": return .fixed
    case "off": return .off
    case "seeded": return .seeded(seed)
    default:
      guard let word = SeedWord(argument: noise) else {
        throw ValidationError("--noise is fixed, off, seeded, or a seed")
      }
      return .seeded(word.seed)
    }
  }

  /// The highest number of a layer that any model has.
  private static let lastLayer = 64

  /// Layers such as `0,1,4-6`.
  static func layers(
    _ text: Substring, of option: String, example: String
  ) throws -> [Int] {
    var layers: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1]
      else {
        throw ValidationError(
          "\(option): “\(part)” is no layer and no range of layers; for instance \(example)")
      }
      guard first >= 0, last <= lastLayer, first <= last else {
        throw ValidationError("\(option): layers \(part) lie outside 0 to \(lastLayer)")
      }
      layers += first...last
    }
    return layers
  }

  /// Names for a message; those that hold a comma are told apart.
  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12)
    let hasCommas = shown.contains { $0.contains(",") }
    return shown.map { hasCommas ? "“\($0)”" : $0 }.joined(separator: hasCommas ? "; " : ", ")
      + (names.count > 12 ? ", … (\(names.count) in all)." : ".")
  }
}
