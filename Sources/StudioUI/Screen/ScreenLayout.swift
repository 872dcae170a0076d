public import Imaging
public import Terminal

/// Where everything stands on a screen of some size (Studio article). Rectangles never overlap,
/// except those of `overlay`, which slides over the picture in narrow windows.
public struct ScreenLayout: Hashable, Sendable {
  /// Classes of windows: how much words may say.
  public enum Width: Hashable, Sendable {
    /// 80…99 columns.
    case narrow
    /// 100…159.
    case medium
    /// 160 and more.
    case wide
  }

  /// Where Palette and Inspector stand.
  public enum Panels: Hashable, Sendable {
    /// Nowhere: recent labels stand in a row, lists slide over the picture.
    case folded
    /// One over the other in a column at the right.
    case side
    /// Palette left, Inspector right.
    case flanks
  }

  /// How map and picture share the screen.
  public enum Arrangement: Hashable, Sendable {
    /// Side by side, or one over the other where that shows larger pictures.
    case beside
    /// The picture large, the map as an inset in its corner.
    case inset
    /// The picture alone.
    case alone
  }

  /// The smallest screen the studio draws.
  public static let smallest = CellSize(columns: 80, rows: 24)

  /// The whole screen.
  public let size: CellSize
  /// Its class.
  public let width: Width
  /// Where Palette and Inspector stand.
  public private(set) var panels = Panels.folded
  /// The tour's note; empty where there is none.
  public private(set) var tour = CellRect.empty
  /// Session, model, saved.
  public private(set) var header = CellRect.empty
  /// The map's title row.
  public private(set) var mapTitle = CellRect.empty
  /// Where the map is drawn.
  public private(set) var map = CellRect.empty
  /// The picture's title row.
  public private(set) var pictureTitle = CellRect.empty
  /// Where the picture is drawn.
  public private(set) var picture = CellRect.empty
  /// Lines between panes, one column each.
  public private(set) var separators: [CellRect] = []
  /// The Palette's title row.
  public private(set) var paletteTitle = CellRect.empty
  /// The Palette.
  public private(set) var palette = CellRect.empty
  /// The Inspector's title row.
  public private(set) var inspectorTitle = CellRect.empty
  /// The Inspector.
  public private(set) var inspector = CellRect.empty
  /// The Walk pane's title row.
  public private(set) var walkTitle = CellRect.empty
  /// The Walk pane; empty where it has no room.
  public private(set) var walk = CellRect.empty
  /// The column that slid over the picture side; empty when none did.
  public private(set) var overlay = CellRect.empty
  /// The row of recent labels; empty where the Palette stands open.
  public private(set) var recents = CellRect.empty
  /// The docks under map and picture, from the top.
  public private(set) var docks: [Dock] = []
  /// A rule over the status bar; empty in low windows.
  public private(set) var statusRule = CellRect.empty
  /// What happened, and where the hand is.
  public private(set) var status = CellRect.empty
  /// Keys that work now.
  public private(set) var keys = CellRect.empty

  /// Whether the window is too small for anything but the message.
  public var isTooSmall: Bool {
    size.columns < Self.smallest.columns || size.rows < Self.smallest.rows
  }

  /// All panes and the space between them: what cards stand over.
  public var panes: CellRect {
    CellRect(
      column: 0, row: header.endRow, columns: size.columns,
      rows: (recents.isEmpty ? (statusRule.isEmpty ? status : statusRule) : recents).row
        - header.endRow)
  }

  /// A pane under map and picture, over the whole width.
  public struct Dock: Hashable, Sendable {
    /// Which one.
    public var pane: ScreenPane
    /// Its title row.
    public var title: CellRect
    /// Where it is drawn; empty where only the title has room.
    public var area: CellRect
  }

  /// The dock of a pane; `nil` when it is put away.
  public func dock(of pane: ScreenPane) -> Dock? { docks.first { $0.pane == pane } }

