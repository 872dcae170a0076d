import Imaging
import Studio
import Synthesis
import Terminal

/// The Latent dock: the plane of seeds (unless it stands in the map's place), and everything about
/// the latent in rows: ψ, mixing, noise, classes, stars.
struct LatentPane {
  let state: StudioState
  let layout: ScreenLayout

  /// Columns of a column of rows.
  private static let rowColumns = 46

  /// The part of the dock that shows the plane of seeds.
  static func seedPlane(in area: CellRect) -> CellRect {
    var rest = area.inset(columns: 1, rows: 0)
    return rest.cutLeft(min(max(24, rest.columns - rowColumns), max(46, rest.columns / 2)))
  }

  func draw(into painter: inout Painter) {
    guard let dock = layout.dock(of: .latent) else { return }
    drawTitle(in: dock.title, into: &painter)
    guard !dock.area.isEmpty else { return }
    painter.buffer.fill(dock.area)
    painter.hits.add(dock.area, .pane(.latent))
    var rest = dock.area.inset(columns: 1, rows: 0)
    if state.leftPane != .seedGrid, let ground = layout.seedPlaneGrid(of: state) {
      SeedPlaneView(state: state, ground: ground).draw(into: &painter)
      _ = rest.cutLeft(ground.area.columns + 2)
    }
    let columns = max(1, rest.columns / Self.rowColumns)
    let shown = lines(for: columns * rest.rows)
    for (index, line) in shown.enumerated() {
      let column = index / rest.rows
      guard column < columns else { break }
      let place = CellRect(
        column: rest.column + column * Self.rowColumns, row: rest.row + index % rest.rows,
        columns: column == columns - 1
          ? rest.columns - column * Self.rowColumns : Self.rowColumns - 2, rows: 1)
      draw(line, in: place, into: &painter)
    }
  }

  // MARK: Lines

  /// One line of the dock.
  struct Line {
    var name: String
    var spans: [Span]
    /// Keys behind it, as many as have room.
    var keys: [[Span]] = []
    var row: LatentRow?
    /// What the scale at the line's end turns, and its columns.
    var slider: (target: HitTarget, columns: Int)?
    /// Columns before the scale; `nil` where it ends the line.
    var sliderStart: Int?
    /// Whether it may be left out where rows are few; the largest first.
    var rank = 0
  }

  private func draw(_ line: Line, in rect: CellRect, into painter: inout Painter) {
    if let row = line.row { painter.hits.add(rect, .latent(.row(row))) }
    let isFocused =
      state.view.focus == .latent && state.latentPane.part == .layers
      && line.row == state.latentPane.row && !state.seedPlaneIsFocused && line.rank < 8
    if isFocused, line.row != nil { painter.text("▸", in: rect, .focus) }
    var rest = rect
    _ = rest.cutLeft(1)
    let name = rest.cutLeft(6)
    painter.text(line.name, in: name, isFocused && line.row != nil ? .focus : .quiet)
    let end = painter.line(line.spans, in: rest)
    if !line.keys.isEmpty {
      painter.groups(line.keys, in: rest.dropLeft(end + 2 - rest.column))
    }
    guard let slider = line.slider else { return }
    let scale = CellRect(
      column: line.sliderStart.map { rest.column + $0 } ?? end - slider.columns, row: rest.row,
      columns: slider.columns, rows: 1)
    painter.hits.add(scale.intersection(rest), slider.target)
  }

  /// The lines that have room, with the focused one among them.
  private func lines(for room: Int) -> [Line] {
    var all = allLines
    while all.count > room, let most = all.map(\.rank).max(), most > 0,
      let index = all.lastIndex(where: { $0.rank == most })
    {
      all.remove(at: index)
    }
    guard all.count > room, room > 0 else { return all }
    let isOnRows = state.latentPane.part == .layers
    let focused = isOnRows ? all.lastIndex { $0.row == state.latentPane.row } ?? 0 : 0
    let start = isOnRows ? min(max(0, focused - room + 1), all.count - room) : all.count - room
    return Array(all.dropFirst(state.latentPane.part == .seedPlane ? 0 : start).prefix(room))
  }

  private var allLines: [Line] {
    let rows = state.latentRows
    var lines = [seedLine]
    if SeedPlace(state.picture.settings.latent.source) != nil { lines.append(placeLine) }
    for row in rows {
      switch row {
      case .psi: lines.append(psiLine)
      case .kind: lines.append(kindLine)
      case .cutoff: lines.append(cutoffLine)
      case .mix: lines.append(mixLine)
      case .layers: lines += layerLines
      case .classLayers: lines += classLines
      case .directions: lines += directionLines
      case .noise: lines.append(noiseLine)
      case .mixture: lines.append(mixtureLine)
      case .startScale, .entryScale, .width, .height: lines.append(pyramidLine(row))
      case .blending: lines.append(blendingLine)
      case .noiseBoxes: lines.append(noiseBoxLine)
      }
    }
    return lines + [starLine, keyLine]
  }

  // MARK: Title

  private func drawTitle(in rect: CellRect, into painter: inout Painter) {
    let isFocused = state.view.focus == .latent && state.cards.card == nil
    let part = state.seedPlaneIsFocused ? "seed grid" : partWords
    var parts: [[Span]] = isFocused ? [[Span(part)]] : []
    parts.append([Span("\(SeedGridPane.words(for: state)) · \(state.latentNumber.text)")])
    if state.leftPane != .seedGrid, state.latentPane.drift != nil {
      parts.append([Span("drifting", .focus)])
    }
    if let failure = state.latentPane.seedPlane.failure {
      parts.append([Span("✗ no thumbnails: \(failure.what)")])
    }
    let trailing: [[Span]] = isFocused && layout.width != .narrow ? [trailingSpans] : []
    PaneTitle(
      name: [Span("z", .strong, .press(.character("z"))), Span(" Latent")], parts: parts,
      trailing: trailing, isFocused: isFocused, target: .pane(.latent)
    ).draw(in: rect, into: &painter)
  }

  /// The focused part; of a layer its ψ, for which the rows have no room.
  private var partWords: String {
    let toolState = state.latentPane
    guard toolState.part == .layers, toolState.row == .layers else {
      return toolState.part.rawValue
    }
    guard (state.capabilities?.latent?.layers ?? 0) > 0 else { return "chunk \(toolState.layer)" }
    let own = state.picture.settings.latent.layerPsi[toolState.layer] == nil ? "" : " own"
    return "layer \(toolState.layer) ψ \(decimal(state.psi(ofLayer: toolState.layer), 2))\(own)"
  }

  private var trailingSpans: [Span] {
    if state.seedPlaneIsFocused { return [Span("drag or arrows fly")] }
    switch state.latentPane.part {
    case .seedPlane: return [Span("drag or arrows fly")]
    case .layers: return [Span("↑↓ row  ←→ change  Space switch  Enter type  Del default")]
    case .stars: return [Span("←→ choose  Space go  = name  Del away")]
    }
  }
}
