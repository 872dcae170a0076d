import Studio
import Terminal

/// The classes by name and their mixture: in the map's place with a model whose hand they are, in
/// the Palette's place with others that have classes.
struct ClassPane {
  let state: StudioState
  let layout: ScreenLayout

  /// Whether it is drawn in the Palette's place.
  private var isList: Bool { state.leftPane != .classes }
  private var isFocused: Bool {
    let focus = state.view.focus
    return state.cards.card == nil && (isList ? focus == .palette : focus == .map)
  }

  func draw(into painter: inout Painter) {
    let title = isList ? layout.paletteTitle : layout.mapTitle
    guard !title.isEmpty else { return }
    var parts = [[Span("\(state.classNames.count)")]]
    if !isList {
      parts.append([Span(state.words(forClasses: state.picture.settings.classWeights))])
      if let words = state.walkMapWords { parts = [[Span("of " + words)], [Span("on the walk")]] }
    }
    PaneTitle(
      name: [Span("/", .strong, .press(.character("/"))), Span(" Classes")], parts: parts,
      isFocused: isFocused, target: isList ? .press(.character("/")) : .pane(.map)
    ).draw(in: title, into: &painter)
    var area = isList ? layout.palette : layout.map
    painter.buffer.fill(area)
    painter.hits.add(area, .classBackground)
    if isFocused, state.editing.palette.isSearching {
      painter.line([Span(" > ", .focus)] + state.editing.palette.query.spans, in: area.cutTop(1))
    }
    let shares = state.classShares
    if !isList || shares.count > 1 {
      let rows = min(shares.count, max(2, area.rows / 3)) + 1
      drawMixture(shares, in: area.cutBottom(rows), into: &painter)
    }
    drawClasses(in: area, into: &painter)
  }

  private func drawClasses(in area: CellRect, into painter: inout Painter) {
    let classes = state.matchingClasses
    guard !classes.isEmpty else {
      painter.text(
        "no class like \(state.editing.palette.query.text)",
        in: area.line(0).inset(columns: 1, rows: 0),
        .quiet)
      return
    }
    let focus = classes.firstIndex(of: state.latentPane.chosenClass) ?? 0
    let first = PalettePane.firstRow(focus: focus, count: classes.count, room: area.rows)
    let shares = Dictionary(uniqueKeysWithValues: state.classShares.map { ($0.id, $0.share) })
    for (index, id) in classes.dropFirst(first).prefix(area.rows).enumerated() {
      let line = area.line(index)
      painter.hits.add(line, .latent(.classTaken(id)))
      let isChosen =
        isFocused && !state.latentPane.listsMixture && id == state.latentPane.chosenClass
      let share = shares[id] ?? 0
      painter.text(isChosen ? "▸" : " ", in: line, .focus)
      var rest = line
      _ = rest.cutLeft(1)
      let digit = state.latentPane.saved.recentClasses.firstIndex(of: id).map { "\($0 + 1)" } ?? ""
      painter.text(digit, in: rest.cutLeft(2), .quiet)
      painter.text(share > 0 ? "■" : "·", in: rest.cutLeft(2), share > 0 ? .strong : .quiet)
      painter.text(
        percent(share), in: rest.cutRight(min(7, rest.columns)).inset(columns: 1, rows: 0),
        .normal, trailing: true)
      painter.text(state.classNames[id], in: rest, share > 0 || isChosen ? .strong : .normal)
    }
    if classes.count - first > area.rows, area.rows > 1 {
      let line = area.line(area.rows - 1).inset(columns: 1, rows: 0)
      painter.text("↓ \(classes.count - first - area.rows)", in: line, .quiet, trailing: true)
    }
  }

  private func drawMixture(
    _ shares: [(id: Int, share: Double)], in rect: CellRect, into painter: inout Painter
  ) {
    var area = rect
    let isHere = isFocused && state.latentPane.listsMixture
    PaneTitle(
      name: [Span("Mixture")], trailing: [Span.key("Tab", isHere ? "list" : "")], isFocused: isHere,
      target: .press(.key(.tab))
    ).draw(in: area.cutTop(1), into: &painter)
    let focus = shares.firstIndex { $0.id == state.latentPane.chosenClass } ?? 0
    let first = PalettePane.firstRow(focus: focus, count: shares.count, room: area.rows)
    for (index, entry) in shares.dropFirst(first).prefix(area.rows).enumerated() {
      let line = area.line(index)
      let isChosen = isHere && entry.id == state.latentPane.chosenClass
      painter.text(isChosen ? "▸" : " ", in: line, .focus)
      var rest = line
      _ = rest.cutLeft(1)
      painter.text(
        percent(entry.share), in: rest.cutRight(7).inset(columns: 1, rows: 0), .strong,
        trailing: true)
      let names = min(max(8, rest.columns / 2), 20)
      let name = state.classNames.indices.contains(entry.id) ? state.classNames[entry.id] : "?"
      painter.text(name, in: rest.cutLeft(names), isChosen ? .strong : .normal)
      _ = rest.cutLeft(1)
      let filled = Int((entry.share * Double(rest.columns)).rounded())
      let bar =
        String(repeating: "▄", count: filled)
        + String(repeating: "─", count: max(0, rest.columns - filled))
      painter.text(bar, in: rest, isChosen ? .focus : .quiet)
      painter.hits.add(rest, .slider(.classShare(entry.id), low: 0, high: 1))
    }
  }
}

