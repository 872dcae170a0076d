import Imaging
import Studio
import Terminal

/// `:` finds a command; those that cannot be given now stay listed with the reason.
struct CommandsCard {
  let list: ListCard<StudioCommand>
  let state: StudioState

  func draw(in area: CellRect, into painter: inout Painter) {
    let frame = CardFrame(
      title: [Span(":", .strong), Span(" find a command")],
      note: "\(list.rows.count) of \(StudioCommand.allCases.count)",
      keys: [
        [Span("typing narrows")], Span.key("↑", "↓ choose"), Span.key("Enter", "do it"),
      ], size: CellSize(columns: 66, rows: 19))
    var inside = frame.draw(in: area, into: &painter)
    painter.line([Span("> ", .focus)] + list.query.spans, in: inside.cutTop(1))
    painter.cardRule(in: inside.cutTop(1))
    let reason = list.chosen.flatMap { $0.availability(in: state).reason }
    if let reason {
      let lines = min(3, painter.display.text(reason).wrapped(to: inside.columns - 4).count)
      let place = inside.cutBottom(lines)
      painter.text("✗", in: place, .error)
      painter.paragraph(reason, in: place.dropLeft(2))
      painter.cardRule(in: inside.cutBottom(1))
    }
    if list.rows.isEmpty {
      painter.text("no command like this", in: inside.line(0), .quiet)
    }
    painter.list(list.rows, selected: list.selected, in: inside) { painter, command, line, chosen in
      let isPossible = command.availability(in: state) == .available
      if !isPossible { painter.text("✗", in: line, .error) }
      painter.text(
        command.title, in: line.dropLeft(2), isPossible ? (chosen ? .strong : .normal) : .quiet)
      painter.text(painter.keymap.key(of: command) ?? "", in: line, .strong, trailing: true)
    }
  }
}

/// `M`
struct ModelsCard {
  let list: ListCard<ModelRow>
  let state: StudioState

  func draw(in area: CellRect, into painter: inout Painter) {
    let rows = min(area.rows - 2, max(12, list.rows.count + 5 + detailRows(painter)))
    let frame = CardFrame(
      title: [Span("M", .strong), Span(" Models")],
      note: list.all.map { "\($0.count { $0 != .learn }) found" } ?? "looking…",
      keys: [Span.key("Enter", "take it"), [Span("typing narrows; a path imports")]],
      size: CellSize(columns: 74, rows: rows))
    var inside = frame.draw(in: area, into: &painter)
    painter.line([Span("> ", .focus)] + list.query.spans, in: inside.cutTop(1))
    painter.cardRule(in: inside.cutTop(1))
    if list.query.text.contains("/"), !list.files.all.isEmpty {
      return painter.files(list.files, in: inside)
    }
    drawDetails(in: &inside, into: &painter)
    if list.all == nil {
      painter.text("looking for models…", in: inside.line(0), .quiet)
    } else if list.rows.isEmpty {
      painter.paragraph(
        list.query.text.isEmpty
          ? "no models found. ganvas models import makes one from a checkpoint; painting works "
            + "already"
          : "no model like this; Enter takes a path as it is typed", in: inside, .quiet)
    }
    painter.list(list.rows, selected: list.selected, in: inside) { painter, row, line, isChosen in
      let isUsed = state.model.description?.name == row.name
      if row.problem != nil {
        painter.text("✗", in: line, .error)
      } else if isUsed {
        painter.text("●", in: line, .focus)
      }
      var rest = line.dropLeft(2)
      if row == .learn {
        painter.text(row.name, in: rest, isChosen ? .strong : .normal)
        return
      }
      painter.text(row.name, in: rest.cutLeft(14), isChosen ? .strong : .normal)
      if let problem = row.problem {
        painter.text(problem, in: rest, .quiet)
        return
      }
      painter.text(row.family, in: rest.cutLeft(11))
      painter.text(row.size, in: rest.cutLeft(8))
      painter.text(row.input, in: rest.cutLeft(15))
      painter.text(row.controls, in: rest, .quiet)
    }
  }

  private func drawDetails(in area: inout CellRect, into painter: inout Painter) {
    let rows = detailRows(painter)
    guard let row = list.chosen, rows > 1, area.rows > rows + 3 else { return }
    var place = area.cutBottom(rows - 1)
    if let preview = row.preview {
      painter.preview(preview, in: place.cutLeft(Self.previewColumns))
      _ = place.cutLeft(2)
    }
    for (index, detail) in row.details.enumerated() {
      _ = place.cutTop(painter.paragraph(detail, in: place, index == 0 ? .normal : .quiet))
    }
    painter.cardRule(in: area.cutBottom(1))
  }

  /// Columns of the chosen model's picture.
  private static let previewColumns = 18

