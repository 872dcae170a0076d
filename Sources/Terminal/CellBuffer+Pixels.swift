public import Imaging

extension CellBuffer {
  /// Draws the dots of a picture with their upper left corner at `point`.
  ///
  /// Missing dots leave the terminal's own background. Where colours are few, mixtures of them
  /// stand for the others; where colour is there but only ASCII, a cell is one blank of the mean
  /// colour.
  /// - Parameters:
  ///   - pixels: Whole cells of `dots`.
  ///   - dots: How the cells are divided; `display.dots(for:)` says it.
  ///   - display: What the terminal shows.
  public mutating func drawPixels(
    _ pixels: Raster<RGB?>, dots: DotGrid, at point: CellPoint, display: PictureDisplay
  ) {
    drawPixels(pixels, dots: dots, at: point, display: display) { _ in false }
  }

  /// Draws the dots of a picture, but for the cells that are to stay as they stand here: those are
  /// counted row by row over the whole cells of `pixels`. Pictures with pixels of their own are
  /// always drawn whole.
  mutating func drawPixels(
    _ pixels: Raster<RGB?>, dots: DotGrid, at point: CellPoint, display: PictureDisplay,
    keeping isKept: (_ cell: Int) -> Bool
  ) {
    if dots.isGraphics {
      drawGraphics(pixels, dots: dots, at: point)
      return
    }
    let columns = pixels.width / dots.columns
    let count = dots.columns * dots.rows
    withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: count) { cell in
      for row in 0..<pixels.height / dots.rows {
        var pen = PicturePen(display: display)
        for column in 0..<columns {
          let place = CellPoint(column: point.column + column, row: point.row + row)
          if isKept(row * columns + column) {
            pen.pass(self[place])
            continue
          }
          var isWhole = true
          for index in 0..<count {
            let y = row * dots.rows + index / dots.columns
            let x = column * dots.columns + index % dots.columns
            guard let color = pixels.elements[y * pixels.width + x] else {
              isWhole = false
              break
            }
            cell[index] = PerceptualColor(color).vector
          }
          if isWhole {
            self[place] = pen.cell(of: cell, dots: dots, column: column, row: row)
          } else {
            self[place] = pen.cell(
              partly: pixels, dots: dots, column: column, row: row)
          }
        }
      }
    }
  }
}

/// Turns pieces of a picture into cells, from left to right in a row.
struct PicturePen {
  private let display: PictureDisplay
  /// The colours used last, in true colour: a colour that looks like one of them is sent as it, so
  /// that the terminal need not be told a new one.
  private var last: (ink: Tone, ground: Tone)?

  /// A colour of 8 bits per channel and how it looks.
  private struct Tone {
    var color: RGB
    var look: SIMD4<Float>

    init(_ look: SIMD4<Float>) {
      self.look = look
      color = PerceptualColor(look).color
    }

    init?(_ color: CellColor) {
      guard case .rgb(let color) = color else { return nil }
      self.color = color
      look = PerceptualColor(color).vector
    }

    /// Whether a difference to another colour goes unseen: among strong contrasts a larger one.
    func looks(like other: Tone, _ unseen: Float) -> Bool {
      (look - other.look).squaredLength < unseen * unseen
    }
  }

  init(display: PictureDisplay) {
    self.display = display
  }

  /// Goes over a cell that stays: its colours are the last ones the terminal was told.
  mutating func pass(_ cell: Cell) {
    guard display.depth == .trueColor, let ink = Tone(cell.style.foreground),
      let ground = Tone(cell.style.background)
    else {
      last = nil
      return
    }
    last = (ink, ground)
  }