/// Layers of w, or chunks of z, in the Palette's place: which are mixed, and ψ of each.
struct LayerPane {
  let state: StudioState
  let layout: ScreenLayout

  func draw(into painter: inout Painter) {
    guard !layout.paletteTitle.isEmpty else { return }
    let latent = state.capabilities?.latent
    let hasLayers = (latent?.layers ?? 0) > 0
    let count = state.mixableParts
    PaneTitle(
      name: [Span("/", .strong, .press(.character("/"))), Span(hasLayers ? " Layers" : " Chunks")],
      parts: [[Span(count > 0 ? "\(count) of \(hasLayers ? "w" : "z")" : "none")]],
      isFocused: false,
      target: .press(.character("/"))
    ).draw(in: layout.paletteTitle, into: &painter)
    var area = layout.palette
    painter.buffer.fill(area)
    painter.hits.add(area, .press(.character("/")))
    guard count > 0 else {
      painter.paragraph(
        "z of this model has \(latent?.dimension ?? 0) numbers and is taken whole: nothing to mix "
          + "layer by layer.", in: area.inset(columns: 1, rows: 0), .quiet)
      return
    }
    let head = area.cutTop(1).inset(columns: 1, rows: 0)
    painter.text(hasLayers ? "layer mix   ψ" : "chunk z    class", in: head, .quiet)
    let mixing = state.picture.settings.latent.mixing
    let words = mixing.map { "mix: seed \(state.mixSeed)\($0.classWeights.isEmpty ? "" : ",")" }
    if let words {
      let footer = area.cutBottom(mixing?.classWeights.isEmpty == false ? 2 : 1)
        .inset(columns: 1, rows: 0)
      painter.text(words, in: footer.line(0), .quiet)
      if let classes = mixing?.classWeights, !classes.isEmpty {
        painter.text(state.words(forClasses: classes), in: footer.line(1), .quiet)
      }
    }
    let first = PalettePane.firstRow(
      focus: state.latentPane.layer, count: count, room: area.rows)
    for (index, layer) in (0..<count).dropFirst(first).prefix(area.rows).enumerated() {
      draw(layer, hasLayers: hasLayers, in: area.line(index), into: &painter)
    }
  }

  private func draw(
    _ layer: Int, hasLayers: Bool, in line: CellRect, into painter: inout Painter
  ) {
    let latent = state.picture.settings.latent
    let isFocused =
      state.view.focus == .latent && state.latentPane.part == .layers
      && (state.latentPane.row == .layers || state.latentPane.row == .classLayers)
      && state.latentPane.layer == layer
    painter.text(isFocused ? "▸" : " ", in: line, .focus)
    var rest = line
    _ = rest.cutLeft(1)
    painter.text(
      "\(layer)".leftPadded(to: 3), in: rest.cutLeft(5), isFocused ? .focus : .normal)
    let isMixed = latent.mixing?.layers.contains(layer) == true
    let box = rest.cutLeft(5)
    painter.text(isMixed ? " ■" : " ·", in: box, isMixed ? .strong : .normal)
    painter.hits.add(box, .latent(.layer(.layers, layer)))
    if hasLayers {
      let own = latent.layerPsi[layer] != nil
      painter.text(
        decimal(state.psi(ofLayer: layer), 2), in: rest.cutLeft(6), own ? .strong : .quiet)
      painter.hits.add(rest, .slider(.layerPsi(layer), low: -1, high: 2))
      let columns = rest.columns - 1
      guard columns > 2 else { return }
      let place = Int(((state.psi(ofLayer: layer) + 1) / 3 * Double(columns - 1)).rounded())
      let one = Int((2.0 / 3 * Double(columns - 1)).rounded())
      painter.line(
        (0..<columns).map { column in
          column == place
            ? Span("●", own ? .focus : .quiet) : Span(column == one ? "┼" : "─", .quiet)
        }, in: rest)
    } else if state.latentRows.contains(.classLayers), layer > 0 {
      let isMixed = latent.mixing?.classLayers.contains(layer) == true
      painter.text(isMixed ? "  ■" : "  ·", in: rest, isMixed ? .strong : .normal)
      painter.hits.add(rest, .latent(.layer(.classLayers, layer)))
    }
  }
}
