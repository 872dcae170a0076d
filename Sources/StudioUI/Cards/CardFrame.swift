import Imaging
import Studio
import Terminal

/// A card's frame: title and count in its upper edge, its keys in its lower edge. Esc and a click
/// outside put it away.
struct CardFrame {
  /// What stands at the left of the upper edge.
  var title: [Span]
  /// What stands at the right of the upper edge before `Esc`, for instance `1 of 5`.
  var note: String = ""
  /// What Esc does, when it is more than putting the card away.
  var escapeWords: String = ""
  /// Keys and what they do, in the lower edge.
  var keys: [[Span]] = []
  /// Size with the frame.
  var size: CellSize

  /// Draws it in the middle of an area.
  /// - Returns: The cells inside, one blank away from the frame at the sides.
  func draw(in area: CellRect, into painter: inout Painter) -> CellRect {
    draw(at: area.centered(size), into: &painter)
  }

  /// Draws it in a rectangle.
  func draw(at rect: CellRect, isNote: Bool = false, into painter: inout Painter) -> CellRect {
    guard rect.columns >= 4, rect.rows >= 2 else { return .empty }
    painter.buffer.fill(rect)
    painter.buffer.drawFrame(
      rect, signs: painter.display.box, style: painter.display.style(isNote ? .normal : .focus))
    painter.hits.add(rect, .cardBackground)
    let top = rect.line(0).inset(columns: 2, rows: 0)
    let escape: HitTarget = .press(.key(.escape))
    var right = [Span(" ")]
    if !note.isEmpty { right += [Span(note, .quiet), Span(" ", .quiet), rule, Span(" ", .quiet)] }
    right.append(Span("Esc", .strong, escape))
    let words = Span(escapeWords, .quiet, escape)
    if painter.width(of: title + right + [words]) + 4 <= top.columns { right.append(words) }
    right.append(Span(" "))
    var left = top
    painter.line(right, in: left.cutRight(painter.width(of: right)))
    painter.line([Span(" ")] + title + [Span(" ")], in: left)
    var bottom = rect.line(rect.rows - 1).inset(columns: 2, rows: 0)
    if !keys.isEmpty {
      let spans =
        [Span(" ")] + Array(keys.joined(separator: [Span(" · ", .quiet)])) + [Span(" ")]
      painter.line(spans, in: bottom.cutLeft(min(bottom.columns, painter.width(of: spans))))
    }
    return rect.inset(columns: 2, rows: 1)
  }

  private var rule: Span { Span("─", .quiet) }
}

extension Painter {
  /// A quiet rule across a card.
  mutating func cardRule(in rect: CellRect) {
    buffer.drawRule(display.box.horizontal, in: rect, style: display.style(.quiet))
  }

  /// Says in a card what is wrong with what was typed there: the failure, and what to do.
  /// - Returns: Rows used.
  @discardableResult
  mutating func problem(_ error: UserFacingError, in rect: CellRect) -> Int {
    text("✗", in: rect, .error)
    let words = [error.what, error.advice].filter { !$0.isEmpty }.joined(separator: " ")
    return paragraph(words, in: rect.dropLeft(2))
  }

  /// A picture in a card, as large as it fits.
  mutating func preview(_ picture: RGBImage, in area: CellRect) {
    guard !area.isEmpty, picture.size.area > 0 else { return }
    let viewport = CellViewport(image: picture.size, area: area)
    // Cards lie over pictures of a graphics protocol: theirs are glyphs.
    let display = display.pictures.withoutGraphics
    let dots = display.dots(for: viewport)
    buffer.drawPixels(
      viewport.sampled(picture, dots: dots), dots: dots, at: area.origin, display: display)
  }

  /// Files that go on from a typed path.
  mutating func files(_ files: FileChoices, in area: CellRect) {
    list(files.all, selected: files.selected, in: area) { painter, choice, line, isChosen in
      painter.text(
        choice.name + (choice.isFolder ? "/" : ""), in: line, isChosen ? .strong : .normal)
    }
  }

  /// Draws rows of a list so that the chosen one is seen; each is a button.
  mutating func list<Row>(
    _ rows: [Row], selected: Int?, in area: CellRect,
    _ draw: (inout Painter, Row, CellRect, _ isChosen: Bool) -> Void
  ) {
    let focus = min(max(0, selected ?? 0), max(0, rows.count - 1))
    let first = min(max(0, focus - area.rows + 2), max(0, rows.count - area.rows))
    for (index, row) in rows.dropFirst(first).prefix(area.rows).enumerated() {
      let line = area.line(index)
      let isChosen = first + index == selected
      hits.add(line, .row(first + index))
      if isChosen { text("▸", in: line, .focus) }
      draw(&self, row, line.dropLeft(2), isChosen)
    }
    if rows.count - first > area.rows, area.rows > 0 {
      text(
        "↓ \(rows.count - first - area.rows)", in: area.line(area.rows - 1), .quiet, trailing: true)
    }
  }
}

extension CellRect {
  /// The rectangle without its first rows.
  func dropTop(_ count: Int) -> CellRect {
    var rest = self
    _ = rest.cutTop(count)
    return rest
  }

  /// The rectangle without its first columns.
  func dropLeft(_ count: Int) -> CellRect {
    var rest = self
    _ = rest.cutLeft(count)
    return rest
  }

  /// The rectangle without its last columns.
  func withoutRight(_ count: Int) -> CellRect {
    var rest = self
    _ = rest.cutRight(count)
    return rest
  }
}
