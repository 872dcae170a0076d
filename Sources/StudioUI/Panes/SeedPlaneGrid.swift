import Imaging
import Studio
import Synthesis
import Terminal

/// The plane of seeds as it lies under one's place: the place stays in the middle, the pictures of
/// the seeds around slide by.
struct SeedPlaneGrid: Hashable {
  /// Where it is drawn.
  let area: CellRect
  /// The place in the middle.
  let place: SeedPlace
  /// Size of one seed's picture; its number stands in a row below.
  let tile: CellSize

  /// - Parameters:
  ///   - image: Size of the model's pictures.
  ///   - zoom: Steps by which pictures are larger than usual.
  init(area: CellRect, place: SeedPlace, image: PixelSize, zoom: Int) {
    self.area = area
    self.place = place
    let aspect = Double(max(1, image.height)) / Double(max(1, image.width))
    var columns = Double(min(18, max(7, (area.columns + 1) / 5 - 1)))
    // At least a row of pictures and half of the next are seen.
    columns = min(columns, 2 * Double(max(3, area.rows / 2 - 1)) / aspect)
    for _ in 0..<abs(zoom) { columns *= zoom > 0 ? 1.3 : 1 / 1.3 }
    let wide = min(max(4, Int(columns.rounded())), max(4, area.columns))
    tile = CellSize(
      columns: wide, rows: max(2, Int((Double(wide) * aspect / 2).rounded())))
  }

  /// Columns from one seed to the next.
  var columnPitch: Int { tile.columns + 1 }
  /// Rows from one seed to the next.
  var rowPitch: Int { tile.rows + 1 }

  /// The cell of the place.
  var middle: CellPoint {
    CellPoint(
      column: area.column + area.columns / 2, row: area.row + max(0, area.rows - 1) / 2)
  }

  /// Where a seed's picture stands, some steps from the seed left and above; it may lie outside.
  func tileRect(right: Int, down: Int) -> (column: Int, row: Int) {
    let x = (Double(right) - place.right) * Double(columnPitch)
    let y = (Double(down) - place.down) * Double(rowPitch)
    return (
      middle.column + Int(x.rounded()) - tile.columns / 2,
      middle.row + Int(y.rounded()) - tile.rows / 2
    )
  }

  /// Steps to the right and down of all seeds that may be seen.
  var steps: (right: ClosedRange<Int>, down: ClosedRange<Int>) {
    let across = area.columns / (2 * columnPitch) + 1
    let along = area.rows / (2 * rowPitch) + 1
    return (-across...(across + 1), -along...(along + 1))
  }

  /// The place that lies under a cell.
  func place(at point: CellPoint) -> SeedPlace {
    place.moved(
      right: Double(point.column - middle.column) / Double(columnPitch),
      down: Double(point.row - middle.row) / Double(rowPitch))
  }
}

/// Draws the plane of seeds.
struct SeedPlaneView {
  let state: StudioState
  let ground: SeedPlaneGrid

  func draw(into painter: inout Painter) {
    let area = ground.area
    guard !area.isEmpty else { return }
    painter.buffer.fill(area)
    painter.hits.add(area, .seedPlane)
    var pixels = Raster<RGB?>(
      width: area.columns, height: 2 * area.rows, filledWith: nil)
    var missing: [(seed: UInt32, column: Int, row: Int)] = []
    let (right, down) = ground.steps
    for y in down {
      for x in right {
        let seed = ground.place.neighbour(right: x, down: y)
        let (column, row) = ground.tileRect(right: x, down: y)
        if let thumbnail = state.latentPane.seedPlane.thumbnails[seed] {
          put(thumbnail, column, row, into: &pixels)
        } else {
          missing.append((seed, column, row))
        }
      }
    }
    painter.buffer.drawPixels(
      pixels, dots: .halves, at: area.origin,
      display: painter.display.pictures.withoutGraphics)
    for tile in missing { drawPlaceholder(tile.seed, tile.column, tile.row, into: &painter) }
    // Numbers lie over the cross: it must not hide where one is.
    drawCross(into: &painter)
    for y in down {
      for x in right { drawCaption(x, y, into: &painter) }
    }
  }

  private func put(
    _ thumbnail: SeedThumbnails.Thumbnail, _ column: Int, _ row: Int,
    into pixels: inout Raster<RGB?>
  ) {
    let area = ground.area
    let box = CellRect(
      column: 0, row: 0, columns: ground.tile.columns, rows: ground.tile.rows)
    let left = column - area.column
    let top = 2 * (row - area.row)
    guard left < pixels.width, top < pixels.height, left + box.columns > 0,
      top + 2 * box.rows > 0
    else { return }
    let tile = CellViewport(image: thumbnail.image.size, area: box).sampled(thumbnail.image)
    for y in max(0, -top)..<min(tile.height, pixels.height - top) {
      for x in max(0, -left)..<min(tile.width, pixels.width - left) {
        let color = tile.elements[y * tile.width + x]
        pixels.elements[(top + y) * pixels.width + left + x] =
          thumbnail.isCurrent ? color : color?.mixed(with: RGB(0, 0, 0), 0.4)
      }
    }
  }

