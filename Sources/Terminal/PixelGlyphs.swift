public import Imaging

/// How screen pixels become signs.
public enum PixelGlyphs: Hashable, Sendable, CaseIterable {
  /// `▀` with two colours: two exact pixels a cell.
  case halfBlocks
  /// `░▒▓█` by lightness, for terminals without colour.
  case shades
  /// A ramp of ASCII signs by lightness.
  case ascii
}

extension CellBuffer {
  /// Draws screen pixels (two rows per cell row) with their upper left corner at `point`.
  ///
  /// Missing pixels leave the terminal's own background. With `dithers`, neighbouring shades are
  /// dithered in a fixed 4×4 pattern in 16 and 256 colours, so that a sky keeps its gradient.
  /// Where colour is there but only ASCII, a cell is one blank of the mean colour.
  public mutating func drawPixels(
    _ pixels: Raster<RGB?>, at point: CellPoint, signs: PixelGlyphs, depth: ColorDepth,
    dithers: Bool = true
  ) {
    func color(_ pixel: RGB?, _ x: Int, _ y: Int) -> CellColor {
      guard let pixel else { return .standard }
      return dithers ? pixel.cellColor(depth, x, y) : pixel.exactCellColor(depth)
    }
    for row in 0..<pixels.height / 2 {
      for column in 0..<pixels.width {
        let upper = pixels.elements[2 * row * pixels.width + column]
        let lower = pixels.elements[(2 * row + 1) * pixels.width + column]
        let place = CellPoint(column: point.column + column, row: point.row + row)
        switch signs {
        case .halfBlocks:
          self[place] = .halves(
            upper: color(upper, column, 2 * row), lower: color(lower, column, 2 * row + 1))
        case .ascii where depth > .monochrome:
          let mean = upper.map { first in lower.map { first.mixed(with: $0, 0.5) } ?? first }
          self[place] = Cell(
            " ", style: CellStyle(background: color(mean ?? lower, column, row)))
        case .shades:
          self[place] = Cell(Lightness.sign(upper, lower, from: Lightness.shades))
        case .ascii:
          self[place] = Cell(Lightness.sign(upper, lower, from: Lightness.ascii))
        }
      }
    }
  }
}

extension Cell {
  /// A cell with one colour in its upper and one in its lower half.
  public static func halves(upper: CellColor, lower: CellColor) -> Cell {
    if upper == lower { return Cell(" ", style: CellStyle(background: upper)) }
    // The terminal's own background can only be a background.
    if upper == .standard { return Cell("▄", style: CellStyle(foreground: lower)) }
    return Cell("▀", style: CellStyle(foreground: upper, background: lower))
  }

  /// The colours of the two halves, when the cell is a blank or a half block.
  public var halves: (upper: CellColor, lower: CellColor)? {
    switch scalar {
    case " ": (style.background, style.background)
    case "▀": (style.foreground, style.background)
    case "▄": (style.background, style.foreground)
    default: nil
    }
  }
}

/// Signs by lightness.
enum Lightness {
  static let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]
  static let ascii: [Unicode.Scalar] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]

  /// The sign as light as the mean of two pixels; blank when both are missing.
  static func sign(
    _ upper: RGB?, _ lower: RGB?, from ramp: [Unicode.Scalar]
  ) -> Unicode.Scalar {
    let values = [upper, lower].compactMap { $0?.lightness }
    guard !values.isEmpty else { return " " }
    let mean = values.reduce(0, +) / values.count
    return ramp[min(ramp.count - 1, mean * ramp.count / 256)]
  }
}

extension RGB {
  /// Lightness as the eye grades it (weights of BT.601 on the encoded channels), 0…255.
  public var lightness: Int {
    (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000
  }

  /// Black or white, whichever stands out more from this colour (contrast at least 4.5).
  public var contrasting: RGB {
    luminance > 0.1791 ? RGB(0, 0, 0) : RGB(255, 255, 255)
  }

  /// This colour moved towards another one, by a fraction 0…1.
  public func mixed(with other: RGB, _ fraction: Double) -> RGB {
    func mix(_ first: UInt8, _ second: UInt8) -> UInt8 {
      let value = Double(first) + (Double(second) - Double(first)) * min(1, max(0, fraction))
      return UInt8(min(255, max(0, value.rounded())))
    }
    return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }

  /// The cell colour at a depth, dithered by place where colours are few.
  func cellColor(_ depth: ColorDepth, _ x: Int, _ y: Int) -> CellColor {
    switch depth {
    case .trueColor: return .rgb(self)
    case .monochrome: return .standard
    case .indexed256: return .palette(XtermPalette.nearest256(to: dithered(x, y, spread: 20)))
    case .sixteen:
      return .palette(
        XtermPalette.nearest16(to: dithered(x, y, spread: 64), saturation: 1.6))
    }
  }

  /// Bayer's 4×4 order, 0…15.
  private static let order: [Int] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

  private func dithered(_ x: Int, _ y: Int, spread: Int) -> RGB {
    let shift = (2 * Self.order[(y & 3) * 4 + (x & 3)] - 15) * spread / 32
    func moved(_ channel: UInt8) -> UInt8 { UInt8(min(255, max(0, Int(channel) + shift))) }
    return RGB(moved(red), moved(green), moved(blue))
  }
}
