/// Everything a key, a button or the command list can ask for: one table for all three.
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
  case die, typeSeed, typePsi, psiToggle, compareHold, keepA, compare, pictureAlone, exact
  case statistics, precision, lessAmount, moreAmount, styleFromSeed
  case star, noise, truncationKind, plainLatent
  // Panes and view.
  case palette, inspector, latent, styles, walk, keyframe, names, grid, zoomIn, zoomOut, zoomFit
  case paneSmaller, paneLarger, photoUnder
  // Files.
  case writeNow, export, sessions, newMap, namedCopy, models, photo, latentFile
  // Always.
  case undo, redo, commands, help, messages, tour, stop, redraw, suspend, quit

  /// Where it stands in help and command list.
  public enum Section: String, Hashable, Sendable, CaseIterable {
    /// Brush, pen, numbers.
    case toolState = "HAND"
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

  private var entry: (key: String?, title: String, section: Section) {
    switch self {
    case .brush: ("b", "Brush", .tools)
    case .eraser: ("e", "Eraser to the opened map; again: to none", .tools)
    case .fill: ("f", "Fill; again: whole object", .tools)
    case .line: ("L", "Line, corners; meeting the start: polygon", .tools)
    case .rectangle: ("r", "Rectangle; again: outline", .tools)
    case .oval: ("o", "Oval; again: outline", .tools)
    case .select: ("s", "Select object or box; again: lasso", .tools)
    case .stamp: ("p", "Stamp what was copied", .tools)
    case .pick: ("i", "Pick the label under the cursor", .labels)
    case .pickObject: ("I", "Pick label and object: go on with it", .objects)
    case .brushShape: ("B", "Next brush shape ● ■ ◆ ╱", .toolState)
    case .mirror: ("m", "Mirror left and right, up and down, both, off", .toolState)
    case .typeNumber: ("=", "Type the number in hand", .toolState)
    case .swapLabels: ("x", "Swap with the label before", .labels)
    case .relabel: ("F", "Relabel everywhere, region, object", .labels)
    case .dimOthers: ("H", "Hold: dim all other labels", .labels)
    case .objectPolicy: ("n", "New object: next stroke, each, never", .objects)
    case .copy: ("y", "Copy region, object, style, message", .objects)
    case .duplicate: (nil, "Duplicate the object beside itself", .objects)
    case .split: ("X", "Split object into its pieces", .objects)
    case .join: ("J", "Join the selected objects", .objects)
    case .styleToAll: ("A", "This style on all of its label", .objects)
    case .pasteStyle: ("P", "Paste only the style", .objects)
    case .die: ("d", "Die: new seed, new styles", .picture)
    case .typeSeed: ("D", "Type a seed, or a word", .picture)
    case .typePsi: ("t", "Type ψ", .picture)
    case .psiToggle: ("T", "ψ to 1 and back", .picture)
    case .compareHold: ("c", "Hold: show A instead", .picture)
    case .keepA: ("C", "This picture is A from now on", .picture)
    case .compare: ("v", "View: beside, blend, wipe, difference", .picture)
    case .pictureAlone: ("V", "Picture alone", .picture)
    case .exact: ("R", "Exact picture now, fp32", .picture)
    case .statistics: (nil, "Statistics: running, or of this picture", .picture)
    case .precision: (nil, "Live pictures in fp32 or bf16", .picture)
    case .lessAmount: ("(", "Less blend or wipe", .picture)
    case .moreAmount: (")", "More blend or wipe", .picture)
    case .styleFromSeed: (nil, "Style from the seed again", .picture)
    case .star: (nil, "Star this place in latent space", .picture)
    case .noise: (nil, "Noise: fixed, from a seed, off", .picture)
    case .truncationKind: (nil, "ψ by scaling, a cut normal, or resampling", .picture)
    case .plainLatent: (nil, "ψ 1 for all layers, nothing mixed, fixed noise", .picture)
    case .palette: ("/", "Palette: light and search", .panes)
    case .inspector: (nil, "Inspector: light, again: away", .panes)
    case .latent: ("z", "Latent pane", .panes)
    case .styles: ("a", "Styles of this object", .panes)
    case .walk: ("w", "Walk pane", .panes)
    case .keyframe: ("K", "Keyframe: put here, or put anew", .panes)
    case .names: ("_", "Names on the map", .panes)
    case .grid: ("#", "Grid of picture pixels", .panes)
    case .zoomIn: ("+", "Zoom in", .panes)
    case .zoomOut: ("-", "Zoom out", .panes)
    case .zoomFit: (nil, "Zoom to fit", .panes)
    case .paneSmaller: ("<", "Lit pane smaller", .panes)
    case .paneLarger: (">", "Lit pane larger", .panes)
    case .photoUnder: ("g", "Photo under the map on, off", .panes)
    case .writeNow: ("W", "Write the picture now (PNG)", .files)
    case .export: ("E", "Export", .files)
    case .sessions: ("O", "Sessions", .files)
    case .newMap: ("N", "New map: template, image, empty", .files)
    case .namedCopy: ("S", "Named copy of the session", .files)
    case .models: ("M", "Models", .files)
    case .photo: ("G", "Style from a photo", .files)
    case .latentFile: (nil, "Latent: load or save .npy .npz .safetensors", .files)
    case .undo: ("u", "Undo", .always)
    case .redo: ("U", "Redo", .always)
    case .commands: (":", "Find a command", .always)
    case .help: ("?", "Help for what you do now", .always)
    case .messages: ("!", "All messages so far", .always)
    case .tour: (nil, "Tour: the six notes again", .always)
    case .stop: ("^C", "Stop long work", .always)
    case .redraw: ("^L", "Draw everything anew", .always)
    case .suspend: ("^Z", "To the shell; fg returns", .always)
    case .quit: ("q", "Quit; everything is kept", .always)
    }
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
