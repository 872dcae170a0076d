import Imaging
import Studio
import Terminal

/// `G`, a box of the photo: the photo, and what of it the object takes.
struct PhotoBoxCardView {
  let card: PhotoBoxCard
  let state: StudioState

  func draw(in area: CellRect, into painter: inout Painter) {
    let isPiece = card.use == .piece
    let who = state.objectName(state.styleSubject)
    let hasBox = card.box != nil
    let pieceKeys = [
      Span.key("Tab", card.outline.words),
      [
        Span("[", .strong, .press(.character("["))), Span(" "),
        Span("]", .strong, .press(.character("]"))), Span(" size"),
      ],
    ]
    let frame = CardFrame(
      title: [
        Span("G", .strong),
        Span(isPiece ? " A piece of \(card.name) to paste" : " A box of \(card.name) for \(who)"),
      ],
      keys: [
        Span.key("Enter", hasBox ? "take the box" : "take all of it"),
        Span.key("Space", card.corner == nil ? "a corner" : "the other corner"),
        hasBox ? Span.key("Del", "all of it") : [Span("drag", .strong), Span(" marks a box")],
      ] + (isPiece ? pieceKeys : []),
      size: CellSize(columns: min(112, area.columns - 2), rows: area.rows))
    var inside = frame.draw(in: area, into: &painter)
    let words = inside.cutBottom(1)
    painter.text(caption, in: words, .quiet)
    drawPhoto(in: inside, into: &painter)
  }

  private var caption: String {
    if card.use == .piece {
      let size = card.pieceSize(on: state.editing.document.size)
      return "\(card.outline.words), \(card.share) % of the map: \(size) px there; then Enter or a "
        + "click pastes it"
    }
    guard let box = card.box else {
      return "all of the photo, \(card.size) px; arrows move the corner"
    }
    return "\(box.width)×\(box.height) px at \(box.x),\(box.y); what lies in it is averaged"
  }

  private func drawPhoto(in area: CellRect, into painter: inout Painter) {
    guard !area.isEmpty, let photo = state.picture.photos.pictures[card.name] else { return }
    let viewport = CellViewport(image: photo.size, area: area)
    var pane = PixelPane(viewport: viewport, colors: viewport.sampled(photo))
    let part = card.part
    let left = viewport.screenColumn(of: part.x)
    let right = viewport.screenColumn(of: part.maxX - 1)
    let top = viewport.screenRow(of: part.y)
    let bottom = viewport.screenRow(of: part.maxY - 1)
    let width = pane.colors.width
    pane.changeAll { index, color in
      let isIn = (left...right).contains(index % width) && (top...bottom).contains(index / width)
      return isIn ? color : color.mixed(with: RGB(0, 0, 0), 0.6)
    }
    painter.buffer.drawPixels(
      pane.colors, dots: .halves, at: area.origin,
      display: painter.display.pictures.withoutGraphics)
    painter.hits.add(area, .photo(photo.size))
    if card.box != nil {
      painter.markCorners(part, signs: ["┏", "┓", "┗", "┛"], in: viewport)
    }
    painter.mark("┼", at: viewport.cell(of: card.cursor), clippedTo: area)
  }
}
