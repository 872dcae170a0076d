public import Imaging

/// What the hand does on the map.
public enum Tool: String, Hashable, Sendable, Codable, CaseIterable {
  /// `b`
  case brush
  /// `e`, to the opened map or to empty ground.
  case eraser
  /// `f`, a region or a whole object.
  case fill
  /// `L`, corners; meeting the start closes a polygon.
  case line
  /// `r`, filled or outline.
  case rectangle
  /// `o`, filled or outline.
  case oval
  /// `s`, an object, a box or a lasso.
  case select
  /// `p`, puts down what was copied.
  case stamp

  /// The key that chooses it.
  public var key: String {
    switch self {
    case .brush: "b"
    case .eraser: "e"
    case .fill: "f"
    case .line: "L"
    case .rectangle: "r"
    case .oval: "o"
    case .select: "s"
    case .stamp: "p"
    }
  }

  /// Its name in titles, for instance `brush`.
  public var name: String { rawValue }

  /// Whether Space and drag draw with the brush.
  public var draws: Bool { self == .brush || self == .eraser }
}

/// When a stroke begins a new object (`n`).
public enum ObjectPolicy: String, Hashable, Sendable, Codable, CaseIterable {
  /// The next stroke only; then it goes on with that object.
  case next
  /// Every stroke.
  case each
  /// Never: painted pixels belong to no object.
  case never

  /// As the Inspector writes it.
  public var words: String {
    switch self {
    case .next: "next is new"
    case .each: "new each stroke"
    case .never: "no objects"
    }
  }

  /// The next policy in the order next, each, never.
  public var following: ObjectPolicy {
    switch self {
    case .next: .each
    case .each: .never
    case .never: .next
    }
  }
}

/// What the painter holds: tool with its variants, brush, label in hand, objects. Remembered in
/// the session.
public struct ToolState: Hashable, Sendable, Codable {
  /// The tool.
  public var tool: Tool
  /// The brush of all drawing tools.
  public var brush: Brush
  /// Copies on other sides.
  public var mirror: Mirror
  /// Label in hand.
  public var label: UInt16
  /// The label held before (`x` swaps).
  public var previousLabel: UInt16
  /// Labels used lately, keys 1…9, at most nine; their places stay while they stay.
  public var recents: [UInt16]
  /// When a stroke begins a new object, for labels where the painter chose (`n`).
  public var policies: [UInt16: ObjectPolicy]
  /// The object the next strokes go on with (`I`); `nil` follows the policy.
  public var continuing: ObjectID?
  /// Whether the eraser brings back the opened map (else empty ground).
  public var erasesToOpened: Bool
  /// Whether a fill takes the whole object (else the connected region).
  public var fillsObject: Bool
  /// Whether rectangles are outlines.
  public var outlinesRectangle: Bool
  /// Whether ovals are outlines.
  public var outlinesOval: Bool
  /// Whether selecting draws a lasso (else a box).
  public var selectsByLasso: Bool
  /// How the stamp is flipped.
  public var stampFlip: Mirror
  /// What was copied last.
  public var clipboard: Stamp?

  /// A hand that holds a brush and a label.
  public init(label: UInt16, previousLabel: UInt16? = nil, recents: [UInt16]? = nil) {
    tool = .brush
    brush = Brush()
    mirror = []
    self.label = label
    self.previousLabel = previousLabel ?? label
    self.recents = recents ?? [label]
    policies = [:]
    continuing = nil
    erasesToOpened = true
    fillsObject = false
    outlinesRectangle = false
    outlinesOval = false
    selectsByLasso = false
    stampFlip = []
    clipboard = nil
  }

  /// Takes a label in hand; it becomes a recent one.
  public mutating func take(_ label: UInt16) {
    guard label != self.label else { return }
    previousLabel = self.label
    self.label = label
    continuing = nil
    remember(label)
  }

  /// When a stroke of a label begins a new object: as chosen, else each stroke of things that can
  /// be counted and never for ground, sky and water.
  public func policy(for label: LabelSet.Label?) -> ObjectPolicy {
    guard let label else { return .never }
    return policies[UInt16(clamping: label.id)] ?? (label.isCountable ? .each : .never)
  }

