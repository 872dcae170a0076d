import CNcurses
import Terminal

/// Colour pairs of ncurses by their two colours. ncurses never gives pairs back (Terminal article),
/// so the cache hands out each once and starts over when all are used.
struct PairCache {
  private struct Colors: Hashable {
    var foreground: Int32
    var background: Int32
  }

  private var pairs: [Colors: Int32] = [:]
  private let limit: Int32
  /// Set when all pairs were taken back: the whole screen must be drawn again.
  private(set) var startedOver = false

  init(limit: Int) {
    self.limit = Int32(min(max(0, limit), 32_000))
  }

  /// The pair for two colours; 0, the terminal's own, when none is left.
  mutating func pair(_ style: CellStyle) -> Int32 {
    let colors = Colors(
      foreground: Self.number(style.foreground), background: Self.number(style.background))
    if colors.foreground < 0 && colors.background < 0 { return 0 }
    if let known = pairs[colors] { return known }
    if pairs.count + 1 >= limit {
      guard limit > 1 else { return 0 }
      reset_color_pairs()
      pairs.removeAll()
      startedOver = true
    }
    let next = Int32(pairs.count + 1)
    guard init_extended_pair(next, colors.foreground, colors.background) != ERR else { return 0 }
    pairs[colors] = next
    return next
  }

  /// Acknowledges `startedOver`.
  mutating func acknowledge() {
    startedOver = false
  }

  private static func number(_ color: CellColor) -> Int32 {
    if case .palette(let index) = color { return Int32(index) }
    return -1
  }
}