  private func drawPlaceholder(
    _ seed: UInt32, _ column: Int, _ row: Int, into painter: inout Painter
  ) {
    let corners = [
      ("┌", 0, 0), ("┐", ground.tile.columns - 1, 0), ("└", 0, ground.tile.rows - 1),
      ("┘", ground.tile.columns - 1, ground.tile.rows - 1),
    ]
    for (sign, right, down) in corners {
      let place = CellRect(column: column + right, row: row + down, columns: 1, rows: 1)
      if ground.area.contains(place.origin) { painter.text(sign, in: place, .quiet) }
    }
    guard state.latentPane.seedPlane.rendering == seed else { return }
    let place = CellRect(
      column: column + ground.tile.columns / 2, row: row + ground.tile.rows / 2, columns: 1,
      rows: 1)
    if ground.area.contains(place.origin) { painter.text("…", in: place, .quiet) }
  }

  private func drawCaption(_ right: Int, _ down: Int, into painter: inout Painter) {
    let seed = ground.place.neighbour(right: right, down: down)
    let (column, row) = ground.tileRect(right: right, down: down)
    let star = state.latentPane.saved.stars.firstIndex { $0.latent.source == .seed(seed) }
    var text = "\(seed)"
    if let star { text += " *\(star + 1)" }
    let width = SignWidth.columns(of: text)
    let start = column + max(0, (ground.tile.columns - width) / 2)
    let line = CellRect(
      column: start, row: row + ground.tile.rows, columns: width, rows: 1)
    guard width <= ground.tile.columns, line.intersection(ground.area) == line else { return }
    let isHere = ground.place.isWhole && right == 0 && down == 0
    painter.text(text, in: line, isHere || star != nil ? .strong : .quiet)
  }

  /// The place in the middle.
  private func drawCross(into painter: inout Painter) {
    let middle = ground.middle
    let signs = [
      ("━", -1, 0), ("╋", 0, 0), ("━", 1, 0), ("┃", 0, -1), ("┃", 0, 1),
    ]
    for (sign, right, down) in signs {
      let place = CellPoint(column: middle.column + right, row: middle.row + down)
      painter.mark(sign, at: place, clippedTo: ground.area)
    }
  }
}

extension ScreenLayout {
  /// The plane of seeds as it is drawn: in the map's place, else in the Latent dock; `nil` when it
  /// is not on the screen.
  func seedPlaneGrid(of state: StudioState) -> SeedPlaneGrid? {
    guard let capabilities = state.capabilities, state.hasLatent else { return nil }
    let area: CellRect
    if state.leftPane == .seedGrid {
      area = map
    } else if let dock = dock(of: .latent) {
      area = LatentPane.seedPlane(in: dock.area)
    } else {
      return nil
    }
    guard area.columns >= 8, area.rows >= 3 else { return nil }
    return SeedPlaneGrid(
      area: area, place: state.seedPlace, image: capabilities.outputSize,
      zoom: state.latentPane.saved.zoom)
  }
}

/// The plane of seeds in the map's place.
struct SeedGridPane {
  let state: StudioState
  let layout: ScreenLayout

  func draw(into painter: inout Painter) {
    guard !layout.mapTitle.isEmpty else { return }
    drawTitle(into: &painter)
    guard let ground = layout.seedPlaneGrid(of: state) else { return }
    SeedPlaneView(state: state, ground: ground).draw(into: &painter)
  }

  private func drawTitle(into painter: inout Painter) {
    var parts: [[Span]] = [[Span(Self.words(for: state))]]
    if let words = state.walkMapWords { parts = [[Span("of " + words)], [Span("on the walk")]] }
    if state.latentPane.drift != nil { parts.append([Span("drifting", .focus)]) }
    let trailing: [[Span]] = [[state.latentNumber]]
    PaneTitle(
      name: [Span("Seed grid")], parts: parts, trailing: trailing,
      isFocused: state.view.focus == .map && state.cards.card == nil, target: .pane(.map)
    ).draw(in: layout.mapTitle, into: &painter)
  }

  /// Where one is: `seed 412 “rain”`, `12.25 4.00`, `own w`.
  static func words(for state: StudioState) -> String {
    let settings = state.picture.settings
    if let seed = settings.seed {
      return "seed \(seed)" + (settings.seedWord.map { " “\($0)”" } ?? "")
    }
    guard case .place(let place) = settings.latent.source else {
      return StudioState.words(for: settings.latent.source)
    }
    return "x \(decimal(place.x, 2)) y \(decimal(place.y, 2))"
  }
}
