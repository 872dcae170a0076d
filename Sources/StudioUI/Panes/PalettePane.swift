import Canvas
import Imaging
import Studio
import Terminal

/// The labels in groups with their shares, the search, and the objects of the label in hand.
struct PalettePane {
  let state: StudioState
  let appearance: LabelAppearance
  let layout: ScreenLayout

  private var isFocused: Bool { state.view.focus == .palette && state.cards.card == nil }

  func draw(into painter: inout Painter) {
    guard !layout.paletteTitle.isEmpty else { return }
    if state.leftPane != .map {
      if state.leftPane == .seedGrid, !state.classNames.isEmpty {
        return ClassPane(state: state, layout: layout).draw(into: &painter)
      }
      return LayerPane(state: state, layout: layout).draw(into: &painter)
    }
    var parts = [[Span("\(state.editing.document.labelSet.labels.count) labels")]]
    if layout.panels != .flanks, state.editing.palette.isSearching { parts = [] }
    PaneTitle(
      name: [Span("/", .strong, .press(.character("/"))), Span(" Palette")], parts: parts,
      isFocused: isFocused && !state.editing.palette.listsObjects, target: .press(.character("/"))
    ).draw(in: layout.paletteTitle, into: &painter)
    var area = layout.palette
    painter.buffer.fill(area)
    painter.hits.add(area, .pane(.palette))
    if state.editing.palette.isSearching || layout.panels == .flanks {
      drawSearch(in: area.cutTop(1), into: &painter)
    }
    let objects = state.editing.document.objects(of: state.editing.toolState.label)
    if layout.panels == .flanks, area.rows >= 24, !objects.isEmpty {
      drawObjects(objects, in: area.cutBottom(min(objects.count + 5, 12)), into: &painter)
    }
    if state.editing.palette.listsObjects, isFocused, layout.panels != .flanks {
      drawObjects(objects, in: area, into: &painter)
    } else {
      drawLabels(in: area, into: &painter)
    }
  }

  private func drawSearch(in rect: CellRect, into painter: inout Painter) {
    let line = rect.inset(columns: 1, rows: 0)
    let target = HitTarget.press(.character("/"))
    if state.editing.palette.isSearching {
      painter.line(
        [Span("> ", .focus)] + state.editing.palette.query.spans, in: line)
    } else {
      painter.line([Span("> ", .strong, target), Span("type to search", .quiet, target)], in: line)
    }
  }

  // MARK: Labels

  private enum Row {
    case heading(String)
    case label(LabelSet.Label)
  }

  private func drawLabels(in area: CellRect, into painter: inout Painter) {
    let rows = rows
    guard !rows.isEmpty else {
      drawNoHit(in: area, into: &painter)
      return
    }
    let focus = focusedRow(in: rows)
    let first = Self.firstRow(focus: focus, count: rows.count, room: area.rows)
    for (index, row) in rows.dropFirst(first).prefix(area.rows).enumerated() {
      // The first and the last row give way to how much lies beyond them.
      let isCovered =
        (index == 0 && first > 0) || (index == area.rows - 1 && rows.count - first > area.rows)
      let line = isCovered && area.rows > 2 ? area.line(index).withoutRight(6) : area.line(index)
      switch row {
      case .heading(let name): painter.text(name, in: line.inset(columns: 1, rows: 0), .quiet)
      case .label(let label):
        draw(label, isChosen: first + index == focus, in: line, into: &painter)
      }
    }
    if first > 0, area.rows > 2 {
      painter.text(
        "↑ \(first)", in: area.line(0).inset(columns: 1, rows: 0), .quiet, trailing: true)
    }
    let hidden = rows.count - first - area.rows
    if hidden > 0, area.rows > 1 {
      let words = "↓ \(hidden)"
      let line = area.line(area.rows - 1)
      painter.text(words, in: line.inset(columns: 1, rows: 0), .quiet, trailing: true)
    }
  }

  /// Labels in the order of their groups; while searching only those that match, without groups.
  private var rows: [Row] {
    let matching = state.matchingLabels
    if state.editing.palette.isSearching, !state.editing.palette.query.text.isEmpty {
      return matching.map { .label($0) }
    }
    // The choice walks through the labels in their own order: headings stand where the group
    // changes, and nowhere when groups are scattered.
    let changes = zip(matching, matching.dropFirst()).filter { $0.group != $1.group }.count + 1
    let isGrouped = changes == Set(matching.map(\.group)).count
    var rows: [Row] = []
    var last: String?
    for label in matching {
      if isGrouped, let group = label.group, group != last { rows.append(.heading(group)) }
      last = label.group
      rows.append(.label(label))
    }
    return rows
  }

  /// The row the choice stands on: while the Palette is focused the selected one, else the label in
  /// hand.
  private func focusedRow(in rows: [Row]) -> Int {
    let wanted =
      isFocused || state.editing.palette.isSearching
      ? state.matchingLabels[safe: state.editing.palette.selected]?.id
      : Int(state.editing.toolState.label)
    return rows.firstIndex {
      if case .label(let label) = $0 { label.id == wanted } else { false }
    } ?? 0
  }

