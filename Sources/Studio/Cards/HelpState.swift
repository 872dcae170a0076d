/// `?`: pages for what one does, and behind them one list of all keys. Typing searches the list.
public struct HelpState: Equatable, Sendable {
  /// A row of the list.
  public enum Row: Equatable, Sendable {
    /// A command, with its key if it has one.
    case command(StudioCommand)
    /// A key that acts inside the focused pane, and what it does there.
    case key(String, words: String)
  }

  /// Pages with words; the list of all keys is behind them.
  public static let wordPages = 6

  /// The page, from 0; `wordPages` is the list.
  public internal(set) var page: Int
  /// What was typed: it narrows the list.
  public internal(set) var query = InputText()
  /// The chosen row of the list.
  public internal(set) var selected = 0

  /// Help that opens on a page.
  public init(page: Int = 0) { self.page = min(max(0, page), Self.wordPages) }

  /// Whether the list is shown instead of a page with words.
  public var showsList: Bool { page == Self.wordPages || !query.text.isEmpty }

  /// The rows that match what was typed: keys of panes, then commands by section.
  public var rows: [Row] {
    let text = query.text.lowercased()
    let keys = Self.paneKeys.filter { key, words in
      text.isEmpty || key.lowercased() == text || words.lowercased().contains(text)
    }
    let commands = StudioCommand.Section.allCases.flatMap { section in
      StudioCommand.allCases.filter { $0.section == section }
    }.filter { command in
      text.isEmpty || command.key == query.text || command.title.lowercased().contains(text)
        || command.rawValue.lowercased().contains(text)
    }
    // A key that was typed itself comes first.
    let exact = commands.filter { $0.key == query.text }
    let others = commands.filter { $0.key != query.text || text.isEmpty }
    return exact.map { .command($0) } + keys.map { .key($0.0, words: $0.1) }
      + others.map { .command($0) }
  }

  /// Keys that act inside the focused pane, whatever is bound.
  private static let paneKeys: [(String, String)] = [
    ("←↑↓→", "move: cursor, row, frame, place; pressed on they speed up"),
    ("hjkl", "as the arrows"),
    ("Space", "pen down and up; play; drift; as it was and as tried"),
    ("Enter", "do it: a dab, take the row, keep the style, star the place"),
    ("Esc", "one step back: close, drop, leave"),
    ("Tab", "next part: object, field, component; Shift-Tab the one before"),
    ("Del", "empty the selection; the row's default; remove"),
    ("1-9", "recent label, style, star, keyframe by its number"),
    ("0", "zoom to fit; ψ 0; all classes alike"),
    ("[ ]", "thinner and thicker; less and more of the row"),
    (", .", "the seed before and after; one frame; ten styles"),
    ("PgUp PgDn", "a quarter of the view; a page of a list"),
    ("Home End", "to the edge; first and last"),
  ]
}
