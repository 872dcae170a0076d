import Canvas
import Imaging
import Studio
import Synthesis
import Terminal

/// The styles of an object, or of the label in hand, as a strip of thumbnails on the real picture.
struct StylesPane {
  let state: StudioState
  let layout: ScreenLayout

  private static let leastColumns = 14
  private static let mostColumns = 18
  private static let gap = 2

  func draw(into painter: inout Painter) {
    guard let dock = layout.dock(of: .styles) else { return }
    drawTitle(in: dock.title, into: &painter)
    var area = dock.area
    guard !area.isEmpty else { return }
    painter.buffer.fill(area)
    painter.hits.add(area, .pane(.styles))
    area = area.inset(columns: 1, rows: 0)
    guard count > 0 else {
      drawAbsence(in: area, into: &painter)
      return
    }
    let captions = area.cutBottom(1)
    for (place, cluster) in shown(in: area).enumerated() {
      let columns = columns(in: area)
      let column = area.column + place * (columns + Self.gap)
      let cell = CellRect(column: column, row: area.row, columns: columns, rows: area.rows)
      let caption = CellRect(column: column, row: captions.row, columns: columns, rows: 1)
      draw(cluster, in: cell, into: &painter)
      drawCaption(of: cluster, in: caption, into: &painter)
      painter.hits.add(
        CellRect(column: column, row: area.row, columns: columns, rows: area.rows + 1),
        .style(cluster))
    }
  }

  private var subject: ObjectID { state.styleSubject }
  private var count: Int { state.styleCount(of: subject.label) }

  // MARK: Pages

  private func perPage(in area: CellRect) -> Int {
    min(count, max(1, (area.columns + Self.gap) / (Self.leastColumns + Self.gap)))
  }

  private func columns(in area: CellRect) -> Int {
    let shown = perPage(in: area)
    return min(Self.mostColumns, (area.columns - Self.gap * (shown - 1)) / max(1, shown))
  }

  /// The clusters on the page of the style that is seen.
  private func shown(in area: CellRect) -> [Int] {
    let page = perPage(in: area)
    let wanted = (state.shownStyle.cluster ?? 0) / max(1, page) * page
    let first = max(0, min(wanted, count - page))
    return Array(first..<min(count, first + page))
  }

  // MARK: Thumbnails

  private func draw(_ cluster: Int, in cell: CellRect, into painter: inout Painter) {
    guard let thumbnail = state.styles.strip.thumbnails[cluster] else {
      drawPlaceholder(cluster, in: cell, into: &painter)
      return
    }
    let image = thumbnail.frame.image
    let part = part(of: image.size, for: cell)
    let viewport = CellViewport(
      image: PixelSize(width: part.width, height: part.height), area: cell)
    let display = painter.display.pictures.withoutGraphics
    let dots = display.dots(for: viewport)
    var pane = PixelPane(
      viewport: viewport, dots: dots,
      colors: viewport.sampled(image.cropped(to: part), dots: dots))
    if !thumbnail.isCurrent {
      pane.changeAll { _, color in color.mixed(with: RGB(0, 0, 0), 0.4) }
    }
    painter.buffer.drawPixels(pane.colors, dots: dots, at: cell.origin, display: display)
  }

  private func drawPlaceholder(_ cluster: Int, in cell: CellRect, into painter: inout Painter) {
    let corners = ["┌", "┐", "└", "┘"]
    let rows = [cell.row, cell.row, cell.endRow - 1, cell.endRow - 1]
    let columns = [cell.column, cell.endColumn - 1, cell.column, cell.endColumn - 1]
    for (index, sign) in corners.enumerated() {
      let place = CellRect(column: columns[index], row: rows[index], columns: 1, rows: 1)
      painter.text(sign, in: place, .quiet)
    }
    let words: String
    if state.styles.strip.rendering == cluster {
      words = "rendering…"
    } else if state.styles.strip.failure != nil {
      words = "no picture"
    } else if state.styledObject == nil {
      words = "none painted"
    } else {
      words = "waiting…"
    }
    let inside = cell.inset(columns: 1, rows: 0).line(cell.rows / 2)
    let lead = max(0, (inside.columns - words.count) / 2)
    painter.text(String(repeating: " ", count: lead) + words, in: inside, .quiet)
  }

