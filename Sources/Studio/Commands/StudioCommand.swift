/// Everything a key, a button or the command list can ask for. What belongs to each stands in one
/// table, `entry`.
public enum StudioCommand: String, Hashable, Sendable, Codable, CaseIterable {
  // Tools.
  case brush, eraser, fill, line, rectangle, oval, select, stamp
  // The hand.
  case pick, pickObject, brushShape, mirror, typeNumber
  // Labels.
  case swapLabels, relabel, dimOthers
  // Objects.
  case objectPolicy, copy, duplicate, split, join, styleToAll, pasteStyle
  // The picture.
  case die, contactSheet, typeSeed, typePsi, psiToggle, compareHold, keepA, compare, pictureAlone,
    exact
  case statistics, precision, lessAmount, moreAmount, styleFromSeed
  case star, noise, noiseBox, truncationKind, plainLatent
  // Panes and view.
  case palette, inspector, latent, styles, walk, keyframe, names, grid, zoomIn, zoomOut, zoomFit
  case paneSmaller, paneLarger, panels, photoUnder
  // Files.
  case writeNow, export, sessions, newMap, namedCopy, models, learn, photo, labelPhoto, latentFile,
    directionFile
  // Always.
  case undo, redo, commands, help, messages, tour, stop, redraw, suspend, quit

  /// Where it stands in help and command list.
  public enum Section: String, Hashable, Sendable, CaseIterable {
    /// Brush, pen, numbers.
    case hand = "HAND"
    /// The palette's verbs.
    case labels = "LABELS"
    /// Instances.
    case objects = "OBJECTS"
    /// Tools.
    case tools = "TOOLS"
    /// Seeds, ψ, comparison.
    case picture = "PICTURE"
    /// Panes and view.
    case panes = "PANES"
    /// Sessions, maps, exports.
    case files = "FILES"
    /// What works everywhere.
    case always = "ALWAYS"
  }

  /// The key that gives it; `nil` when only the command list does. `^C` means Ctrl and C.
  public var key: String? { entry.key }

  /// Its line in the command list.
  public var title: String { entry.title }

  /// Where it stands.
  public var section: Section { entry.section }

  /// The command of a key.
  public static func command(forKey key: String) -> StudioCommand? { byKey[key] }

  private static let byKey: [String: StudioCommand] = {
    var table: [String: StudioCommand] = [:]
    for command in allCases {
      if let key = command.key { table[key] = command }
    }
    return table
  }()

  /// Whether the command can be given in this state, or why not and what can (Studio article).
  public func availability(in state: StudioState) -> Availability {
    for need in entry.needs {
      if let reason = need.reason(state) { return .unavailable(reason) }
    }
    return .available
  }
}

/// Whether a command can be given now.
public enum Availability: Hashable, Sendable {
  /// It can.
  case available
  /// It cannot; why, and what can.
  case unavailable(String)

  /// The reason; `nil` when it can.
  public var reason: String? {
    if case .unavailable(let reason) = self { reason } else { nil }
  }
}
