import Canvas
import Imaging
import Studio
import Terminal

/// The label map with everything that lies on it.
struct MapPane {
  let state: StudioState
  let appearance: LabelAppearance
  let layout: ScreenLayout

  /// Which part of the map stands where.
  var viewport: CellViewport { layout.mapViewport(of: state) }

  func draw(into painter: inout Painter) {
    drawTitle(into: &painter)
    let area = layout.map
    guard !area.isEmpty else { return }
    let viewport = viewport
    let labels = viewport.sampled(state.editing.document.labels)
    if painter.display.pixelGlyphs == .halfBlocks {
      drawColors(labels, viewport, into: &painter)
    } else {
      drawSigns(labels, viewport, into: &painter)
    }
    painter.hits.add(area, .pane(.map))
    painter.hits.add(viewport.shownCells, .map)
    if state.view.showsNames {
      NamesOnMap(labels: labels, set: state.editing.document.labelSet, appearance: appearance)
        .draw(in: area, into: &painter)
    }
    painter.markNoiseBoxes(of: state, in: viewport)
    if let index = state.framedKeyframe {
      CameraFrame(
        camera: state.timeline.walk.keyframes[index].camera, map: state.editing.document.size,
        viewport: viewport
      ).draw(into: &painter)
      return
    }
    drawSelection(viewport, into: &painter)
    Locator(state: state, appearance: appearance, viewport: viewport).draw(into: &painter)
    if state.view.focus != .map || !state.editing.toolState.tool.draws {
      painter.mark("┼", at: viewport.cell(of: state.editing.cursor.point), clippedTo: area)
    }
  }

  // MARK: Colours

  private func drawColors(
    _ labels: Raster<UInt16?>, _ viewport: CellViewport, into painter: inout Painter
  ) {
    let origin = viewport.area.origin
    painter.buffer.drawLabels(labels, at: origin, appearance: appearance, signs: .halfBlocks)
    var pane = PixelPane(
      viewport: viewport, colors: labels.map { $0.map { appearance[$0].color } })
    let plain = pane.colors
    drawPhotoUnder(&pane)
    drawDimming(&pane, labels)
    drawGrid(&pane)
    drawPreview(&pane, labels)
    if state.view.focus == .map, state.editing.toolState.tool.draws {
      pane.drawRing(of: state.editing.toolState.brush, at: state.editing.cursor.point)
    }
    // Only cells that a mark touched are drawn again: the others keep exact colours and signs.
    let depth = painter.display.depth
    for row in 0..<viewport.area.rows {
      for column in 0..<viewport.area.columns {
        let upper = 2 * row * plain.width + column
        let lower = upper + plain.width
        guard
          pane.colors.elements[upper] != plain.elements[upper]
            || pane.colors.elements[lower] != plain.elements[lower]
        else { continue }
        painter.buffer[origin.column + column, origin.row + row] = .halves(
          upper: pane.colors.elements[upper]?.exactCellColor(depth) ?? .standard,
          lower: pane.colors.elements[lower]?.exactCellColor(depth) ?? .standard)
      }
    }
  }

  private func drawPhotoUnder(_ pane: inout PixelPane) {
    guard state.view.showsPhotoUnder, let name = state.view.underPhoto,
      let photo = state.picture.photos.pictures[name]
    else { return }
    let size = state.editing.document.size
    let fitted = photo.covering(size)
    let colors = pane.viewport.sampled(fitted)
    pane.changeAll { index, color in
      colors.elements[index].map { $0.mixed(with: color, 0.4) } ?? color
    }
  }

  private func drawDimming(_ pane: inout PixelPane, _ labels: Raster<UInt16?>) {
    guard state.commands.hold?.kind == .dimOthers else { return }
    let kept = state.editing.toolState.label
    pane.changeAll { index, color in
      labels.elements[index] == kept ? color : color.mixed(with: RGB(16, 16, 16), 0.75)
    }
  }