  /// The part of the picture around the object, in the shape of the thumbnail.
  private func part(of image: PixelSize, for cell: CellRect) -> PixelRect {
    let whole = PixelRect(x: 0, y: 0, width: image.width, height: image.height)
    guard let styledObject = state.styledObject,
      let measure = state.editing.document.measure(of: styledObject),
      cell.rows > 0, image.area > 0
    else { return whole }
    let bounds = measure.bounds.scaled(from: state.editing.document.size, to: image)
    let shape = Double(cell.columns) / Double(2 * cell.rows)
    let wanted = max(
      Double(bounds.width) * 1.25, Double(bounds.height) * 1.25 * shape, Double(image.width) / 6)
    let width = min(wanted, Double(image.width), Double(image.height) * shape)
    let size = PixelSize(
      width: max(1, Int(width.rounded())),
      height: min(image.height, max(1, Int((width / shape).rounded()))))
    let x = bounds.x + (bounds.width - size.width) / 2
    let y = bounds.y + (bounds.height - size.height) / 2
    return PixelRect(
      x: min(max(0, x), image.width - size.width), y: min(max(0, y), image.height - size.height),
      width: size.width, height: size.height)
  }

  private func drawCaption(of cluster: Int, in line: CellRect, into painter: inout Painter) {
    let present = state.shownStyle.cluster == cluster
    let isKept = state.appliedStyle(of: subject).cluster == cluster
    let clusters = state.styleClusters(of: subject.label)
    let marks =
      (present && state.styles.previewed != nil ? ["tried"] : []) + (isKept ? ["kept"] : [])
    let size = (clusters[safe: cluster]?.size).map(grouped)
    // The longest that has room; how it is worn matters more than how often it was seen.
    let choices = [size.map { ["\($0) seen"] + marks }, size.map { [$0] + marks }, marks]
    let number = [
      Span(present ? "▸" : " ", .focus), Span("\(cluster == 9 ? 0 : cluster + 1)"),
    ]
    let captions = choices.compactMap { $0 }.map { words in
      number + [Span("  " + words.joined(separator: ", "), present ? .strong : .quiet)]
    }
    painter.line(captions.first { painter.width(of: $0) <= line.columns } ?? number, in: line)
  }

  /// Words in place of a strip: why there is none, and what can be done.
  private func drawAbsence(in area: CellRect, into painter: inout Painter) {
    let name = state.editing.document.labelSet.name(of: Int(subject.label))
    let neutral = state.shownStyle.isNeutral
    let lines: [[Span]] = [
      [
        Span("no styles known for \(name); it has "),
        Span(neutral ? "the neutral one" : "one of its own", .strong),
      ],
      Span.key("d", "tries random ones") + [Span(" · ", .quiet)]
        + [Span("[ ]", .strong), Span(" nudge it along a component")],
      [Span("ganvas styles cluster", .strong), Span(" makes styles from a training set", .quiet)],
    ]
    for (index, spans) in lines.prefix(area.rows).enumerated() {
      painter.line(spans, in: area.line(index))
    }
  }

  // MARK: Title

  private func drawTitle(in rect: CellRect, into painter: inout Painter) {
    let isFocused = state.view.focus == .styles && state.cards.card == nil
    var parts: [[Span]] = []
    if count > 0 {
      parts.append([Span(readyWords)])
    } else {
      parts.append([Span(state.words(for: state.shownStyle))])
    }
    if let seed = state.styles.surpriseSeed { parts.append([Span("surprise, seed \(seed)")]) }
    let offset = state.shownStyle.offset(state.styles.component)
    if offset != 0 || (isFocused && layout.width != .narrow) {
      parts.append([Span("nudge \(state.styles.component + 1) \(signed(Double(offset)))")])
    }
    let label = state.editing.document.labelSet.name(of: Int(subject.label))
    var trailing: [[Span]] = []
    if isFocused, layout.width != .narrow {
      trailing = [
        Span.key("Enter", "keep"), Span.key("Esc", "as it was"), Span.key("A", "all \(label)"),
      ]
      if layout.width == .wide {
        trailing += [
          Span.key("d", "surprise"), Span.key("y", "copy"), Span.key("P", "paste"),
          Span.key("Del", "own away"),
        ]
      }
    } else if state.appliedStyle(of: subject).cluster != nil || count == 0 {
      trailing = [[Span("style \(state.words(for: state.shownStyle))")]]
    }
    PaneTitle(
      name: [
        Span("a", .strong, .press(.character("a"))),
        Span(" Styles of \(state.objectName(subject))"),
      ], parts: parts, trailing: trailing, isFocused: isFocused, target: .pane(.styles)
    ).draw(in: rect, into: &painter)
  }

  private var readyWords: String {
    let strip = state.styles.strip
    guard state.styledObject != nil else { return "\(count) styles" }
    let ready = strip.readyCount
    if ready >= count { return "all \(count) ready" }
    var words = "\(ready) of \(count) ready"
    if layout.width != .narrow { words += ", nearest first" }
    if let pace = strip.pace, strip.rendering != nil {
      words += " · \(decimal(pace * Double(count - ready), 1)) s left"
    }
    return words
  }
}
