import Imaging
import Studio
import Terminal

/// A session that cannot be opened: what is wrong, what there still is with its last picture, and
/// what can be done.
struct RescueCardView {
  let card: RescueCard

  /// Columns of the picture.
  private static let previewColumns = 20

  func draw(in area: CellRect, into painter: inout Painter) {
    let columns = min(76, area.columns - 2)
    let reason = painter.display.text(card.rescue.reason).wrapped(to: columns - 4).count
    let frame = CardFrame(
      title: [
        Span("✗ ", .error), Span("\(card.rescue.id) cannot be opened", .strong),
      ],
      keys: [Span.key("Enter", "do it"), Span.key("↑", "↓ choose")],
      size: CellSize(columns: columns, rows: min(area.rows, reason + 15)))
    var inside = frame.draw(in: area, into: &painter)
    _ = inside.cutTop(painter.paragraph(card.rescue.reason, in: inside) + 1)
    var found = inside.cutTop(min(10, max(5, inside.rows - card.choices.count - 2)))
    if let picture {
      painter.preview(picture, in: found.cutRight(min(Self.previewColumns, found.columns / 3)))
      _ = found.cutRight(1)
    }
    painter.text(
      card.rescue.words.isEmpty ? "Nothing of it can be read." : "It still has", in: found.cutTop(1)
    )
    for words in card.rescue.words {
      painter.line([Span("+ ", .focus), Span(words)], in: found.cutTop(1))
    }
    if !card.rescue.lost.isEmpty {
      painter.line(
        [Span("- ", .warning), Span("no " + card.rescue.lost.joined(separator: ", no "))],
        in: found.cutTop(1))
    }
    _ = found.cutTop(1)
    painter.paragraph("Its files stay as they are, whatever you choose.", in: found, .quiet)
    painter.list(card.choices, selected: card.selected, in: inside) {
      painter, choice, line, isChosen in
      painter.text(Self.words(for: choice), in: line, isChosen ? .strong : .normal)
    }
  }

  /// The last picture, else the map in its labels' colours.
  private var picture: RGBImage? {
    if let picture = card.rescue.picture { return picture }
    guard let map = card.rescue.map else { return nil }
    let colors = Dictionary(
      map.labelSet.labels.map { (UInt16(clamping: $0.id), $0.color) },
      uniquingKeysWith: { first, _ in first })
    return map.labels.map { colors[$0] ?? RGB(0, 0, 0) }
  }

  private static func words(for choice: RescueCard.Choice) -> String {
    switch choice {
    case .restore: "make a new session of that"
    case .look: "look at it, without changing anything"
    case .new: "begin another session"
    }
  }
}