  /// Lines between picture pixels: every pixel where they are large, else every 2, 4, 8… of them,
  /// so that lines stand at least four screen pixels apart.
  private func drawGrid(_ pane: inout PixelPane) {
    guard state.view.showsGrid else { return }
    var step = 1
    while Double(step) < 4 * pane.viewport.scale { step *= 2 }
    func isLine(_ sources: Range<Int>?) -> Bool {
      sources.map { $0.contains { $0.isMultiple(of: step) } } ?? false
    }
    let rows = (0..<pane.colors.height).map { isLine(pane.viewport.sourceRows(of: $0)) }
    let columns = (0..<pane.colors.width).map { isLine(pane.viewport.sourceColumns(of: $0)) }
    for y in 0..<pane.colors.height {
      for x in 0..<pane.colors.width where rows[y] || columns[x] {
        pane.change(x, y) { $0.mixed(with: $0.contrasting, 0.12) }
      }
    }
  }

  /// What the hand would do, exactly, two thirds as strong as if it were done.
  private func drawPreview(_ pane: inout PixelPane, _ labels: Raster<UInt16?>) {
    guard let changed = previewLabels(pane.viewport) else { return }
    pane.changeAll { index, color in
      guard let label = changed.elements[index], label != labels.elements[index] else {
        return color
      }
      return color.mixed(with: appearance[label].color, 0.67)
    }
  }

  private func previewLabels(_ viewport: CellViewport) -> Raster<UInt16?>? {
    guard let patch = state.editing.preview?.patch, !patch.isEmpty else { return nil }
    var document = state.editing.document
    guard document.apply(patch), document.size == viewport.image else { return nil }
    return viewport.sampled(document.labels)
  }

  // MARK: Signs

  private func drawSigns(
    _ labels: Raster<UInt16?>, _ viewport: CellViewport, into painter: inout Painter
  ) {
    let area = viewport.area
    let signs = painter.display.pixelGlyphs
    let shown = previewLabels(viewport) ?? labels
    painter.buffer.drawLabels(shown, at: area.origin, appearance: appearance, signs: signs)
    for row in 0..<area.rows {
      for column in 0..<area.columns {
        let index = (2 * row + 1) * shown.width + column
        let place = CellRect(
          column: area.column + column, row: area.row + row, columns: 1, rows: 1)
        if shown.elements[index] != labels.elements[index] {
          painter.buffer.restyle(place) { $0.bold = true }
        } else if state.commands.hold?.kind == .dimOthers,
          shown.elements[index] != state.editing.toolState.label
        {
          painter.buffer.restyle(place) { $0.dim = true }
        }
      }
    }
    guard state.view.focus == .map, state.editing.toolState.tool.draws else { return }
    let box = state.editing.toolState.brush.box(at: state.editing.cursor.point)
    let size = painter.display.usesUnicode ? ["╭", "╮", "╰", "╯"] : ["+", "+", "+", "+"]
    if Double(box.width) / viewport.scale >= 2 {
      painter.markCorners(box, signs: size, in: viewport)
    }
    painter.mark("+", at: viewport.cell(of: state.editing.cursor.point), clippedTo: area)
  }

  // MARK: Marks

  private func drawSelection(_ viewport: CellViewport, into painter: inout Painter) {
    let heavy = ["┏", "┓", "┗", "┛"]
    let focus = ["┌", "┐", "└", "┘"]
    switch state.editing.gesture {
    case .box(let from):
      painter.markCorners(
        PixelRect(spanning: from, state.editing.cursor.point), signs: focus, in: viewport)
    case .lasso(let points):
      for point in points {
        painter.mark("·", at: viewport.cell(of: point), clippedTo: viewport.area)
      }
    case .shape(let corners):
      for point in corners {
        painter.mark("·", at: viewport.cell(of: point), clippedTo: viewport.area)
      }
    case .stroke, .moving, nil: break
    }
    switch state.editing.selection {
    case .objects(let objects):
      for object in objects {
        guard let measure = state.editing.document.measure(of: object) else { continue }
        painter.markCorners(measure.bounds, signs: heavy, in: viewport)
      }
    case .area(let area):
      painter.markCorners(state.editing.document.mask(of: area).bounds, signs: focus, in: viewport)
    case nil: break
    }
  }
}

