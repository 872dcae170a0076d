public import Canvas
import Synthesis

/// One finished act of the painter, both ways. Paint, latent, style and model share one line.
///
/// Acts that stand in the journal need not stay in memory: `change` reads them from there again.
public struct UndoStep: Sendable {
  /// What changed.
  public enum Change: Hashable, Sendable {
    /// Pixels of the map.
    case map(Patch)
    /// What the picture is made with.
    case settings(from: PictureSettings, to: PictureSettings)
    /// The keyframes, or how one goes between them.
    case walk(from: Walk, to: Walk)
    /// Both at once: objects that come, go or change together with their styles.
    case objects(Patch, from: PictureSettings, to: PictureSettings)
    /// Starred places in latent space.
    case stars(from: [Star], to: [Star])
  }

  /// What the history calls it, for instance `stroke, grass` or `ψ 1.00 → 0.70`.
  public var name: String
  /// What changed. May cost a read from the disk.
  public var change: Change {
    get { store.change }
    set { store = UndoStepStore(newValue) }
  }
  /// Where the change is kept.
  private(set) var store: UndoStepStore

  /// Creates an undo step.
  public init(name: String, change: Change) {
    self.name = name
    store = UndoStepStore(change)
  }

  /// An act that stands in a journal.
  init(name: String, store: UndoStepStore) {
    self.name = name
    self.store = store
  }

  /// Whether it is one of the walk; costs no read.
  var changesWalk: Bool { store.isWalk }

  /// The act that takes this one back.
  public var inverted: UndoStep {
    switch change {
    case .map(let patch): UndoStep(name: name, change: .map(patch.inverted))
    case .settings(let from, let to): UndoStep(name: name, change: .settings(from: to, to: from))
    case .walk(let from, let to): UndoStep(name: name, change: .walk(from: to, to: from))
    case .objects(let patch, let from, let to):
      UndoStep(name: name, change: .objects(patch.inverted, from: to, to: from))
    case .stars(let from, let to): UndoStep(name: name, change: .stars(from: to, to: from))
    }
  }

  /// Puts its result in place. A patch for a map of another size is left out.
  public func apply(
    to document: inout Document, _ settings: inout PictureSettings, _ walk: inout Walk,
    _ stars: inout [Star]
  ) {
    switch change {
    case .map(let patch): document.apply(patch)
    case .settings(_, let to): settings = to
    case .walk(_, let to): walk = to
    case .objects(let patch, _, let to):
      document.apply(patch)
      settings = to
    case .stars(_, let to): stars = to
    }
  }
}

extension UndoStep: Hashable {
  /// Whether both do the same; acts on the disk are read for it.
  public static func == (one: UndoStep, other: UndoStep) -> Bool {
    one.name == other.name && (one.store === other.store || one.change == other.change)
  }

  /// Hashes the name: acts on the disk are not read for it.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension UndoStep: Undoable {
  /// Bytes it would keep in memory, about.
  public var byteCount: Int { store.byteCount + name.utf8.count }

  /// Bytes it keeps in memory, about: one that stands in the journal alone keeps its name.
  public var residentByteCount: Int {
    (store.isLoaded ? store.byteCount : 0) + name.utf8.count
  }
}

extension UndoStep.Change {
  /// Bytes it keeps in memory, about.
  var byteCount: Int {
    switch self {
    case .map(let patch): patch.byteCount
    case .settings(let from, let to): from.byteCount + to.byteCount
    case .walk(let from, let to): 512 * (from.keyframes.count + to.keyframes.count)
    case .objects(let patch, let from, let to):
      patch.byteCount + from.byteCount + to.byteCount
    case .stars(let from, let to): 512 * (from.count + to.count)
    }
  }
}

extension PictureSettings {
  /// Bytes it keeps in memory, about.
  fileprivate var byteCount: Int {
    256 + 64 * (instanceStyles.count + labelStyles.count) + 32 * classWeights.count
      + latent.source.byteCount
  }
}

extension LatentState.Source {
  /// Bytes it keeps in memory, about: loaded latents are many numbers.
  fileprivate var byteCount: Int {
    switch self {
    case .seed, .place: 16
    case .z(let values), .w(let values): 4 * values.count
    case .wPlus(let rows): 4 * rows.reduce(0) { $0 + $1.count }
    case .between(let first, let second, _), .linear(let first, let second, _):
      first.byteCount + second.byteCount
    case .combined(let sources, _): sources.reduce(0) { $0 + $1.byteCount }
    }
  }
}
