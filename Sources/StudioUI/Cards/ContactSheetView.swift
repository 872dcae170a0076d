import Imaging
import Studio
import Terminal

/// `%`: nine pictures of one map, each under its digit.
struct ContactSheetView {
  let card: ContactSheetCard

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
    let columns = inside.columns / 3
    let rows = inside.rows / 3
    guard columns > 4, rows > 2 else { return }
    for (place, seed) in card.seeds.enumerated() {
      let tile = CellRect(
        column: inside.column + place % 3 * columns, row: inside.row + place / 3 * rows,
        columns: columns - 1, rows: rows)
      draw(place, seed, in: tile, into: &painter)
    }
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
      let viewport = CellViewport(image: picture.size, area: rest)
      let display = painter.display.pictures.withoutGraphics
      let dots = display.dots(for: viewport)
      painter.buffer.drawPixels(
        viewport.sampled(picture, dots: dots), dots: dots, at: rest.origin, display: display)
    }
    painter.hits.add(tile, .row(place))
  }
}