  /// The cell of some dots, given in OKLab; they are overwritten.
  mutating func cell(
    of dots: UnsafeMutableBufferPointer<SIMD4<Float>>, dots grid: DotGrid, column: Int, row: Int
  ) -> Cell {
    switch display.signs {
    case .shades, .ascii:
      return lightnessCell(mean(dots), column, row)
    case .halfBlocks, .quadrants, .sextants, .octants:
      let fit = CellFit(dots, signs: grid == display.signs.dots ? display.signs : .halfBlocks)
      switch display.depth {
      case .trueColor: return exactCell(fit)
      case .indexed256:
        return shadedCell(fit, .shadesOf256, .indexed256, column, row, edge: 0.03)
      case .sixteen: return shadedCell(fit, .shadesOf16, .sixteen, column, row, edge: 0.12)
      case .eight: return shadedCell(fit, .shadesOf8, .eight, column, row, edge: 0.12)
      case .monochrome: return lightnessCell(mean(dots), column, row)
      }
    }
  }

  private func mean(_ dots: UnsafeMutableBufferPointer<SIMD4<Float>>) -> SIMD4<Float> {
    var sum = SIMD4<Float>.zero
    for dot in dots { sum += dot }
    return sum / Float(dots.count)
  }

  private func lightnessCell(_ mean: SIMD4<Float>, _ column: Int, _ row: Int) -> Cell {
    let color = PerceptualColor(mean)
    let mixtures: ColorMixtures?
    switch display.depth {
    case .trueColor:
      guard display.signs == .ascii else { return Cell(Lightness.sign(color.color, .shades)) }
      return Cell(" ", style: CellStyle(background: .rgb(color.color)))
    case .indexed256: mixtures = .indexed256
    case .sixteen: mixtures = .sixteen
    case .eight: mixtures = .eight
    case .monochrome: mixtures = nil
    }
    guard display.signs == .ascii, let mixtures else {
      return Cell(
        Lightness.sign(color.color, display.signs == .ascii ? .ascii : .shades))
    }
    let choice = mixtures.choice(for: color, x: column, y: row)
    return Cell(" ", style: CellStyle(background: .palette(choice.ink)))
  }

  // MARK: True colour

  private mutating func exactCell(_ fit: CellFit) -> Cell {
    let ink = Tone(fit.ink)
    let ground = Tone(fit.ground)
    let contrast = (ink.look - ground.look).squaredLength.squareRoot()
    let unseen = min(0.01, 0.003 + 0.06 * contrast)
    guard let last else {
      self.last = (ink, ground)
      return Self.cell(fit.sign, ink, ground)
    }
    if ink.color == ground.color {
      // One colour needs only one of the two.
      if ground.looks(like: last.ink, unseen) { return Self.cell("█", last.ink, last.ground) }
      let kept = ground.looks(like: last.ground, unseen) ? last.ground : ground
      self.last = (last.ink, kept)
      return Self.cell(" ", last.ink, kept)
    }
    // What is ink and what is ground is free: as few new colours as possible.
    let straight =
      (ink.looks(like: last.ink, unseen) ? 1 : 0)
      + (ground.looks(like: last.ground, unseen) ? 1 : 0)
    let crossed =
      (ink.looks(like: last.ground, unseen) ? 1 : 0)
      + (ground.looks(like: last.ink, unseen) ? 1 : 0)
    let isCrossed = crossed > straight
    let (wantedInk, wantedGround) = isCrossed ? (ground, ink) : (ink, ground)
    let used = (
      ink: wantedInk.looks(like: last.ink, unseen) ? last.ink : wantedInk,
      ground: wantedGround.looks(like: last.ground, unseen) ? last.ground : wantedGround
    )
    self.last = used
    return Self.cell(isCrossed ? fit.opposite : fit.sign, used.ink, used.ground)
  }

  private static func cell(_ sign: Unicode.Scalar, _ ink: Tone, _ ground: Tone) -> Cell {
    Cell(sign, style: CellStyle(foreground: .rgb(ink.color), background: .rgb(ground.color)))
  }

  // MARK: Few colours

