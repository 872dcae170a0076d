/// How a terminal takes pictures with pixels of their own.
public enum GraphicsProtocol: Hashable, Sendable {
  /// Kitty's, each picture placed over the cells that show it.
  case kitty
  /// Kitty's, shown by placeholders in the cells themselves, which also works through tmux.
  case kittyPlaceholders
  /// DEC's sixels with that many colours at once.
  case sixel(colors: Int)
  /// iTerm2's inline pictures.
  case iterm2

  /// Whether the terminal scales pictures to the cells they stand over.
  public var scales: Bool {
    if case .sixel = self { return false }
    return true
  }

  /// The largest piece in which pictures are sent anew. A terminal with sixels may keep few of them
  /// at a time (xterm: 16), so these are whole bands.
  func tileSize(of area: CellRect) -> CellSize {
    switch self {
    case .sixel: CellSize(columns: area.columns, rows: max(2, (area.rows + 6) / 7))
    case .kitty, .kittyPlaceholders, .iterm2: CellSize(columns: 16, rows: 8)
    }
  }

  /// Whether cells written later hide a piece by themselves, and blanks erase it.
  var isOverwritten: Bool {
    switch self {
    case .sixel, .iterm2: true
    case .kitty, .kittyPlaceholders: false
    }
  }
}
