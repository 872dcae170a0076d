import Foundation
import Imaging
import Terminal

/// Draws cells as a terminal does, 8×16 pixels each, and measures how far that is from a picture.
enum GlyphPainter {
  /// Size of a cell in pixels.
  static let cell = PixelSize(width: 8, height: 16)

  /// The pixels of a buffer of block signs.
  static func image(of buffer: CellBuffer) -> RGBImage {
    var image = RGBImage(
      width: buffer.columns * cell.width, height: buffer.rows * cell.height,
      filledWith: RGB(0, 0, 0))
    for row in 0..<buffer.rows {
      for column in 0..<buffer.columns {
        let shown = buffer[column, row]
        let ink = color(shown.style.foreground)
        let ground = color(shown.style.background)
        for y in 0..<cell.height {
          for x in 0..<cell.width {
            let index = (row * cell.height + y) * image.width + column * cell.width + x
            image.elements[index] = isInk(shown.scalar, x, y) ? ink : ground
          }
        }
      }
    }
    return image
  }

  private static func color(_ color: CellColor) -> RGB {
    switch color {
    case .standard: RGB(0, 0, 0)
    case .palette(let index): XtermPalette.color(index)
    case .rgb(let color): color
    }
  }

  static func isInk(_ sign: Unicode.Scalar, _ x: Int, _ y: Int) -> Bool {
    if let mask = quadrants[sign] { return mask >> (y / 8 * 2 + x / 4) & 1 == 1 }
    if let mask = sextants[sign] {
      return mask >> ((y < 5 ? 0 : y < 11 ? 1 : 2) * 2 + x / 4) & 1 == 1
    }
    if let mask = octants[sign] { return mask >> (y / 4 * 2 + x / 4) & 1 == 1 }
    let rank = [0, 2, 3, 1][(y & 1) * 2 + (x & 1)]
    switch sign {
    case "░": return rank < 1
    case "▒": return rank < 2
    case "▓": return rank < 3
    default: return false
    }
  }

  /// From Unicode's names: BLOCK SEXTANT-…, BLOCK OCTANT-… in the order of their numbers.
  private static let quadrants: [Unicode.Scalar: Int] = [
    " ": 0, "▘": 1, "▝": 2, "▀": 3, "▖": 4, "▌": 5, "▞": 6, "▛": 7, "▗": 8, "▚": 9, "▐": 10,
    "▜": 11, "▄": 12, "▙": 13, "▟": 14, "█": 15,
  ]

  private static let sextants = numbered(
    from: 0x1FB00, masks: (1..<63).filter { $0 != 0b01_0101 && $0 != 0b10_1010 })

  private static let octants: [Unicode.Scalar: Int] = {
    let older: Set = [
      0x00, 0x01, 0x02, 0x03, 0x05, 0x0A, 0x0F, 0x14, 0x28, 0x3F, 0x40, 0x50, 0x55, 0x5A, 0x5F,
      0x80, 0xA0, 0xA5, 0xAA, 0xAF, 0xC0, 0xF0, 0xF5, 0xFA, 0xFC, 0xFF,
    ]
    var signs = numbered(from: 0x1CD00, masks: (0..<256).filter { !older.contains($0) })
    let quarters: [UInt32: Int] = [
      0x1CEA8: 0x01, 0x1CEAB: 0x02, 0x1FB82: 0x03, 0x1FBE6: 0x14, 0x1FBE7: 0x28, 0x1FB85: 0x3F,
      0x1CEA3: 0x40, 0x1CEA0: 0x80, 0x2582: 0xC0, 0x2586: 0xFC,
    ]
    for (value, mask) in quarters {
      if let scalar = Unicode.Scalar(value) { signs[scalar] = mask }
    }
    return signs
  }()

  private static func numbered(from first: UInt32, masks: [Int]) -> [Unicode.Scalar: Int] {
    var signs: [Unicode.Scalar: Int] = [:]
    for (index, mask) in masks.enumerated() {
      if let scalar = Unicode.Scalar(first + UInt32(index)) { signs[scalar] = mask }
    }
    return signs
  }

