import Canvas
import Imaging
import Studio
import Synthesis
import Terminal

/// Tool, label, object, latent, picture and machine in rows that are buttons.
struct InspectorPane {
  let state: StudioState
  let appearance: LabelAppearance
  let layout: ScreenLayout

  private var isFocused: Bool { state.view.focus == .inspector && state.cards.card == nil }

  /// One row: a heading, or a name with what stands behind it.
  struct Row {
    var name: String
    var value: [Span]
    var row: InspectorRow?
    var slider: HitTarget?
    /// Columns of the scale at the value's end; `nil`: all of the value is the scale.
    var sliderColumns: Int?

    init(
      _ name: String, _ value: [Span], _ row: InspectorRow? = nil, slider: HitTarget? = nil,
      sliderColumns: Int? = nil
    ) {
      self.name = name
      self.value = value
      self.row = row
      self.slider = slider
      self.sliderColumns = sliderColumns
    }
  }

  func draw(into painter: inout Painter) {
    guard !layout.inspectorTitle.isEmpty else { return }
    PaneTitle(
      name: [Span("="), Span(" Inspector")], isFocused: isFocused, target: .command(.inspector)
    ).draw(in: layout.inspectorTitle, into: &painter)
    let area = layout.inspector
    painter.buffer.fill(area)
    painter.hits.add(area, .pane(.inspector))
    if layout.panels == .flanks {
      drawSections(in: area, into: &painter)
    } else {
      for (index, row) in compactRows.prefix(area.rows).enumerated() {
        draw(row, in: area.line(index), nameColumns: 8, into: &painter)
      }
    }
  }

  private func draw(
    _ row: Row, in line: CellRect, nameColumns: Int, into painter: inout Painter
  ) {
    if let subject = row.row { painter.hits.add(line, .inspectorRow(subject)) }
    let isChosen = isFocused && row.row == state.inspectorRow && row.row != nil
    if isChosen { painter.text("▸", in: line, .focus) }
    var rest = line
    _ = rest.cutLeft(1)
    let name = rest.cutLeft(nameColumns)
    painter.text(row.name, in: name, isChosen ? .focus : .quiet)
    let end = painter.line(row.value, in: rest)
    guard let slider = row.slider else { return }
    if let columns = row.sliderColumns {
      rest = CellRect(
        column: end - columns, row: rest.row, columns: columns, rows: 1
      ).intersection(rest)
    }
    painter.hits.add(rest, slider)
  }

  // MARK: 100…159 columns: what matters most, in few rows

  private var compactRows: [Row] {
    var rows = [
      Row("", [], .tool), labelRow, objectRow, seedRow, psiRow, styleRow, renderRow, compareRow,
      mirrorRow, statisticsRow, photoRow, undoRow,
    ]
    if state.leftPane != .map {
      return latentRows + [renderRow, compareRow, statisticsRow, undoRow]
    }
    if state.hasStyles {
      // Without z its rows say so little that the object's come in their place.
      rows =
        [rows[0], labelRow, objectRow] + objectRows + [seedRow, renderRow, compareRow, undoRow]
    }
    if state.capabilities?.pyramid != nil {
      rows =
        [rows[0], labelRow, seedRow] + pyramidRows + [renderRow, compareRow, undoRow, mirrorRow]
    }
    rows[0] = Row("tool", toolSpans, .tool)
    return rows
  }

  // MARK: 160 columns and more: sections

  private func drawSections(in area: CellRect, into painter: inout Painter) {
    var sections: [(String, [Row])] = [
      ("TOOL", [Row("", toolSpans, .tool), brushRow, mirrorRow, objectRow]),
      ("LABEL", [labelRow, beforeRow]),
      ("OBJECT", objectRows),
      (
        "LATENT",
        state.capabilities?.pyramid == nil
          ? [seedRow, psiRow, psiScaleRow, styleRow] : [seedRow, psiRow] + pyramidRows
      ),
      ("PICTURE", pictureRows),
      ("MACHINE", machineRows), ("PHOTO", [photoRow]), ("HISTORY", historyRows),
    ]
    if state.leftPane != .map {
      sections = [
        ("LATENT", [seedRow, psiRow, psiScaleRow] + moreLatentRows), ("PICTURE", pictureRows),
        ("MACHINE", machineRows), ("HISTORY", historyRows),
      ]
    }
    sections.removeAll { $0.1.isEmpty }
    // When short go first: HISTORY, then PHOTO, then MACHINE (Studio article).
    func height(_ sections: [(String, [Row])]) -> Int {
      sections.reduce(0) { $0 + $1.1.count + 1 }
    }
    while height(sections) > area.rows, sections.count > 3 { sections.removeLast() }
    let spacing = height(sections) + sections.count - 1 <= area.rows ? 1 : 0
    var line = 0
    for (name, rows) in sections {
      painter.text(name, in: area.line(line).inset(columns: 1, rows: 0), .quiet)
      line += 1
      for row in rows {
        draw(row, in: area.line(line), nameColumns: row.name.isEmpty ? 1 : 9, into: &painter)
        line += 1
      }
      line += spacing
    }
  }
}