  /// Makes a label a recent one: a new one takes the first free place, else the place of the
  /// ninth.
  public mutating func remember(_ label: UInt16) {
    guard !recents.contains(label) else { return }
    if recents.count < 9 { recents.append(label) } else { recents[8] = label }
  }
}

/// Which part of a picture a pane shows.
public struct Viewport: Hashable, Sendable, Codable {
  /// Largest magnification over "fit".
  public static let largestZoom = 32.0

  /// Magnification: 1 fits the whole picture into the pane, up to 32.
  public var zoom: Double
  /// Column shown in the middle, as a fraction of the width, 0…1.
  public var centerX: Double
  /// Row shown in the middle, as a fraction of the height, 0…1.
  public var centerY: Double

  /// A viewport; the default fits everything.
  public init(zoom: Double = 1, centerX: Double = 0.5, centerY: Double = 0.5) {
    self.zoom = zoom
    self.centerX = centerX
    self.centerY = centerY
    clamp()
  }

  /// Whether everything is shown.
  public var fits: Bool { zoom == 1 }

  /// Part of width and height shown, 0…1.
  public var extent: Double { 1 / zoom }

  /// Left edge shown, as a fraction of the width.
  public var left: Double { centerX - extent / 2 }

  /// Upper edge shown, as a fraction of the height.
  public var top: Double { centerY - extent / 2 }

  /// Magnifies by √2 per step around a place (fractions of width and height); negative steps
  /// shrink.
  public mutating func zoom(by steps: Int, around place: (x: Double, y: Double)) {
    var factor = 1.0
    for _ in 0..<min(abs(steps), 20) { factor *= steps > 0 ? 2.0.squareRoot() : 0.5.squareRoot() }
    let target = min(max(zoom * factor, 1), Viewport.largestZoom)
    let snapped = abs(target - target.rounded()) < 0.01 ? target.rounded() : target
    let ratio = zoom / snapped
    centerX = place.x + (centerX - place.x) * ratio
    centerY = place.y + (centerY - place.y) * ratio
    zoom = snapped
    clamp()
  }

  /// Moves what is shown by fractions of the whole picture.
  public mutating func pan(x: Double, y: Double) {
    centerX += x
    centerY += y
    clamp()
  }

  /// Brings a place into view, moving no more than needed.
  public mutating func reveal(x: Double, y: Double) {
    let half = extent / 2
    centerX = min(max(centerX, x - half), x + half)
    centerY = min(max(centerY, y - half), y + half)
    clamp()
  }

  private mutating func clamp() {
    zoom = min(max(zoom, 1), Viewport.largestZoom)
    let half = extent / 2
    centerX = min(max(centerX, half), 1 - half)
    centerY = min(max(centerY, half), 1 - half)
  }
}

extension LabelSet.Label {
  /// Words in names of what has no single pieces (COCO-Stuff calls it stuff).
  private static let stuff: Set<String> = [
    "sky", "cloud", "clouds", "glow", "mountain", "snow", "hill", "grass", "sand", "water", "sea",
    "lake", "river", "road", "path", "ground", "dirt", "earth", "floor", "wall", "ceiling",
    "sidewalk",
    "terrain", "vegetation", "unlabeled", "unlabelled", "unknown", "parking", "track", "gravel",
    "mud", "fog", "railroad", "pavement", "field", "out", "static", "dynamic", "border", "void",
    "flower", "moss", "leaves", "forest", "building", "fence", "rail", "bridge", "tunnel",
  ]

  /// Whether strokes of this label are single things by default. Label sets do not say so; names
  /// do well enough, and `n` corrects it.
  var isCountable: Bool {
    // COCO-Stuff's stuff has compound names: `wall-brick`, `sky-other`.
    if name.contains("-") { return false }
    return !name.lowercased().split(separator: " ").contains { Self.stuff.contains(String($0)) }
  }
}