  private func mixedCell(
    _ fit: CellFit, _ mixtures: ColorMixtures, _ column: Int, _ row: Int
  ) -> Cell {
    let ink = mixtures.choice(for: PerceptualColor(fit.ink), x: column, y: 2 * row).ink
    let ground = mixtures.choice(for: PerceptualColor(fit.ground), x: column, y: 2 * row + 1).ink
    if ink == ground { return Cell(" ", style: CellStyle(background: .palette(ground))) }
    // A cell of one colour becomes two dots.
    return Cell(
      fit.sign == " " ? "▀" : fit.sign,
      style: CellStyle(foreground: .palette(ink), background: .palette(ground)))
  }

  /// - Parameter edge: Distance of a cell's two colours above which they are no shade but an edge.
  private func shadedCell(
    _ fit: CellFit, _ shades: ColorMixtures, _ solid: ColorMixtures, _ column: Int, _ row: Int,
    edge: Float
  ) -> Cell {
    if (fit.ink - fit.ground).squaredLength > edge * edge {
      return mixedCell(fit, solid, column, row)
    }
    let mean = PerceptualColor((fit.ink + fit.ground) / 2)
    let choice = shades.choice(for: mean, x: column, y: row)
    if choice.ink == choice.ground {
      return Cell(" ", style: CellStyle(background: .palette(choice.ground)))
    }
    return Cell(
      choice.sign,
      style: CellStyle(foreground: .palette(choice.ink), background: .palette(choice.ground)))
  }

  // MARK: Edges of the picture

  /// The cell where the picture ends: each half is the mean of its dots, or the terminal's own
  /// background where most of them are missing.
  mutating func cell(
    partly pixels: Raster<RGB?>, dots grid: DotGrid, column: Int, row: Int
  ) -> Cell {
    var looks: [SIMD4<Float>?] = []
    for half in 0...1 {
      var sum = SIMD4<Float>.zero
      var found = 0
      let rows = half * grid.rows / 2..<max(half * grid.rows / 2 + 1, (half + 1) * grid.rows / 2)
      for y in rows {
        for x in 0..<grid.columns {
          let index = (row * grid.rows + y) * pixels.width + column * grid.columns + x
          guard let color = pixels.elements[index] else { continue }
          sum += PerceptualColor(color).vector
          found += 1
        }
      }
      looks.append(2 * found >= rows.count * grid.columns && found > 0 ? sum / Float(found) : nil)
    }
    switch (looks[0], looks[1], display.signs, display.depth) {
    case (nil, nil, _, _): return Cell()
    case (let upper, let lower, .shades, _), (let upper, let lower, .ascii, _),
      (let upper, let lower, _, .monochrome):
      guard let known = upper ?? lower else { return Cell() }
      return lightnessCell(((upper ?? known) + (lower ?? known)) / 2, column, row)
    case (let upper, let lower, _, _):
      last = nil
      return .halves(
        upper: upper.map { dotColor($0, column, 2 * row) } ?? .standard,
        lower: lower.map { dotColor($0, column, 2 * row + 1) } ?? .standard)
    }
  }

  private func dotColor(_ look: SIMD4<Float>, _ x: Int, _ y: Int) -> CellColor {
    let color = PerceptualColor(look)
    switch display.depth {
    case .monochrome: return .standard
    case .trueColor: return .rgb(color.color)
    case .indexed256: return .palette(ColorMixtures.indexed256.choice(for: color, x: x, y: y).ink)
    case .sixteen: return .palette(ColorMixtures.sixteen.choice(for: color, x: x, y: y).ink)
    case .eight: return .palette(ColorMixtures.eight.choice(for: color, x: x, y: y).ink)
    }
  }
}

/// Signs by lightness.
enum Lightness {
  /// From dark to light.
  enum Ramp {
    /// `░▒▓█`
    case shades
    /// Signs every terminal has.
    case ascii

    var signs: [Unicode.Scalar] {
      switch self {
      case .shades: [" ", "░", "▒", "▓", "█"]
      case .ascii: [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]
      }
    }
  }

  /// The sign as light as a colour.
  static func sign(_ color: RGB, _ ramp: Ramp) -> Unicode.Scalar {
    let signs = ramp.signs
    return signs[min(signs.count - 1, color.lightness * signs.count / 256)]
  }
}
