import Imaging
import Sessions
public import Synthesis

/// Where one is in latent space and what can be changed there, by what the model has.
extension StudioState {
  /// What the left pane holds.
  public var leftPane: LeftPane {
    guard let capabilities else { return latentPane.saved.isAlone ? .seedGrid : .map }
    return switch capabilities.mainInput {
    case .map: .map
    case .seeds: .seedGrid
    case .classes: .classes
    }
  }

  /// Whether the Latent pane has something to show.
  public var hasLatent: Bool { capabilities?.latent != nil }

  /// Whether the Latent dock is on the screen.
  public var showsLatentDock: Bool { hasLatent && view.docks.contains(.latent) }

  /// Whether the seed grid is on the screen.
  public var showsSeedPlane: Bool {
    guard hasLatent else { return false }
    return leftPane == .seedGrid ? !view.pictureAlone : showsLatentDock
  }

  /// Whether keys act on the seed grid: focused in the map's place, or in the dock.
  public var seedPlaneIsFocused: Bool {
    switch view.focus {
    case .map, .picture: leftPane == .seedGrid
    case .latent: leftPane != .seedGrid && latentPane.part == .seedPlane
    case .palette, .inspector, .styles, .walk: false
    }
  }

  /// Where one is in the plane of seeds; for a latent that is not in it, where one was last.
  public var seedPlace: SeedPlace {
    SeedPlace(picture.settings.latent.source) ?? latentPane.lastPlace
  }

  /// Layers of w, or chunks of z; 0 where nothing is mixed.
  public var mixableParts: Int {
    capabilities?.latent.map { $0.layers > 0 ? $0.layers : $0.chunks } ?? 0
  }

  /// The names of the model's classes.
  public var classNames: [String] { capabilities?.classNames ?? [] }

  /// The rows of the Latent pane that the model has.
  public var latentRows: [LatentRow] {
    guard let latent = capabilities?.latent else { return [] }
    return LatentRow.allCases.filter { row in
      switch row {
      case .psi: latent.truncates
      case .kind: latent.layers == 0 && latent.truncates
      case .startScale, .width, .height: capabilities?.pyramid != nil
      case .entryScale, .blending, .noiseBoxes:
        capabilities?.pyramid != nil && capabilities?.labels?.startMap != nil
      case .cutoff, .noise, .directions: latent.layers > 0
      case .mix, .layers: mixableParts > 0
      case .classLayers: latent.chunks > 1 && !classNames.isEmpty
      case .mixture: !classNames.isEmpty
      }
    }
  }

  /// ψ of a layer: its own, else the general one below the cutoff.
  public func psi(ofLayer layer: Int) -> Double {
    let latent = picture.settings.latent
    if let own = latent.layerPsi[layer] { return own }
    return layer < latent.truncationCutoff ?? .max ? latent.truncationPsi : 1
  }

  /// Shares of the classes, the largest first; without any class 0 has all.
  public var classShares: [(id: Int, share: Double)] {
    guard !classNames.isEmpty else { return [] }
    let weights = picture.settings.classWeights
    guard !weights.isEmpty else { return [(0, 1)] }
    return weights.filter { $0.value != 0 }.map { (id: $0.key, share: $0.value) }
      .sorted { ($1.share, $0.id) < ($0.share, $1.id) }
  }

  /// A mixture in words: `coast`, `62 % coast, 38 % dunes`.
  public func words(forClasses weights: [Int: Double]) -> String {
    let names = classNames
    func name(_ id: Int) -> String { names.indices.contains(id) ? names[id] : "class \(id)" }
    if weights.isEmpty { return name(0) }
    if weights.count == names.count, Set(weights.values).count == 1, names.count > 1 {
      return "all alike"
    }
    let sorted = weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if sorted.count == 1 { return name(sorted[0].key) }
    let shown = sorted.prefix(4).map { "\(Int(($0.value * 100).rounded())) % \(name($0.key))" }
    return shown.joined(separator: ", ") + (sorted.count > 4 ? ", …" : "")
  }

  /// A source as titles and the undo line write it: `412`, `"rain"`, `12.25 4.00`, `own w`.
  public static func words(for source: LatentState.Source, word: String? = nil) -> String {
    if let word { return "\"\(word)\"" }
    switch source {
    case .seed(let seed): return "\(seed)"
    case .place(let place): return "\(decimal(place.x, 2)) \(decimal(place.y, 2))"
    case .z: return "own z"
    case .w: return "own w"
    case .wPlus: return "own w of each layer"
    case .between, .linear, .combined: return "between"
    }
  }

  /// Noise in words.
  public static func words(for noise: LatentState.Noise) -> String {
    switch noise {
    case .fixed: "fixed"
    case .seeded(let seed): "seed \(seed)"
    case .off: "off"
    }
  }
}