  /// What is open besides map and picture.
  public struct Options: Hashable, Sendable {
    /// Size of map and picture, for their proportions.
    public var image: PixelSize
    /// How map and picture share the screen.
    public var arrangement: Arrangement
    /// Whether Palette and Inspector are always shown, never, or (`nil`) where there is room.
    public var panelsShown: Bool?
    /// Rows of the tour's note, 0 for none.
    public var tourRows: Int
    /// Whether the walk has keyframes: without any its pane is its title row.
    public var walkHasKeyframes: Bool
    /// Steps by which panes are larger or smaller.
    public var steps: [ScreenPane: Int]
    /// Whether the Palette slid over the picture in a narrow window.
    public var paletteOpen: Bool
    /// Whether the Inspector slid over the picture in a narrow window.
    public var inspectorOpen: Bool
    /// Whether the Walk pane is open.
    public var walkOpen: Bool
    /// Whether the Walk pane is focused: it has room then at the cost of the pictures.
    public var walkFocused: Bool
    /// The docks that are open, the most important first.
    public var docks: [ScreenPane]
    /// The dock that is focused: it gets its rows in any window.
    public var focusedDock: ScreenPane?

    /// Creates options.
    public init(
      image: PixelSize = PixelSize(width: 256, height: 256), arrangement: Arrangement = .beside,
      panelsShown: Bool? = nil, tourRows: Int = 0, walkHasKeyframes: Bool = true,
      steps: [ScreenPane: Int] = [:], paletteOpen: Bool = false, inspectorOpen: Bool = false,
      walkOpen: Bool = false,
      walkFocused: Bool = false, docks: [ScreenPane] = [], focusedDock: ScreenPane? = nil
    ) {
      self.image = image
      self.arrangement = arrangement
      self.panelsShown = panelsShown
      self.tourRows = tourRows
      self.walkHasKeyframes = walkHasKeyframes
      self.steps = steps
      self.paletteOpen = paletteOpen
      self.inspectorOpen = inspectorOpen
      self.walkOpen = walkOpen
      self.walkFocused = walkFocused
      self.docks = docks
      self.focusedDock = focusedDock
    }
  }

  /// Lays out a screen.
  public init(size: CellSize, options: Options = Options()) {
    self.size = size
    width = size.columns >= 160 ? .wide : size.columns >= 100 ? .medium : .narrow
    guard size.columns >= Self.smallest.columns, size.rows >= Self.smallest.rows else { return }
    var rest = CellRect(size)
    header = rest.cutTop(1)
    keys = rest.cutBottom(1)
    status = rest.cutBottom(1)
    if width == .wide { statusRule = rest.cutBottom(1) }
    panels = panels(in: rest, options)
    if panels == .folded { recents = rest.cutBottom(1) }
    if options.tourRows > 0 { tour = rest.cutBottom(min(options.tourRows, rest.rows / 3)) }
    if options.arrangement != .alone {
      cutWalk(from: &rest, options)
      cutDocks(from: &rest, options)
      cutPanels(from: &rest, options)
    }
    switch options.arrangement {
    case .alone: layOutPictureAlone(rest)
    case .inset: layOutInset(rest, options)
    case .beside: layOutPanes(rest, options)
    }
    if panels == .folded { layOutOverlay(options) }
  }

  /// Columns of Palette and Inspector in one column, and as flanks, with the lines beside them.
  private static let sideColumns = 28
  private static let flankColumns = (left: 25, right: 30)

