import Canvas
import Imaging
import Sessions
import Synthesis

/// The card that loads and saves latents, and loads directions.
public struct LatentFileCard: Equatable, Sendable {
  /// What becomes of the file.
  public enum Use: Equatable, Sendable, CaseIterable {
    /// A latent is loaded.
    case load
    /// The latent is saved.
    case save
    /// A direction is loaded: behind a colon stands which of several.
    case direction
    /// A photo is found in w: a search of minutes beside everything else.
    case photo
  }

  /// The path, being typed: `.npy`, `.npz` or `.safetensors`.
  public var path = InputText()
  /// Files that go on from it.
  public internal(set) var files = FileChoices()
  /// What becomes of the file.
  public var use = Use.load

  /// Whether the file at the path is being read.
  public internal(set) var isReading = false
  /// Why the file at the path could not be used; until the path changes.
  public internal(set) var problem: UserFacingError?

  /// A card that loads a latent, unless it is for something else.
  public init(_ use: Use = .load) { self.use = use }
}

extension LatentFileCard.Use {
  /// What is to be typed.
  var wish: String {
    switch self {
    case .load, .save: "type the path of a latent: .npy, .npz or .safetensors"
    case .direction: "type the path of a direction such as pca.npz:3, or principal:0, factors:0"
    case .photo: "type the path of a photo: PNG, JPEG, WebP, GIF or AVIF"
    }
  }
}

/// Latents from files and into files.
extension LatentRoom {
  /// Enter in the card.
  mutating func acceptLatentFile(_ file: LatentFileCard) -> [Effect] {
    let path = file.path.text
    guard !path.isEmpty else {
      showStatus(.reason, file.use.wish)
      return []
    }
    // The card stays until it is known whether the file can be used.
    switch file.use {
    case .load:
      markReading()
      return [.readLatent(path: path)]
    case .direction:
      markReading()
      return [.readDirection(path: path, layers: capabilities?.latent?.layers ?? 0)]
    case .photo:
      guard let latent = capabilities?.latent, latent.layers > 0 else {
        showStatus(.reason, "this model has no w that photos could be found in")
        return []
      }
      markReading()
      return [.readPhoto(path: path, .latent)]
    case .save: break
    }
    closeCard()
    guard let request = makeRequest(stamp: picture.latestStamp, precision: .float32) else {
      return []
    }
    return [.writeLatent(path: path, request)]
  }

  /// A latent was read: it is taken as it is, without ψ and mixing, which it may hold already.
  mutating func latentRead(_ source: LatentState.Source, from path: String) -> [Effect] {
    guard let latent = capabilities?.latent else { return [] }
    let file = path.split(separator: "/").last.map { String($0) } ?? path
    if let reason = misfit(of: source, latent) {
      pathFailed(path, UserFacingError(title: file, what: "it \(reason)"))
      return []
    }
    closeCard()
    let effects = change({ _, _ in "latent from \(file)" }) {
      $0.latent = LatentState(source: source, noise: $0.latent.noise)
      $0.seedWord = nil
    }
    showStatus(.done, "\(file): \(StudioState.words(for: source))")
    return effects
  }

  /// Why a latent is not this model's, as far as can be told before it is rendered.
  private func misfit(of source: LatentState.Source, _ latent: Capabilities.Latent) -> String? {
    switch source {
    case .z(let values) where values.count != latent.dimension:
      "has \(values.count) numbers, z of this model \(latent.dimension)"
    case .w where latent.layers == 0, .wPlus where latent.layers == 0:
      "holds a w, and this model has none"
    case .wPlus(let rows) where rows.count != latent.layers:
      "has \(rows.count) layers of w, this model \(latent.layers)"
    case .seed, .place, .z, .w, .wPlus, .between, .linear, .combined: nil
    }
  }
}
