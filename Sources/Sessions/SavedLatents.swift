public import Imaging
public import Synthesis

/// A place in latent space that the painter wants to come back to.
public struct Star: Hashable, Sendable, Codable {
  /// What it is called.
  public var name: String
  /// The latent with its ψ, mixing and noise.
  public var latent: LatentState
  /// The word the seed was made from.
  public var seedWord: String?
  /// The mixture of classes.
  public var classWeights: [Int: Double]

  /// A star.
  public init(
    name: String, latent: LatentState, seedWord: String? = nil, classWeights: [Int: Double] = [:]
  ) {
    self.name = name
    self.latent = latent
    self.seedWord = seedWord
    self.classWeights = classWeights
  }
}

/// What a session keeps about latent space besides where one is in it.
public struct SavedLatents: Hashable, Sendable, Codable {
  /// Starred places; digits go to the first nine. They are on the undo line.
  public var stars: [Star]
  /// Classes taken last, the latest first, at most nine.
  public var recentClasses: [Int]
  /// Steps by which the seed grid is shown larger (positive) or smaller, −4…4.
  public var zoom: Int
  /// Whether the session's model paints from a latent alone: before it is loaded no map is shown.
  public var isAlone: Bool

  /// A collection.
  public init(
    stars: [Star] = [], recentClasses: [Int] = [], zoom: Int = 0, isAlone: Bool = false
  ) {
    self.stars = stars
    self.recentClasses = recentClasses
    self.zoom = zoom
    self.isAlone = isAlone
  }
}

extension Star: StoredValue {
  /// The latent and the mixture are such as a model can be given.
  public mutating func validate(_ faults: inout [String]) {
    StoredText.clean(&name, "a star's name", &faults)
    latent.validate(&faults)
    ClassMixture.validate(&classWeights, &faults)
  }
}

extension SavedLatents: StoredValue {
  /// Stars are sound, classes exist in some model, the zoom is −4…4.
  public mutating func validate(_ faults: inout [String]) {
    stars.validate(&faults)
    let known = recentClasses.filter { ClassMixture.ids.contains($0) }
    if known.count < recentClasses.count || known.count > 9 {
      faults.append("recent classes that no model has")
      recentClasses = Array(known.prefix(9))
    }
    StoredNumber.clamp(&zoom, to: -4...4, "the zoom of the seed grid", &faults)
  }
}
