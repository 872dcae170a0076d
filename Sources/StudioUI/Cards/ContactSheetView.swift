import Imaging
import Studio
import Terminal

/// `%`: nine pictures of one map, each under its digit.
struct ContactSheetView {
  let card: ContactSheetCard
  /// The picture there is.
  let present: RGBImage?

  func draw(in area: CellRect, into painter: inout Painter) {
    let frame = CardFrame(
      title: [Span("%", .strong), Span(" Nine dice")],
      note: "\(card.pictures.count) of \(card.seeds.count)",
      keys: [
        [Span("1-9", .strong), Span(" or a click takes one")], Span.key("Enter", "the chosen"),
        Span.key("d", "nine others"),
      ], size: CellSize(columns: area.columns, rows: area.rows))
    let inside = frame.draw(in: area, into: &painter)
    if let failure = card.failure {
      painter.paragraph("✗ no more pictures: \(failure.what)", in: inside, .error)
      return
    }
    let across = ContactSheetCard.columns
    let down = (card.seeds.count + across - 1) / across
    let columns = inside.columns / across
    let rows = inside.rows / down
    guard columns > 4, rows > 2 else { return }
    func tile(_ place: Int) -> CellRect {
      CellRect(
        column: inside.column + place % across * columns,
        row: inside.row + place / across * rows, columns: columns - 1, rows: rows)
    }
    for (place, seed) in card.seeds.enumerated() {
      draw(place, seed, in: tile(place), into: &painter)
    }
    drawPresent(in: tile(card.seeds.count), into: &painter)
  }

  /// The picture there is, beside the dice: Esc keeps it.
  private func drawPresent(in tile: CellRect, into painter: inout Painter) {
    var rest = tile
    painter.line([Span(" "), Span("as it is", .quiet)], in: rest.cutTop(1))
    if let present { painter.preview(present, in: rest) }
    painter.hits.add(tile, .press(.key(.escape)))
  }

  private func draw(
    _ place: Int, _ seed: UInt32, in tile: CellRect, into painter: inout Painter
  ) {
    var rest = tile
    let caption = rest.cutTop(1)
    let isChosen = place == card.selected
    painter.line(
      [
        Span(isChosen ? "▸" : " ", .focus), Span("\(place + 1)", .strong),
        Span(" seed \(seed)", isChosen ? .strong : .normal),
        Span(card.rendering == place ? " …" : "", .quiet),
      ], in: caption)
    if let picture = card.pictures[place] {
      painter.preview(picture, in: rest)
    }
    painter.hits.add(tile, .row(place))
  }
}
