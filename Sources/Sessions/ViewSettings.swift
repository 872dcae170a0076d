public import Canvas
public import Imaging

/// How map and picture are compared (`v`).
public enum CompareMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// Map and picture side by side.
  case beside
  /// The map lies over the picture, more or less.
  case blend
  /// A on one side of an edge, the picture on the other.
  case wipe
  /// How far the picture is from A.
  case difference

  /// The next mode in the order beside, blend, wipe, difference.
  public var next: CompareMode {
    switch self {
    case .beside: .blend
    case .blend: .wipe
    case .wipe: .difference
    case .difference: .beside
    }
  }
}

/// A pane of the screen: exactly one is focused.
public enum Pane: String, Hashable, Sendable, Codable, CaseIterable {
  /// The label map.
  case map
  /// The picture.
  case picture
  /// The list of labels.
  case palette
  /// Tool, object, latent, picture and machine in rows.
  case inspector
  /// Latent space.
  case latent
  /// Styles of an object.
  case styles
  /// Keyframes.
  case walk
}

/// Whether Palette and Inspector stand beside the pictures.
public enum PanelMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// Where the pictures leave room for them.
  case automatic
  /// Always, at the cost of the pictures.
  case shown
  /// Never: they slide over the pictures when they are asked for.
  case hidden

  /// The next mode in the order automatic, shown, hidden.
  public var next: PanelMode {
    switch self {
    case .automatic: .shown
    case .shown: .hidden
    case .hidden: .automatic
    }
  }
}

/// What is shown and how, remembered in the session.
public struct ViewSettings: Hashable, Sendable, Codable {
  /// Part of the map shown.
  public var map: Viewport
  /// Part of the picture shown.
  public var picture: Viewport
  /// Whether names stand on the map (`_`).
  public var showsNames: Bool
  /// Whether a grid of picture pixels is drawn (`#`).
  public var showsGrid: Bool
  /// Comparison (`v`).
  public var compare: CompareMode
  /// Blend or wipe, 0…1 (`(` and `)`).
  public var amount: Double
  /// Whether the picture stands alone (`V`).
  public var pictureAlone: Bool
  /// Whether the photo lies under the map (`g`).
  public var showsPhotoUnder: Bool
  /// The photo under the map, by its name in the session's `photos/`.
  public var underPhoto: String?
  /// The focused pane.
  public var focus: Pane
  /// Whether the palette is open (in narrow windows it slides over the picture).
  public var paletteOpen: Bool
  /// Whether the inspector is open (in narrow windows it slides over the picture).
  public var inspectorOpen: Bool

  /// As it stands in files: absent in sessions of earlier programs.
  private var openDocks: Set<Pane>?

  /// The docks that are open: any of `styles`, `latent` and `walk`.
  public var docks: Set<Pane> {
    get { openDocks ?? [] }
    set { openDocks = newValue.isEmpty ? nil : newValue }
  }

  /// As it stands in files: absent in sessions of earlier programs.
  private var panelMode: PanelMode?
  private var mapIsInset: Bool?

  /// Whether Palette and Inspector stand beside the pictures (`;`).
  public var panels: PanelMode {
    get { panelMode ?? .automatic }
    set { panelMode = newValue == .automatic ? nil : newValue }
  }

  /// Whether the map is an inset of the picture (`V`).
  public var insetMap: Bool {
    get { mapIsInset ?? false }
    set { mapIsInset = newValue ? true : nil }
  }

  /// Steps by which the focused pane was made larger or smaller (`<` and `>`), −8…8.
  public var paneSteps: [Pane: Int]

  /// Names in the file, where they are those of earlier programs.
  private enum CodingKeys: String, CodingKey {
    case map, picture, showsNames, showsGrid, compare, amount, pictureAlone, showsPhotoUnder
    case underPhoto
    case focus = "light"
    case paletteOpen, inspectorOpen, openDocks, paneSteps, panelMode, mapIsInset
  }

  /// The view a new session has.
  public init() {
    map = Viewport()
    picture = Viewport()
    showsNames = false
    showsGrid = false
    compare = .beside
    amount = 0.5
    pictureAlone = false
    showsPhotoUnder = false
    underPhoto = nil
    focus = .map
    paletteOpen = false
    inspectorOpen = false
    paneSteps = [:]
  }
}

extension ViewSettings: StoredValue {
  /// Viewports lie on their pictures, the amount is 0…1, panes are −8…8 steps larger.
  public mutating func validate(_ faults: inout [String]) {
    map.validate(&faults)
    picture.validate(&faults)
    StoredNumber.clamp(&amount, to: 0...1, else: 0.5, "blend or wipe", &faults)
    for (pane, steps) in paneSteps {
      var steps = steps
      StoredNumber.clamp(&steps, to: -8...8, "the size of a pane", &faults)
      paneSteps[pane] = steps
    }
    docks.formIntersection([.styles, .latent, .walk])
  }
}