  /// Palette and Inspector stand where they cost the pictures nothing, unless the person says
  /// otherwise.
  private func panels(in rest: CellRect, _ options: Options) -> Panels {
    guard options.arrangement != .alone, options.panelsShown != false else { return .folded }
    let flanks = Self.flankColumns.left + Self.flankColumns.right
    if options.panelsShown == true { return width == .wide ? .flanks : .side }
    let rows = rest.rows - (options.docks.isEmpty ? 0 : 7) - 1
    let shape = options.image
    guard shape.height > 0, rows > 0 else { return .folded }
    let beside = 2 * (2 * rows * shape.width / shape.height + 1) + 1
    let stacked = (rows - 1) * shape.width / shape.height + 1
    let isStacked =
      Self.shown(shape, columns: rest.columns, rows: (rows - 1) / 2)
      > Self.shown(shape, columns: (rest.columns - 1) / 2, rows: rows)
    let needed = options.arrangement == .inset ? beside / 2 : isStacked ? stacked : beside
    let spare = rest.columns - needed
    return spare >= flanks ? .flanks : spare >= Self.sideColumns ? .side : .folded
  }

  private mutating func layOutPictureAlone(_ area: CellRect) {
    var area = area
    pictureTitle = area.cutTop(1)
    picture = area
  }

  /// The picture over all of the area, the map over its lower right corner, a third as wide.
  private mutating func layOutInset(_ area: CellRect, _ options: Options) {
    layOutPictureAlone(area)
    let shape = options.image
    guard shape.width > 0, picture.rows >= 8 else { return }
    let grown = 1 + 0.1 * Double(options.steps[.map] ?? 0)
    let columns = min(picture.columns / 2, max(16, Int(Double(picture.columns) / 3 * grown)))
    let rows = min(picture.rows / 2, (columns * shape.height / shape.width + 1) / 2)
    let fitted = min(columns, max(1, 2 * rows * shape.width / max(1, shape.height)))
    var inset = CellRect(
      column: picture.endColumn - fitted, row: picture.endRow - rows - 1, columns: fitted,
      rows: rows + 1)
    mapTitle = inset.cutTop(1)
    map = inset
  }

  /// Cuts the Walk pane off: nine lanes, fewer where pictures would have less than 16 rows; where
  /// not even six rows are left, or without a keyframe, only its title stands there.
  private mutating func cutWalk(from rest: inout CellRect, _ options: Options) {
    guard options.walkOpen else { return }
    let room = rest.rows - 17
    let grown = options.steps[.walk] ?? 0
    let rows = min(10 + max(0, grown), max(room + min(0, grown), options.walkFocused ? 6 : 1))
    let isTitle = rows < 6 || !options.walkHasKeyframes
    var dock = rest.cutBottom(isTitle ? 1 : rows)
    walkTitle = dock.cutTop(1)
    walk = dock
  }

  /// Cuts the docks off: as many rows as map and picture do not need, while they keep 16; the
  /// focused one gets 6 in any window. A dock without room is its title row.
  private mutating func cutDocks(from rest: inout CellRect, _ options: Options) {
    let side =
      switch panels {
      case .folded: 0
      case .side: Self.sideColumns
      case .flanks: Self.flankColumns.left + Self.flankColumns.right
      }
    let columns = max(1, (size.columns - side - 1) / 2)
    let shape = options.image
    let needed = shape.width == 0 ? 0 : (columns * shape.height / shape.width + 1) / 2
    var open: [(pane: ScreenPane, rows: Int)] = []
    var left = rest.rows - 1
    let focused = options.docks.filter { $0 == options.focusedDock }
    for pane in focused + options.docks.filter({ $0 != options.focusedDock }) {
      let grown = options.steps[pane] ?? 0
      let spare = min(11 + max(0, grown), max(6, left - needed) + grown)
      let hasRoom = pane == options.focusedDock || left - spare >= 16
      let rows = hasRoom ? max(4, min(spare, left - 8)) : 1
      left -= rows
      open.append((pane, rows))
    }
    for pane in options.docks.reversed() {
      guard let rows = open.first(where: { $0.pane == pane })?.rows else { continue }
      var area = rest.cutBottom(rows)
      let title = area.cutTop(1)
      docks.insert(Dock(pane: pane, title: title, area: area), at: 0)
    }
  }