  // MARK: Measures

  /// Mean squared distance in OKLab between blocks of two pictures of one size, each averaged first.
  static func error(_ first: RGBImage, _ second: RGBImage, block: PixelSize) -> Double {
    let columns = first.width / block.width
    let rows = first.height / block.height
    var sums = [SIMD3<Double>](repeating: .zero, count: columns * rows)
    var last = (first: RGB(0, 0, 0), second: RGB(0, 0, 0))
    var difference = SIMD3<Double>.zero
    for y in 0..<rows * block.height {
      for x in 0..<columns * block.width {
        let index = y * first.width + x
        // Neighbours are often alike, and cube roots are dear in debug builds.
        if first.elements[index] != last.first || second.elements[index] != last.second {
          last = (first.elements[index], second.elements[index])
          difference = look(last.first) - look(last.second)
        }
        sums[y / block.height * columns + x / block.width] += difference
      }
    }
    let area = Double(block.area)
    var sum = 0.0
    for difference in sums { sum += (difference * difference).sum() / (area * area) }
    return sum / Double(sums.count)
  }

  /// OKLab by its definition (Ottosson 2020), in double precision.
  static func look(_ color: RGB) -> SIMD3<Double> {
    let red = linear[Int(color.red)]
    let green = linear[Int(color.green)]
    let blue = linear[Int(color.blue)]
    let l = cbrt(0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue)
    let m = cbrt(0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue)
    let s = cbrt(0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue)
    return SIMD3(
      0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
      1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
      0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s)
  }

  private static let linear: [Double] = (0..<256).map {
    let value = Double($0) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}

/// Half blocks as they were drawn before cells were fitted: one mean per dot, few colours by a shift
/// of the channels in Bayer's 4×4 order and the nearest colour.
enum ShiftedHalves {
  static func draw(_ pixels: Raster<RGB?>, depth: ColorDepth) -> CellBuffer {
    var buffer = CellBuffer(columns: pixels.width, rows: pixels.height / 2)
    for row in 0..<buffer.rows {
      for column in 0..<buffer.columns {
        guard let upper = pixels[column, 2 * row], let lower = pixels[column, 2 * row + 1] else {
          continue
        }
        buffer[column, row] = .halves(
          upper: color(upper, depth, column, 2 * row),
          lower: color(lower, depth, column, 2 * row + 1))
      }
    }
    return buffer
  }

  private static func color(_ color: RGB, _ depth: ColorDepth, _ x: Int, _ y: Int) -> CellColor {
    switch depth {
    case .trueColor: .rgb(color)
    case .indexed256: .palette(XtermPalette.nearest256(to: shifted(color, x, y, by: 20)))
    case .sixteen:
      .palette(XtermPalette.nearest16(to: shifted(color, x, y, by: 64), saturation: 1.6))
    case .eight:
      .palette(XtermPalette.nearest8(to: shifted(color, x, y, by: 64), saturation: 1.6))
    case .monochrome: .standard
    }
  }

  private static func shifted(_ color: RGB, _ x: Int, _ y: Int, by spread: Int) -> RGB {
    let order = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]
    let shift = (2 * order[(y & 3) * 4 + (x & 3)] - 15) * spread / 32
    func moved(_ channel: UInt8) -> UInt8 { UInt8(min(255, max(0, Int(channel) + shift))) }
    return RGB(moved(color.red), moved(color.green), moved(color.blue))
  }
}

/// Pictures that ship with the program.
enum ShippedPictures {
  static let names = ["landscape", "village", "skies", "biomes"]

  /// What a model of that name painted.
  static func load(_ name: String) throws -> RGBImage {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return try ImageFile.read(
      folder.appendingPathComponent("Assets/Models/\(name).ganvas/preview.png"))
  }
}
