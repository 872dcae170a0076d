/// How finely a cell is divided where a picture is sampled: `columns` × `rows` dots.
public struct DotGrid: Hashable, Sendable {
  /// Dots beside each other in a cell, at least 1.
  public let columns: Int
  /// Dots above each other in a cell, at least 1.
  public let rows: Int
  /// Whether dots are sent to the terminal as they are, as pixels of a picture, instead of becoming
  /// signs.
  public let isGraphics: Bool

  /// Creates a grid; sides below 1 become 1.
  public init(columns: Int, rows: Int, isGraphics: Bool = false) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    self.isGraphics = isGraphics
  }

  /// One screen pixel above another: the grid that marks, brushes and label maps live in.
  public static let halves = DotGrid(columns: 1, rows: 2)
}
