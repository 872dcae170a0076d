public import Imaging
public import Terminal

/// Where everything stands on a screen of some size (Studio article). Rectangles never overlap,
/// except those of `overlay`, which slides over the picture in narrow windows.
public struct ScreenLayout: Hashable, Sendable {
  /// Classes of windows.
  public enum Width: Hashable, Sendable {
    /// 80…99 columns: two panes, recent labels in a row, lists slide over.
    case narrow
    /// 100…159: a side column with Palette over Inspector.
    case medium
    /// 160 and more: Palette left, Inspector right.
    case wide
  }

  /// The smallest screen the studio draws.
  public static let smallest = CellSize(columns: 80, rows: 24)

  /// The whole screen.
  public let size: CellSize
  /// Its class.
  public let width: Width
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

  /// All panes and the ground between them: what cards stand over.
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
    /// Whether the picture stands alone.
    public var pictureAlone: Bool
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
      image: PixelSize = PixelSize(width: 256, height: 256), pictureAlone: Bool = false,
      paletteOpen: Bool = false, inspectorOpen: Bool = false, walkOpen: Bool = false,
      walkFocused: Bool = false, docks: [ScreenPane] = [], focusedDock: ScreenPane? = nil
    ) {
      self.image = image
      self.pictureAlone = pictureAlone
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
    switch width {
    case .narrow: recents = rest.cutBottom(1)
    case .medium: break
    case .wide: statusRule = rest.cutBottom(1)
    }
    if options.pictureAlone {
      layOutPictureAlone(rest)
    } else {
      cutWalk(from: &rest, options)
      cutDocks(from: &rest, options)
      cutColumns(from: &rest)
      layOutPanes(rest, options)
    }
    if width == .narrow { layOutOverlay(options) }
  }

  private mutating func layOutPictureAlone(_ area: CellRect) {
    var area = area
    pictureTitle = area.cutTop(1)
    picture = area.inset(columns: 1, rows: 0)
  }

  /// Cuts the Walk pane off: nine lanes, fewer where pictures would have less than 16 rows; where
  /// not even six rows are left, only its title stands there unless it is focused.
  private mutating func cutWalk(from rest: inout CellRect, _ options: Options) {
    guard options.walkOpen else { return }
    let room = rest.rows - 17
    let rows = min(10, max(room, options.walkFocused ? 6 : 1))
    var dock = rest.cutBottom(rows < 6 ? 1 : rows)
    walkTitle = dock.cutTop(1)
    walk = dock
  }

  /// Cuts the docks off: as many rows as map and picture do not need, while they keep 16; the
  /// focused one gets 6 in any window. A dock without room is its title row.
  private mutating func cutDocks(from rest: inout CellRect, _ options: Options) {
    let side = width == .narrow ? 0 : width == .medium ? 28 : 55
    let columns = max(1, (size.columns - side - 4) / 2)
    let shape = options.image
    let needed = shape.width == 0 ? 0 : (columns * shape.height / shape.width + 1) / 2
    var open: [(pane: ScreenPane, rows: Int)] = []
    var left = rest.rows - 1
    let focused = options.docks.filter { $0 == options.focusedDock }
    for pane in focused + options.docks.filter({ $0 != options.focusedDock }) {
      let spare = min(11, max(6, left - needed))
      let hasRoom = pane == options.focusedDock || left - spare >= 16
      let rows = hasRoom ? spare : 1
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
  private mutating func cutColumns(from rest: inout CellRect) {
    switch width {
    case .narrow: break
    case .medium:
      var side = rest.cutRight(27)
      separators.append(rest.cutRight(1))
      let inspectorRows = min(14, max(11, side.rows - 14))
      var lower = side.cutBottom(inspectorRows)
      inspectorTitle = lower.cutTop(1)
      inspector = lower
      paletteTitle = side.cutTop(1)
      palette = side
    case .wide:
      var left = rest.cutLeft(24)
      separators.append(rest.cutLeft(1))
      var right = rest.cutRight(29)
      separators.append(rest.cutRight(1))
      paletteTitle = left.cutTop(1)
      palette = left
      inspectorTitle = right.cutTop(1)
      inspector = right
    }
  }

  /// Map and picture side by side or one over the other, whichever shows larger pictures.
  private mutating func layOutPanes(_ area: CellRect, _ options: Options) {
    let padding = width == .wide ? 1 : 0
    let besideColumns = (area.columns - 4 - padding) / 2
    let beside = Self.shown(options.image, columns: besideColumns, rows: area.rows - 1)
    let stackedRows = (area.rows - 2) / 2
    let stacked = Self.shown(options.image, columns: area.columns - 2, rows: stackedRows)
    var rest = area
    if stacked > beside {
      mapTitle = rest.cutTop(1)
      map = rest.cutTop(stackedRows)
      pictureTitle = rest.cutTop(1)
      picture = rest
      map = map.inset(columns: 1, rows: 0)
      picture = picture.inset(columns: 1, rows: 0)
      return
    }
    var left = rest.cutLeft(padding + besideColumns + 1)
    separators.append(rest.cutLeft(1))
    mapTitle = left.cutTop(1)
    pictureTitle = rest.cutTop(1)
    _ = left.cutLeft(padding)
    map = left.cutLeft(besideColumns)
    _ = rest.cutLeft(1)
    picture = rest.cutLeft(min(besideColumns, max(0, rest.columns - 1)))
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
    if options.pictureAlone || picture.column < mapTitle.endColumn {
      // Stacked or alone: the column reaches from the first title to the status bar.
      let first = header.endRow
      let bottom = (docks.first?.title ?? (walkTitle.isEmpty ? recents : walkTitle)).row
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
