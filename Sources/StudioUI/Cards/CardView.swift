import Studio
import Terminal

/// The open card over the panes.
struct CardView {
  let state: StudioState
  let layout: ScreenLayout

  func draw(into painter: inout Painter) {
    guard let card = state.cards.card else { return }
    let area = layout.panes
    switch card {
    case .help(let help): HelpCard(help: help, state: state).draw(in: area, into: &painter)
    case .commands(let list): CommandsCard(list: list, state: state).draw(in: area, into: &painter)
    case .models(let list): ModelsCard(list: list, state: state).draw(in: area, into: &painter)
    case .sessions(let list):
      SessionsCard(list: list, state: state).draw(in: area, into: &painter)
    case .newMap(let card): NewMapCardView(card: card).draw(in: area, into: &painter)
    case .export(let card): ExportCardView(card: card, state: state).draw(in: area, into: &painter)
    case .photo(let card): PhotoCardView(card: card, state: state).draw(in: area, into: &painter)
    case .learn(let card): LearnCardView(card: card, state: state).draw(in: area, into: &painter)
    case .photoBox(let card):
      PhotoBoxCardView(card: card, state: state).draw(in: area, into: &painter)
    case .contactSheet(let sheet):
      ContactSheetView(card: sheet, present: state.picture.image).draw(in: area, into: &painter)
    case .latentFile(let file):
      LatentFileCardView(file: file).draw(in: area, into: &painter)
    case .namedCopy(let text): drawNamedCopy(text, in: area, into: &painter)
    case .messages(let scroll): drawMessages(scroll, in: area, into: &painter)
    case .rescue(let card): RescueCardView(card: card).draw(in: area, into: &painter)
    case .userFacingError(let userFacingError): drawError(userFacingError, in: area, into: &painter)
    }
  }

  private func drawNamedCopy(_ text: InputText, in area: CellRect, into painter: inout Painter) {
    let frame = CardFrame(
      title: [Span("S", .strong), Span(" Named copy of the session")],
      keys: [Span.key("Enter", "write the copy")], size: CellSize(columns: 60, rows: 6))
    let inside = frame.draw(in: area, into: &painter)
    painter.line([Span("name ", .quiet)] + text.spans, in: inside.line(1))
    painter.text(
      "You go on in “\(state.session.name)”; O opens the copy.", in: inside.line(2), .quiet)
  }

  private func drawMessages(_ scroll: Int, in area: CellRect, into painter: inout Painter) {
    let count = state.messages.count
    let rows = min(max(count, 1) + 2, area.rows - 2, 20)
    let frame = CardFrame(
      title: [Span("!", .strong), Span(" Messages")], note: "\(count)",
      keys: [Span.key("↑", "earlier"), Span.key("y", "copy all")],
      size: CellSize(columns: min(100, area.columns - 2), rows: rows))
    let inside = frame.draw(in: area, into: &painter)
    guard count > 0 else {
      painter.text("nothing has been said so far", in: inside.line(0), .quiet)
      return
    }
    let shown = state.messages.reversed().dropFirst(min(scroll, max(0, count - 1)))
    for (index, message) in shown.prefix(inside.rows).enumerated() {
      let line = inside.line(index)
      painter.text(HeaderRow.ago(state.clock - message.clock), in: line, .quiet)
      let sign: Span
      switch message.line.kind {
      case .done: sign = Span("  ")
      case .reason: sign = Span("! ", .warning)
      case .failure: sign = Span(message.line.text.hasPrefix("✗") ? "" : "✗ ", .error)
      }
      let times = message.count > 1 ? " (\(message.count)×)" : ""
      painter.line([sign, Span(message.line.text + times)], in: line.dropLeft(12))
    }
  }

  private func drawError(
    _ userFacingError: UserFacingError, in area: CellRect, into painter: inout Painter
  ) {
    let columns = min(72, area.columns - 2)
    let parts = [
      ("Where", userFacingError.place), ("Kept", userFacingError.kept),
      ("Try", userFacingError.advice),
    ]
    .filter { !$0.1.isEmpty }
    let what = painter.display.text(userFacingError.what).wrapped(to: columns - 4).count
    let rows = parts.reduce(what + 1) {
      $0 + painter.display.text($1.1).wrapped(to: columns - 13).count + 1
    }
    let frame = CardFrame(
      title: [Span("✗ ", .error), Span(userFacingError.title, .strong)],
      keys: [Span.key("Enter", "go on"), Span.key("y", "copy this text")],
      size: CellSize(columns: columns, rows: rows + 3))
    var inside = frame.draw(in: area, into: &painter)
    _ = inside.cutTop(painter.paragraph(userFacingError.what, in: inside) + 1)
    for (name, text) in parts {
      painter.text(name, in: inside.line(0), .quiet)
      _ = inside.cutTop(painter.paragraph(text, in: inside.dropLeft(9)) + 1)
    }
    painter.text("This text stays under ! (messages).", in: inside.line(0), .quiet)
  }
}
