import Studio
import Terminal

/// `N`
struct NewMapCardView {
  let card: NewMapCard

  func draw(in area: CellRect, into painter: inout Painter) {
    let findings = card.findings?.count ?? 0
    let rows = min(area.rows - 2, max(12, card.rowCount + 7 + findings))
    let frame = CardFrame(
      title: [Span("N", .strong), Span(" New map")],
      keys: [
        Span.key("Enter", card.findings == nil ? "begin" : "take it as found"),
        Span.key("↑", "↓ choose"),
      ], size: CellSize(columns: 70, rows: rows))
    var inside = frame.draw(in: area, into: &painter)
    painter.line(
      [Span("image ", .quiet)] + card.path.spans
        + (card.path.text.isEmpty ? [Span(" type the path of a label PNG", .quiet)] : []),
      in: inside.cutTop(1))
    painter.cardRule(in: inside.cutTop(1))
    if let problem = card.problem {
      painter.problem(problem, in: inside)
      return
    }
    if let findings = card.findings {
      for finding in findings {
        _ = inside.cutTop(painter.paragraph("· " + finding, in: inside))
      }
      return
    }
    painter.text(
      "The present session is kept; this begins another.", in: inside.cutBottom(1), .quiet)
    if !card.path.text.isEmpty {
      painter.files(card.files, in: inside)
      return
    }
    guard let templates = card.templates else {
      painter.text("looking for templates…", in: inside.line(0), .quiet)
      return
    }
    let selected = card.path.text.isEmpty ? card.selected : nil
    if let picture = templates[safe: card.selected]?.picture {
      let columns = min(inside.columns / 2, 2 * inside.rows)
      painter.preview(picture, in: inside.cutRight(columns))
    }
    painter.list(
      templates.map(\.name) + ["random landscape", "empty"], selected: selected, in: inside
    ) {
      painter, name, line, isChosen in
      painter.text(name, in: line, isChosen ? .strong : .normal)
    }
  }
}

/// `E`
struct ExportCardView {
  let card: ExportCard
  let state: StudioState

  func draw(in area: CellRect, into painter: inout Painter) {
    let columns = min(78, area.columns - 2)
    let command = painter.display.text(card.commandLine).wrapped(to: columns - 6)
    let frame = CardFrame(
      title: [Span("E", .strong), Span(" Export")],
      keys: [
        Span.key("Enter", "write"), Span.key("Tab", card.editsName ? "kind" : "name"),
        Span.key("y", "copy the command"),
      ],
      size: CellSize(
        columns: columns, rows: min(area.rows, 12 + command.count + (card.kinds.count > 3 ? 1 : 0)))
    )
    var inside = frame.draw(in: area, into: &painter)
    _ = inside.cutTop(1)
    func kinds(_ isWalk: Bool) -> [Span] {
      card.kinds.filter { $0.isWalk == isWalk }.flatMap { kind in
        [
          Span(kind == card.kind ? "▸" : " ", .focus),
          Span(kind.words, kind == card.kind ? .strong : .normal), Span("   "),
        ]
      }
    }
    painter.line([Span("what     ", .quiet)] + kinds(false), in: inside.cutTop(1))
    if card.kinds.contains(where: \.isWalk) {
      painter.line([Span("         ")] + kinds(true), in: inside.cutTop(1))
    }
    let name = card.editsName ? card.name.spans : [Span(card.name.text, .strong)]
    painter.line(
      [Span("name     ", .quiet)] + name + [Span(card.kind.ending, .quiet)], in: inside.cutTop(1))
    painter.line(
      [Span("as       ", .quiet), Span(card.kind.isWalk ? walkWords : "PNG" + anew)],
      in: inside.cutTop(1))
    if state.model.description == nil {
      let why = state.model.loading.map { "\($0) is still loading" } ?? "no model"
      painter.line(
        [Span("         "), Span("! ", .warning), Span("\(why): the map alone is written now")],
        in: inside.cutTop(1))
    }
    _ = inside.cutTop(1)
    painter.text("The same without a screen:", in: inside.cutTop(1), .quiet)
    for line in command { painter.text("  " + line, in: inside.cutTop(1)) }
    _ = inside.cutTop(1)
    painter.text(
      "Paint on meanwhile; the status bar says when it is written.", in: inside.cutTop(1), .quiet)
  }
}

extension ExportCardView {
  private var anew: String { ", rendered anew in fp32 from the map alone" }

  /// For instance `animated WebP, 97 frames at 24 fps, about 8 s`.
  private var walkWords: String {
    let format: String
    switch card.kind {
    case .walk: format = "animated WebP"
    case .film: format = "MP4 by an installed ffmpeg"
    default: format = "numbered PNGs"
    }
    var words =
      "\(format), \(state.timeline.walk.length) frames at \(state.timeline.walk.framesPerSecond) fps"
    if let median = state.model.medianSeconds {
      let seconds = Int((median * Double(state.timeline.walk.length)).rounded(.up))
      words += seconds < 120 ? ", about \(seconds) s" : ", about \(seconds / 60) min"
    }
    return words
  }
}

/// `G`
struct PhotoCardView {
  let card: PhotoCard
  let state: StudioState

  private var rowCount: Int {
    card.path.text.isEmpty ? card.names.count : card.files.all.count
  }

  private var words: String {
    switch card.use {
    case .under: "It lies under the map while you paint; g shows and hides it."
    case .style, .both:
      "Its light and colours become the picture's style; your map stays as it is."
    case .object:
      "\(state.objectName(state.styleSubject)) gets the style of what it covers on the photo."
    case .piece:
      "A part of it that you mark next becomes the stamp in hand, in the colours you paint with."
    case .latent: "The w whose picture is nearest to it is searched; you paint on meanwhile."
    case .labels: "It lies under the map; a small network draws a first map of it."
    case .seed: "The photo is taken off; the seed gives the style again."
    case .objectBox:
      "\(state.objectName(state.styleSubject)) gets the style of a box that you mark next, or of all."
    }
  }

  func draw(in area: CellRect, into painter: inout Painter) {
    let frame = CardFrame(
      title: [Span("G", .strong), Span(" Photo")],
      keys: [
        Span.key("Enter", "take it"), Span.key("Tab", "for what"), Span.key("↑", "↓ used before"),
      ],
      size: CellSize(
        columns: 70,
        rows: min(area.rows, (card.problem == nil ? 10 : 11) + min(6, card.names.count))))
    var inside = frame.draw(in: area, into: &painter)
    painter.line(
      [Span("photo  ", .quiet)] + card.path.spans
        + (card.path.text.isEmpty ? [Span(" type the path of a PNG, JPEG or WebP", .quiet)] : []),
      in: inside.cutTop(1))
    var uses: [Span] = []
    for use in card.uses {
      uses += [
        Span(use == card.use ? "▸" : " ", .focus),
        Span(use.words, use == card.use ? .strong : .normal), Span("  "),
      ]
    }
    painter.line([Span("for    ", .quiet)] + uses, in: inside.cutTop(1))
    painter.cardRule(in: inside.cutTop(1))
    if let problem = card.problem {
      painter.problem(problem, in: inside.cutBottom(3))
    } else {
      painter.paragraph(card.isReading ? "reading…" : words, in: inside.cutBottom(2), .quiet)
    }
    if !card.path.text.isEmpty {
      painter.files(card.files, in: inside)
      return
    }
    painter.list(card.names, selected: card.selected, in: inside) { painter, name, line, chosen in
      painter.text(name, in: line, chosen ? .strong : .normal)
    }
  }
}
