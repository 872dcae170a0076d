import Canvas
import Imaging
import Studio
import Synthesis
import Terminal

/// Tool, label, object, latent, picture and machine in rows that are buttons.
struct InspectorPane {
  let state: StudioState
  let looks: LabelLooks
  let layout: ScreenLayout

  private var isLit: Bool { state.view.light == .inspector && state.card == nil }

  /// One row: a heading, or a name with what stands behind it.
  struct Row {
    var name: String
    var value: [Span]
    var row: InspectorRow?
    var slider: HitTarget?

    init(_ name: String, _ value: [Span], _ row: InspectorRow? = nil, slider: HitTarget? = nil) {
      self.name = name
      self.value = value
      self.row = row
      self.slider = slider
    }
  }

  func draw(into painter: inout Painter) {
    guard !layout.inspectorTitle.isEmpty else { return }
    PaneTitle(
      name: [Span("="), Span(" Inspector")], isLit: isLit, target: .command(.inspector)
    ).draw(in: layout.inspectorTitle, into: &painter)
    let area = layout.inspector
    painter.buffer.fill(area)
    painter.hits.add(area, .pane(.inspector))
    if layout.width == .wide {
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
    let isChosen = isLit && row.row == state.inspectorRow && row.row != nil
    if isChosen { painter.text("▸", in: line, .light) }
    var rest = line
    _ = rest.cutLeft(1)
    let name = rest.cutLeft(nameColumns)
    painter.text(row.name, in: name, isChosen ? .light : .quiet)
    painter.line(row.value, in: rest)
    if let slider = row.slider { painter.hits.add(rest, slider) }
  }

  // MARK: 100…159 columns: what matters most, in few rows

  private var compactRows: [Row] {
    var rows = [
      Row("", [], .tool), labelRow, objectRow, seedRow, psiRow, styleRow, renderRow, compareRow,
      mirrorRow, statisticsRow, photoRow, undoRow,
    ]
    rows[0] = Row("tool", toolSpans, .tool)
    return rows
  }

  // MARK: 160 columns and more: sections

  private func drawSections(in area: CellRect, into painter: inout Painter) {
    var sections: [(String, [Row])] = [
      ("TOOL", [Row("", toolSpans, .tool), brushRow, mirrorRow, objectRow]),
      ("LABEL", [labelRow, beforeRow]),
      ("LATENT", [seedRow, psiRow, psiScaleRow, styleRow]),
      ("PICTURE", pictureRows),
      ("MACHINE", machineRows), ("PHOTO", [photoRow]), ("HISTORY", historyRows),
    ]
    // When short go first: HISTORY, then PHOTO, then MACHINE (SCREENS §3.2).
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

  // MARK: Rows

  private var toolSpans: [Span] {
    let tools: [Tool] = [.brush, .eraser, .fill, .line, .rectangle, .oval, .select]
    var spans: [Span] = []
    for tool in tools {
      let target = HitTarget.press(.character(tool.key.first ?? "b"))
      let isHeld = tool == state.hand.tool
      spans.append(Span(tool.key, isHeld ? .chosen : .strong, target))
      spans.append(Span(" "))
    }
    spans.append(Span("i", .strong, .press(.character("i"))))
    return spans
  }

  private var brushRow: Row {
    Row(
      "brush",
      [
        Span(state.hand.brush.shape.sign, .strong, .press(.character("B"))),
        Span(" \(state.hand.brush.size) px  ", .normal),
        Span("[", .strong, .press(.character("["))), Span(" "),
        Span("]", .strong, .press(.character("]"))), Span(" "),
        Span("B", .strong, .press(.character("B"))),
      ], .brush)
  }

  private var mirrorRow: Row {
    Row(
      "mirror",
      [Span(state.hand.mirror.sign + " "), Span("m", .strong, .press(.character("m")))], .mirror)
  }

  private var labelRow: Row {
    let looks = looks[state.hand.label]
    let name = state.document.labelSet.name(of: Int(state.hand.label))
    let share = percent(state.document.share(of: state.hand.label))
    var value = [Span("\(looks.sign) ", .strong), Span(name, .strong)]
    if layout.width != .wide, state.hand.previousLabel != state.hand.label {
      let before = state.document.labelSet.name(of: Int(state.hand.previousLabel))
      let target = HitTarget.press(.character("x"))
      value += [Span(" · "), Span("x", .strong, target), Span(" \(before)", .normal, target)]
    } else {
      value.append(Span(share.isEmpty ? "" : "  \(share)"))
    }
    return Row("label", value)
  }

  private var beforeRow: Row {
    let before = state.hand.previousLabel
    let target = HitTarget.press(.character("x"))
    return Row(
      "before",
      [
        Span("\(looks[before].sign) ", .normal, target),
        Span(state.document.labelSet.name(of: Int(before)) + "  ", .normal, target),
        Span("x", .strong, target),
      ])
  }

  private var objectRow: Row {
    Row(
      "object",
      [Span(state.objectWords + "  "), Span("n", .strong, .press(.character("n")))], .object)
  }

  private var hasLatent: Bool { state.capabilities?.latent != nil }

  private var seedRow: Row {
    if state.box?.subject == .seed { return Row("seed", boxSpans, .seed) }
    guard hasLatent || state.model.description == nil else {
      return Row("seed", [Span("none in \(modelName)", .quiet)], .seed)
    }
    let target = HitTarget.press(.character("D"))
    var spans = [Span(state.settings.seed.map { "\($0)" } ?? "mixed", .strong, target)]
    if let word = state.settings.seedWord { spans.append(Span(" “\(word)”", .normal, target)) }
    spans += [
      Span("  "), Span("d", .strong, .press(.character("d"))), Span(" "),
      Span(",", .strong, .press(.character(","))), Span(" "),
      Span(".", .strong, .press(.character("."))),
    ]
    return Row("seed", spans, .seed)
  }

  private var psiRow: Row {
    if state.box?.subject == .psi { return Row("ψ", boxSpans, .psi) }
    guard hasLatent || state.model.description == nil else {
      return Row("ψ", [Span("none in \(modelName)", .quiet)], .psi)
    }
    let value = state.settings.latent.truncationPsi
    return Row(
      "ψ",
      [
        Span(decimal(value, 2), .strong, .press(.character("t"))), Span("  "),
        Span("t", .strong, .press(.character("t"))), Span(" "),
        Span("T", .strong, .press(.character("T"))),
      ], .psi)
  }

  /// ψ as a scale from −1 to 2 with a mark at 1; it can be dragged.
  private var psiScaleRow: Row {
    guard hasLatent else { return Row("", []) }
    let columns = 25
    let value = min(2, max(-1, state.settings.latent.truncationPsi))
    let place = Int(((value + 1) / 3 * Double(columns - 1)).rounded())
    let one = Int((2.0 / 3 * Double(columns - 1)).rounded())
    let spans = (0..<columns).map { column -> Span in
      if column == place { return Span("●", .light) }
      return Span(column == one ? "┼" : "─", .quiet)
    }
    return Row("", spans, nil, slider: .slider(.psi, low: -1, high: 2))
  }

  private var styleRow: Row {
    let target = HitTarget.press(.character("G"))
    if let photo = state.settings.stylePhoto {
      return Row("style", [Span(photo + "  "), Span("G", .strong, target)], .style)
    }
    let words = state.capabilities?.styleFromImage == false ? "own" : "from the seed"
    return Row("style", [Span(words + "  "), Span("G", .strong, target)], .style)
  }

  private var renderRow: Row {
    let time = latencyWords
    let precision = state.preferences.livePrecision == .bfloat16 ? "bf16" : "fp32"
    return Row(
      "render",
      [
        Span("\(time) "), Span(precision, .normal, .command(.precision)), Span(" live "),
        Span("R", .strong, .press(.character("R"))),
      ], .precision)
  }

  /// From the act to the picture: first around the stroke, then everywhere; once where both came
  /// together.
  private var latencyWords: String {
    guard let first = state.picture.firstLatency else { return "not yet" }
    guard let exact = state.picture.exactLatency else { return "\(decimal(first, 2)) s, …" }
    if exact == first { return "\(decimal(exact, 2)) s" }
    return "\(decimal(first, 2)) s, all \(decimal(exact, 2)) s"
  }

  /// What computes here.
  private var machineRows: [Row] {
    guard let machine = state.machine else { return [Row("", [Span("unknown", .quiet)])] }
    return [
      Row("kernels", [Span(machine.kernels)]),
      Row("bf16", [Span(machine.hasBFloat16 ? "fast here" : "no instructions for it")]),
      Row("threads", [Span("\(machine.threads)")]),
    ]
  }

  private var compareRow: Row {
    let words =
      state.picture.fixedA != nil
      ? "A kept  " : state.picture.previous != nil ? "A = before  " : "no A yet  "
    return Row(
      "A/B",
      [
        Span(words), Span("c", .strong, .hold(.compareHold)), Span(" "),
        Span("C", .strong, .press(.character("C"))), Span(" "),
        Span("v", .strong, .press(.character("v"))),
      ])
  }

  private var statisticsRow: Row {
    guard state.capabilities?.hasRunningStatistics != false else {
      return Row("norm", [Span("of this picture", .quiet)], .statistics)
    }
    let words = state.settings.statistics == .running ? "running" : "of this picture"
    return Row("norm", [Span(words, .normal, .command(.statistics))], .statistics)
  }

  private var photoRow: Row {
    guard let photo = state.view.underPhoto else {
      return Row(
        "under", [Span("no photo  "), Span("G", .strong, .press(.character("G")))], .photo)
    }
    return Row(
      "under",
      [
        Span(state.view.showsPhotoUnder ? "\(photo)  " : "off  "),
        Span("g", .strong, .press(.character("g"))),
      ], .photo)
  }

  private var pictureRows: [Row] {
    let median = state.model.medianSeconds.map { "\(decimal($0, 2)) s" } ?? "not yet"
    let live = state.preferences.livePrecision == .bfloat16 ? "bf16" : "fp32"
    let shown =
      state.picture.image == nil
      ? "none yet"
      : (state.picture.precision == .bfloat16 ? "bf16" : "fp32")
        + (state.picture.stale > 0 ? ", \(state.picture.stale) old" : ", current")
    return [
      Row("shown", [Span(shown)]), Row("latency", [Span(latencyWords)]),
      Row("median", [Span(median)]),
      Row(
        "live",
        [
          Span(live + "  ", .normal, .command(.precision)),
          Span("R", .strong, .press(.character("R"))),
        ],
        .precision),
      statisticsRow, compareRow,
    ]
  }

  private var undoRow: Row {
    Row(
      "undo",
      [
        Span("u", .strong, .press(.character("u"))), Span(" \(state.history.past.count) back  "),
        Span("U", .strong, .press(.character("U"))), Span(" \(state.history.future.count)"),
      ])
  }

  private var historyRows: [Row] {
    let target = HitTarget.press(.character("u"))
    if state.history.past.isEmpty, state.history.future.isEmpty {
      return [Row("", [Span("nothing done yet", .quiet)])]
    }
    var rows = state.history.past.suffix(4).reversed().map {
      Row("", [Span("u ", .strong, target), Span($0.name, .normal, target)])
    }
    let more = state.history.past.count - rows.count
    rows.append(
      Row(
        "",
        [
          Span("\(max(0, more)) more · ", .quiet), Span("U", .strong, .press(.character("U"))),
          Span(" \(state.history.future.count) ahead", .quiet),
        ]))
    return rows
  }

  private var modelName: String { state.model.description?.name ?? "this model" }

  private var boxSpans: [Span] { state.box?.text.spans ?? [] }
}