  /// Cuts Palette and Inspector off.
  private mutating func cutPanels(from rest: inout CellRect, _ options: Options) {
    let palette = 2 * (options.steps[.palette] ?? 0)
    let inspector = 2 * (options.steps[.inspector] ?? 0)
    switch panels {
    case .folded: break
    case .side:
      var side = rest.cutRight(max(20, Self.sideColumns - 1 + palette + inspector))
      separators.append(rest.cutRight(1))
      let inspectorRows = min(14, max(11, side.rows - 14))
      var lower = side.cutBottom(inspectorRows)
      inspectorTitle = lower.cutTop(1)
      self.inspector = lower
      paletteTitle = side.cutTop(1)
      self.palette = side
    case .flanks:
      var left = rest.cutLeft(max(18, Self.flankColumns.left - 1 + palette))
      separators.append(rest.cutLeft(1))
      var right = rest.cutRight(max(24, Self.flankColumns.right - 1 + inspector))
      separators.append(rest.cutRight(1))
      paletteTitle = left.cutTop(1)
      self.palette = left
      inspectorTitle = right.cutTop(1)
      self.inspector = right
    }
  }

  /// Map and picture side by side or one over the other, whichever shows larger pictures.
  private mutating func layOutPanes(_ area: CellRect, _ options: Options) {
    let besideColumns = (area.columns - 1) / 2
    let beside = Self.shown(options.image, columns: besideColumns, rows: area.rows - 1)
    let stackedRows = (area.rows - 2) / 2
    let stacked = Self.shown(options.image, columns: area.columns, rows: stackedRows)
    let shift = (options.steps[.map] ?? 0) - (options.steps[.picture] ?? 0)
    var rest = area
    if stacked > beside {
      mapTitle = rest.cutTop(1)
      map = rest.cutTop(min(max(4, stackedRows + shift), max(4, area.rows - 6)))
      pictureTitle = rest.cutTop(1)
      picture = rest
      return
    }
    let columns = min(max(16, besideColumns + 3 * shift), max(16, area.columns - 17))
    var left = rest.cutLeft(columns)
    separators.append(rest.cutLeft(1))
    mapTitle = left.cutTop(1)
    pictureTitle = rest.cutTop(1)
    map = left
    picture = shift == 0 ? rest.cutLeft(min(besideColumns, rest.columns)) : rest
  }

  /// Screen pixels a picture covers in an area.
  private static func shown(_ image: PixelSize, columns: Int, rows: Int) -> Double {
    guard columns > 0, rows > 0, image.area > 0 else { return 0 }
    let scale = min(
      Double(columns) / Double(image.width), Double(rows * 2) / Double(image.height))
    return scale * scale * Double(image.area)
  }

  private mutating func layOutOverlay(_ options: Options) {
    guard options.paletteOpen || options.inspectorOpen else { return }
    let top = pictureTitle.row
    var side = CellRect(
      column: size.columns - 27, row: top, columns: 27, rows: picture.endRow - top)
    if options.arrangement != .beside || picture.column < mapTitle.endColumn {
      // Stacked or alone: the column reaches from the first title to the status bar.
      let first = header.endRow
      let below = tour.isEmpty ? recents : tour
      let bottom = (docks.first?.title ?? (walkTitle.isEmpty ? below : walkTitle)).row
      side = CellRect(
        column: size.columns - 27, row: first, columns: 27, rows: bottom - first)
    }
    overlay = CellRect(
      column: side.column - 1, row: side.row, columns: side.columns + 1, rows: side.rows)
    if options.inspectorOpen {
      var lower = options.paletteOpen ? side.cutBottom(max(0, side.rows / 2)) : side
      inspectorTitle = lower.cutTop(1)
      inspector = lower
    }
    if options.paletteOpen {
      paletteTitle = side.cutTop(1)
      palette = side
    }
  }
}
