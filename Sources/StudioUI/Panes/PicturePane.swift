import Canvas
import Imaging
import Studio
import Synthesis
import Terminal

/// The picture that came back, and what its title says about how true it is.
struct PicturePane {
  let state: StudioState
  let appearance: LabelAppearance
  let layout: ScreenLayout

  func draw(into painter: inout Painter) {
    drawTitle(into: &painter)
    let area = layout.picture
    guard !area.isEmpty else { return }
    painter.hits.add(area, .pane(.picture))
    guard let shown = shownImage else {
      drawAbsence(in: area, into: &painter)
      return
    }
    let viewport = layout.pictureViewport(of: state, image: shown.size)
    drawPicture(shown, viewport, into: &painter)
    painter.hits.add(viewport.shownCells, .picture)
    drawMarks(viewport, into: &painter)
  }

  private func drawPicture(
    _ shown: RGBImage, _ viewport: CellViewport, into painter: inout Painter
  ) {
    let display = painter.display.pictures
    let isPlain =
      state.picture.failure == nil
      && (state.view.compare == .beside || state.commands.hold?.kind == .showA)
    // Most screens show the same picture again: fitting its cells is the dearest part of them.
    if isPlain, let known = painter.pictureCells, known.isFor(shown, viewport, display) {
      painter.buffer.draw(known.drawn.cells, at: viewport.area.origin)
      return
    }
    let dots = display.dots(for: viewport)
    let sampled = viewport.sampled(shown, dots: dots)
    if isPlain {
      var drawn: DrawnPixels
      if let known = painter.pictureCells, known.isIn(viewport, display) {
        drawn = known.drawn
        drawn.follow(sampled)
      } else {
        drawn = DrawnPixels(sampled, dots: dots, display: display)
      }
      painter.buffer.draw(drawn.cells, at: viewport.area.origin)
      painter.pictureCells = PictureCells(image: shown, viewport: viewport, drawn: drawn)
      return
    }
    var pane = PixelPane(viewport: viewport, dots: dots, colors: sampled)
    compare(&pane)
    if state.picture.failure != nil {
      pane.changeAll { _, color in color.mixed(with: RGB(0, 0, 0), 0.5) }
    }
    var cells = CellBuffer(viewport.area.size)
    cells.drawPixels(
      pane.colors, dots: dots, at: CellPoint(column: 0, row: 0), display: display)
    painter.buffer.draw(cells, at: viewport.area.origin)
  }

  /// The picture to show: A while it is held, else the latest.
  private var shownImage: RGBImage? {
    if state.commands.hold?.kind == .showA, let other = state.picture.imageA { return other }
    return state.picture.image
  }

  // MARK: Comparison

  private func compare(_ pane: inout PixelPane) {
    guard state.commands.hold?.kind != .showA else { return }
    switch state.view.compare {
    case .beside: break
    case .blend:
      if state.leftPane == .map { blend(&pane) }
    case .wipe: wipe(&pane)
    case .difference: difference(&pane)
    }
  }

  /// The map's colours over the picture, `amount` strong.
  private func blend(_ pane: inout PixelPane) {
    let labels = state.editing.document.labels.resizedNearest(to: pane.viewport.image)
    let sampled = pane.viewport.sampled(labels, dots: pane.dots)
    pane.changeAll { index, color in
      sampled.elements[index].map { color.mixed(with: appearance[$0].color, state.view.amount) }
        ?? color
    }
  }

  /// A to the left of the edge, the picture to the right.
  private func wipe(_ pane: inout PixelPane) {
    guard let other = sampledA(pane) else { return }
    let shown = pane.viewport.shownCells
    let edge =
      (shown.column - pane.viewport.area.column
        + Int((Double(shown.columns) * state.view.amount).rounded())) * pane.dots.columns
    let width = pane.colors.width
    pane.changeAll { index, color in
      let column = index % width
      if column == edge { return color.contrasting }
      return column < edge ? other.elements[index] ?? color : color
    }
  }

  /// How far the picture is from A, four times as bright: black is equal.
  private func difference(_ pane: inout PixelPane) {
    guard let other = sampledA(pane) else {
      pane.changeAll { _, _ in RGB(0, 0, 0) }
      return
    }
    func far(_ first: UInt8, _ second: UInt8) -> UInt8 {
      UInt8(min(255, 4 * abs(Int(first) - Int(second))))
    }
    pane.changeAll { index, color in
      guard let other = other.elements[index] else { return color }
      return RGB(
        far(color.red, other.red), far(color.green, other.green), far(color.blue, other.blue))
    }
  }

  private func sampledA(_ pane: PixelPane) -> Raster<RGB?>? {
    state.picture.imageA.map {
      pane.viewport.sampled($0.resizedNearest(to: pane.viewport.image), dots: pane.dots)
    }
  }

  // MARK: Marks