extension PixelRect {
  /// The rectangle between two pixels, both included.
  init(spanning first: PixelPoint, _ second: PixelPoint) {
    self.init(
      x: min(first.x, second.x), y: min(first.y, second.y), width: abs(first.x - second.x) + 1,
      height: abs(first.y - second.y) + 1)
  }
}

// MARK: - Title

extension MapPane {
  private func drawTitle(into painter: inout Painter) {
    let rect = layout.mapTitle
    guard !rect.isEmpty else { return }
    let isFocused = state.view.focus == .map && state.cards.card == nil
    var parts: [[Span]] = [toolPart]
    if state.capabilities?.labels == nil, state.model.description != nil {
      parts = []
    } else if let part = objectPart {
      parts.append([part])
    }
    if !state.editing.toolState.mirror.isEmpty {
      parts.append([
        Span("m", .strong, .press(.character("m"))),
        Span(" \(state.editing.toolState.mirror.sign)"),
      ])
    }
    if let words = state.walkMapWords { parts = [[Span("of " + words)], [Span("on the walk")]] }
    var trailing: [[Span]] = []
    if layout.width != .narrow || !state.view.map.fits {
      trailing.append([Span(zoomWords, .normal)])
    }
    if layout.width == .wide {
      trailing.append(.init(Span.key("_", "names")))
      trailing.append(.init(Span.key("#", "grid")))
    }
    PaneTitle(
      name: [Span("Map")], parts: parts, trailing: trailing, isFocused: isFocused,
      target: .pane(.map)
    ).draw(in: rect, into: &painter)
  }

  private var zoomWords: String {
    let scale = viewport.scale
    let ratio =
      scale >= 1 ? "1:\(decimal(scale, scale < 10 ? 1 : 0))" : "\(decimal(1 / scale, 1)):1"
    return (state.view.map.fits ? "zoom fit " : "zoom ") + ratio
  }

  private var toolPart: [Span] {
    let toolState = state.editing.toolState
    let button = HitTarget.press(.character(toolState.tool.key.first ?? "b"))
    let size = "\(toolState.brush.shape.sign) \(toolState.brush.size)"
    let words: String
    switch toolState.tool {
    case .brush: words = "brush \(size)"
    case .eraser: words = "eraser \(size) \(toolState.erasesToOpened ? "to opened" : "to none")"
    case .fill: words = toolState.fillsObject ? "fill object" : "fill region"
    case .line: words = "line \(size)"
    case .rectangle: words = toolState.outlinesRectangle ? "outline \(size)" : "rectangle"
    case .oval: words = toolState.outlinesOval ? "oval line \(size)" : "oval"
    case .select: words = toolState.selectsByLasso ? "select lasso" : "select"
    case .stamp: words = toolState.stampFlip.isEmpty ? "stamp" : "stamp \(toolState.stampFlip.sign)"
    }
    return [Span(toolState.tool.key, .strong, button), Span(" " + words, .normal, button)]
  }

  /// The label in hand and the object the next stroke belongs to, for instance `tree 3, new`.
  private var objectPart: Span? {
    let toolState = state.editing.toolState
    let name = state.editing.document.labelSet.name(of: Int(toolState.label))
    if case .objects(let selected) = state.editing.selection, let first = selected.first {
      let all = state.editing.document.objects(of: first.label)
      if let object = all.first(where: { $0.id == first }) {
        let label = state.editing.document.labelSet.name(of: Int(first.label))
        return Span("\(label) \(object.rank) of \(all.count)")
      }
    }
    guard toolState.tool != .select, toolState.tool != .stamp else { return nil }
    if let continuing = toolState.continuing {
      let rank = state.editing.document.objects(of: continuing.label)
        .first { $0.id == continuing }?.rank
      return Span(rank.map { "\(name) \($0)" } ?? name)
    }
    if toolState.policy(for: state.currentLabel) == .never { return Span(name) }
    return Span("\(name) \(state.editing.document.objects(of: toolState.label).count + 1), new")
  }
}
