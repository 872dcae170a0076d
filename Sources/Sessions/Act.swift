public import Canvas

/// One finished act of the painter, both ways. Paint, latent, style and model share one line.
public struct Act: Hashable, Sendable {
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
  }

  /// What the history calls it, for instance `stroke, grass` or `ψ 1.00 → 0.70`.
  public var name: String
  /// What changed.
  public var change: Change

  /// Creates an act.
  public init(name: String, change: Change) {
    self.name = name
    self.change = change
  }

  /// The act that takes this one back.
  public var inverted: Act {
    switch change {
    case .map(let patch): Act(name: name, change: .map(patch.inverted))
    case .settings(let from, let to): Act(name: name, change: .settings(from: to, to: from))
    case .walk(let from, let to): Act(name: name, change: .walk(from: to, to: from))
    case .objects(let patch, let from, let to):
      Act(name: name, change: .objects(patch.inverted, from: to, to: from))
    }
  }

  /// Puts its result in place. A patch for a map of another size is left out.
  public func apply(
    to document: inout Document, _ settings: inout PictureSettings, _ walk: inout Walk
  ) {
    switch change {
    case .map(let patch): document.apply(patch)
    case .settings(_, let to): settings = to
    case .walk(_, let to): walk = to
    case .objects(let patch, _, let to):
      document.apply(patch)
      settings = to
    }
  }
}

extension Act: Undoable {
  /// Bytes it keeps in memory, about.
  public var byteCount: Int {
    switch change {
    case .map(let patch): patch.byteCount + name.utf8.count
    case .settings(let from, let to): from.byteCount + to.byteCount + name.utf8.count
    case .walk(let from, let to):
      512 * (from.keyframes.count + to.keyframes.count) + name.utf8.count
    case .objects(let patch, let from, let to):
      patch.byteCount + from.byteCount + to.byteCount + name.utf8.count
    }
  }
}

extension PictureSettings {
  /// Bytes it keeps in memory, about.
  fileprivate var byteCount: Int { 256 + 64 * (instanceStyles.count + labelStyles.count) }
}