  private func drawMarks(_ viewport: CellViewport, into painter: inout Painter) {
    if let part = state.picture.nearIn ?? state.picture.exactIn {
      painter.markCorners(part, signs: ["┌", "┐", "└", "┘"], in: viewport)
    }
    painter.markNoiseBoxes(of: state, in: viewport)
    for object in state.editing.selection?.objects ?? [] {
      guard let measure = state.editing.document.measure(of: object) else { continue }
      painter.markCorners(
        measure.bounds.scaled(from: state.editing.document.size, to: viewport.image),
        signs: ["┏", "┓", "┗", "┛"], in: viewport)
    }
    guard state.leftPane == .map else { return }
    let here = state.editing.cursor.point.scaled(
      from: state.editing.document.size, to: viewport.image)
    painter.mark("┼", at: viewport.cell(of: here), clippedTo: viewport.area)
  }

  /// Words in place of a picture that never was: what is missing and what can be done.
  private func drawAbsence(in area: CellRect, into painter: inout Painter) {
    var lines: [[Span]]
    if let name = state.model.loading {
      let part = state.model.fraction.map { " \(Int($0 * 100)) %" } ?? ""
      lines = [
        [Span("loading \(name)\(part)", .strong)], [Span("painting works already", .quiet)],
      ]
    } else if state.model.description == nil, let failure = state.model.failure {
      lines = [
        [Span("✗ the model could not be loaded", .error)], [Span(failure.what)],
        [Span(failure.advice, .quiet)],
        [Span("M", .strong, .press(.character("M"))), Span(" chooses another", .normal)],
        [Span("painting works already", .quiet)],
      ].filter { $0 != [Span("", .quiet)] }
    } else if state.model.description == nil {
      lines = [
        [Span("no model yet", .strong)],
        [Span("M", .strong, .press(.character("M"))), Span(" chooses one", .normal)],
        [Span("ganvas models import FILE", .normal)], [Span("brings in a checkpoint", .quiet)],
        [Span("painting works already", .quiet)],
      ]
    } else if let failure = state.picture.failure {
      lines = [
        [Span("✗ no picture", .error)], [Span(failure.what)], [Span(failure.advice, .quiet)],
      ]
    } else {
      lines = [[Span("the first picture is on its way", .quiet)]]
    }
    let words = [Span("painting works already", .quiet)]
    lines.removeAll { $0 == words && state.leftPane != .map }
    let top = area.row + max(0, (area.rows - lines.count) / 2)
    for (index, spans) in lines.enumerated() {
      let width = min(area.columns, painter.width(of: spans))
      let place = CellRect(
        column: area.column + (area.columns - width) / 2, row: top + index, columns: width, rows: 1
      )
      painter.line(spans, in: place.intersection(area))
    }
  }

  // MARK: Title

  private func drawTitle(into painter: inout Painter) {
    guard !layout.pictureTitle.isEmpty else { return }
    var words = state.picture.words(at: state.clock).map { [Span($0)] }
    if let first = words.first, first == [Span("bf16")] {
      words[0] = [Span("bf16", .normal, .press(.character("R")))]
    }
    if let name = state.model.loading {
      let part = state.model.fraction.map { " \(Int($0 * 100)) %" } ?? ""
      words.append([Span("loading \(name)\(part)")])
    }
    if state.commands.hold?.kind == .showA { words = [[Span("A", .warning)]] }
    var trailing: [[Span]] = []
    if state.picture.fixedA != nil {
      trailing.append(
        [
          Span("A kept ", .normal, .press(.character("C"))),
          Span("c", .strong, .hold(.compareHold)),
        ])
    } else if layout.width != .narrow, state.picture.previous != nil {
      trailing.append([Span("c", .strong, .hold(.compareHold)), Span(" A")])
    }
    if layout.width != .narrow || state.view.compare != .beside {
      trailing.append(.init(Span.key("v", compareWords)))
    }
    PaneTitle(
      name: [Span("Picture")], parts: words, trailing: trailing,
      isFocused: state.view.focus == .picture && state.cards.card == nil, target: .pane(.picture)
    ).draw(in: layout.pictureTitle, into: &painter)
  }

  private var compareWords: String {
    switch state.view.compare {
    case .beside: "beside"
    case .blend: "blend \(Int(state.view.amount * 100)) %"
    case .wipe: "wipe \(Int(state.view.amount * 100)) %"
    case .difference: "difference"
    }
  }
}

extension ScreenLayout {
  /// Which part of the map stands where.
  func mapViewport(of state: StudioState) -> CellViewport {
    CellViewport(
      image: state.editing.document.size, area: map, zoom: state.view.map.zoom,
      centerX: state.view.map.centerX, centerY: state.view.map.centerY)
  }

  /// Which part of a picture stands where.
  func pictureViewport(of state: StudioState, image: PixelSize) -> CellViewport {
    CellViewport(
      image: image, area: picture, zoom: state.view.picture.zoom,
      centerX: state.view.picture.centerX, centerY: state.view.picture.centerY)
  }
}