  /// The first row shown so that the focused one stands inside, with a row of its group above it.
  static func firstRow(focus: Int, count: Int, room: Int) -> Int {
    guard count > room else { return 0 }
    return min(max(0, focus - room * 2 / 3), max(0, count - room))
  }

  private func draw(
    _ label: LabelSet.Label, isChosen: Bool, in line: CellRect, into painter: inout Painter
  ) {
    guard let id = UInt16(exactly: label.id) else { return }
    let entry = appearance[id]
    let display = painter.display
    let isCurrent = id == state.editing.toolState.label
    let share = state.editing.document.share(of: id)
    painter.hits.add(line, .label(id))
    if isChosen, isFocused || state.editing.palette.isSearching {
      painter.text("▸", in: line, .focus)
    } else if isCurrent {
      painter.text("▸", in: line, .strong)
    }
    func part(_ offset: Int, _ columns: Int) -> CellRect {
      CellRect(
        column: line.column + offset, row: line.row,
        columns: min(columns, line.columns - offset), rows: 1)
    }
    if let digit = state.editing.toolState.recents.firstIndex(of: id) {
      painter.text("\(digit + 1)", in: part(1, 2), .strong, trailing: true)
    }
    painter.swatch(entry, in: part(4, 3))
    let shareText = display.text(percent(share))
    let nameRoom = line.columns - 8 - (shareText.isEmpty ? 0 : shareText.count + 2)
    let name = label.name + (entry.isAmbiguous && display.depth > .monochrome ? " ≈" : "")
    let ink: Ink = isCurrent ? .strong : share > 0 ? .normal : .quiet
    painter.text(name, in: part(8, max(0, nameRoom)), ink)
    painter.text(shareText, in: part(0, line.columns - 1), .normal, trailing: true)
  }

  private func drawNoHit(in area: CellRect, into painter: inout Painter) {
    painter.paragraph(
      state.paletteHint ?? "no labels", in: area.inset(columns: 1, rows: 0), .quiet)
  }

  // MARK: Objects

  private func drawObjects(
    _ objects: [MapObject], in rect: CellRect, into painter: inout Painter
  ) {
    var area = rect
    let name = state.editing.document.labelSet.name(of: Int(state.editing.toolState.label))
    PaneTitle(
      name: [Span("Objects of \(name)")], trailing: [Span.key("Tab", "")],
      isFocused: isFocused && state.editing.palette.listsObjects, target: .press(.key(.tab))
    ).draw(in: area.cutTop(1), into: &painter)
    let keys = area.cutBottom(2)
    if objects.isEmpty {
      painter.paragraph(
        "none yet: n decides when a stroke begins a new object",
        in: area.inset(columns: 1, rows: 0),
        .quiet)
    }
    let selected = state.editing.selection?.objects ?? []
    let focus = objects.firstIndex { selected.contains($0.id) } ?? 0
    let first = Self.firstRow(focus: focus, count: objects.count, room: area.rows)
    for (index, object) in objects.dropFirst(first).prefix(area.rows).enumerated() {
      let line = area.line(index)
      painter.hits.add(line, .object(object.id))
      let isSelected = selected.contains(object.id)
      if isSelected { painter.text("▸", in: line, .focus) }
      var inside = line
      _ = inside.cutLeft(4)
      let number = CellRect(column: line.column + 2, row: line.row, columns: 3, rows: 1)
      painter.text("\(object.rank)", in: number, isSelected ? .strong : .normal, trailing: true)
      if state.hasStyles {
        _ = inside.cutLeft(3)
        painter.text("style \(state.words(for: state.appliedStyle(of: object.id)))", in: inside)
      }
      painter.text(
        "\(grouped(object.pixels)) px", in: inside.inset(columns: 1, rows: 0), .normal,
        trailing: true)
    }
    painter.groups(
      [Span.key("X", "split"), Span.key("J", "join")],
      in: keys.line(0).inset(columns: 1, rows: 0))
    painter.groups(
      [Span.key("I", "go on"), Span.key("y", "copy")],
      in: keys.line(1).inset(columns: 1, rows: 0))
  }
}

extension Painter {
  /// A label's sign on its colour, three columns wide.
  mutating func swatch(_ entry: LabelAppearance.Entry, in rect: CellRect) {
    var style = CellStyle()
    if display.depth > .monochrome {
      style.background = entry.cellColor
      style.foreground = entry.color.contrasting.exactCellColor(display.depth)
    }
    buffer.fill(rect, with: Cell(" ", style: style))
    if rect.columns >= 2 {
      buffer[rect.column + 1, rect.row] = Cell(entry.sign, style: style)
    }
  }
}

extension InputText {
  /// The text with its caret `▌`.
  var spans: [Span] {
    let index = text.index(text.startIndex, offsetBy: min(caret, text.count))
    return [
      Span(String(text[..<index]), .strong), Span("▌", .focus),
      Span(String(text[index...]), .strong),
    ]
  }
}

extension Array {
  /// The element at an index; `nil` outside.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