  /// Rows of the rule and what is said about the chosen model.
  private func detailRows(_ painter: Painter) -> Int {
    guard let row = list.chosen else { return 1 }
    let columns = 70 - (row.preview == nil ? 0 : Self.previewColumns + 2)
    let words = row.details.reduce(0) {
      $0 + painter.display.text($1).wrapped(to: columns).count
    }
    let most = Self.previewColumns / 2
    return 1 + max(row.preview == nil ? 0 : most, min(words, most))
  }
}

/// `O`
struct SessionsCard {
  let list: ListCard<SessionRow>
  let state: StudioState

  /// Columns of the chosen session's picture.
  private static let previewColumns = 20

  func draw(in area: CellRect, into painter: inout Painter) {
    let rows = min(area.rows - 2, max(17, list.rows.count + 9))
    let frame = CardFrame(
      title: [Span("O", .strong), Span(" Sessions")],
      note: list.all.map { "\(max(0, $0.count - 1))" } ?? "looking…",
      keys: [
        Span.key("Enter", "open"), Span.key("Tab", "how"), Span.key("Del", "to the trash"),
      ], size: CellSize(columns: 78, rows: rows))
    var inside = frame.draw(in: area, into: &painter)
    drawThumbnail(in: inside, into: &painter)
    var query = inside.cutTop(1)
    _ = query.cutRight(Self.previewColumns + 1)
    painter.line([Span("> ", .focus)] + list.query.spans, in: query)
    let words = words
    let wordRows = words.reduce(0) {
      $0 + painter.display.text($1).wrapped(to: inside.columns).count
    }
    if !words.isEmpty, inside.rows > wordRows + 5 {
      var place = inside.cutBottom(wordRows)
      for line in words { _ = place.cutTop(painter.paragraph(line, in: place)) }
      painter.cardRule(in: inside.cutBottom(1))
    }
    _ = inside.cutRight(Self.previewColumns + 1)
    if list.all == nil { painter.text("looking for sessions…", in: inside.line(0), .quiet) }
    painter.list(list.rows, selected: list.selected, in: inside) { painter, row, line, isChosen in
      draw(row, isChosen: isChosen, in: line, into: &painter)
    }
  }

  private func draw(
    _ row: SessionRow, isChosen: Bool, in line: CellRect, into painter: inout Painter
  ) {
    guard case .session(let summary) = row else {
      painter.text("+ new from a template, an image, or empty", in: line)
      return
    }
    switch summary.condition {
    case .closed: break
    case .recoverable: painter.text("!", in: line, .warning)
    case .inUse: painter.text("●", in: line, .focus)
    case .damaged: painter.text("✗", in: line, .error)
    }
    var rest = line.dropLeft(2)
    painter.text(summary.name, in: rest.cutLeft(18), isChosen ? .strong : .normal)
    // An example is painted with whatever model is at hand.
    let model = summary.model ?? (summary.isExample ? "" : "no model")
    painter.text(model, in: rest.cutLeft(min(14, max(0, rest.columns - 16))))
    if summary.id == state.session.id {
      painter.text("open here", in: rest, .quiet)
      return
    }
    switch summary.condition {
    case .closed where summary.isExample: painter.text("example", in: rest, .quiet)
    case .closed: painter.text("\(summary.steps) steps", in: rest, .quiet)
    case .recoverable(let steps): painter.text("recover \(steps)", in: rest, .warning)
    case .inUse(let process): painter.text("open in ganvas \(process.pid)", in: rest)
    case .damaged: painter.text("damaged", in: rest, .error)
    }
  }

  /// What the chosen session is, in words.
  private var words: [String] {
    guard case .session(let summary)? = list.chosen else { return [] }
    let ways = [
      "Enter opens it", "Enter opens it as it was at the last save",
      "Enter opens it to look, not to change",
    ]
    let how = ways[safe: list.variant] ?? ways[0]
    if summary.id == state.session.id { return ["It is open here."] }
    switch summary.condition {
    case .closed where summary.isExample:
      return ["An example that comes with the program. \(how); your first act makes an own copy."]
    case .closed: return ["\(how)."]
    case .recoverable(let steps):
      let kept =
        list.variant == 0 ? "\(how) with them; Tab: without them, or only to look." : "\(how)."
      return [
        "\(summary.name): the machine stopped before the last save. Nothing is missing: \(steps) "
          + "acts are in the journal.", kept,
      ]
    case .inUse(let process):
      return [
        "\(summary.name): someone paints there (ganvas \(process.pid) on \(process.host)). "
          + "Enter opens it to look, not to change."
      ]
    case .damaged(let reason): return ["\(summary.name): \(reason)"]
    }
  }

  private func drawThumbnail(in inside: CellRect, into painter: inout Painter) {
    guard case .session(let summary)? = list.chosen, let picture = summary.thumbnail else { return }
    let area = CellRect(
      column: inside.endColumn - Self.previewColumns, row: inside.row,
      columns: Self.previewColumns, rows: min(Self.previewColumns / 2, inside.rows))
    painter.preview(picture, in: area)
  }
}
