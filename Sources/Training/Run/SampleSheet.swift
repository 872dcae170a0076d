import Imaging
import Tensors

/// Lays pictures out as a sheet: what the networks can do now, one row per example.
public enum SampleSheet {
  /// Draws rows of pictures of one size with a margin; short rows leave their end empty.
  static func picture(of rows: [[RGBImage]]) -> RGBImage {
    let size = rows.first?.first?.size ?? PixelSize(width: 1, height: 1)
    let columns = rows.map(\.count).max() ?? 1
    var sheet = RGBImage(
      width: columns * (size.width + 4), height: rows.count * (size.height + 4),
      filledWith: RGB(24, 24, 24))
    for (row, cells) in rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        sheet.paste(cell, x: column * (size.width + 4) + 2, y: row * (size.height + 4) + 2)
      }
    }
    return sheet
  }

  /// Any label map in well separated colours (golden-angle hues).
  static func mapColors(of labels: LabelMap) -> RGBImage {
    labels.map { id in
      let hue = (Double(id) * 0.618034).truncatingRemainder(dividingBy: 1) * 6
      let level = id % 3 == 0 ? 220.0 : id % 3 == 1 ? 170.0 : 120.0
      func channel(_ offset: Double) -> UInt8 {
        let distance = abs((hue + offset).truncatingRemainder(dividingBy: 6) - 3) - 1
        return UInt8(level * (0.25 + 0.75 * min(1, max(0, distance))))
      }
      return RGB(channel(0), channel(4), channel(2))
    }
  }
}

extension RGBImage {
  /// A network's picture `[1, 3, H, W]`, −1…1, as 8-bit colours; truncated like the reference's
  /// `tensor2im` (SYSTEMS §1.5).
  init(_ picture: Tensor) {
    let shape = picture.shape
    let bytes = ((picture + 1) * 127.5).clamped(from: 0, to: 255).converted(to: .uint8)
      .permuted([0, 2, 3, 1]).bytes()
    var pixels: [RGB] = []
    pixels.reserveCapacity(shape[2] * shape[3])
    for index in stride(from: 0, to: bytes.count, by: 3) {
      pixels.append(RGB(bytes[index], bytes[index + 1], bytes[index + 2]))
    }
    self.init(width: shape[3], height: shape[2], elements: pixels)
  }

  /// Copies another picture into this one; parts outside are cut off.
  mutating func paste(_ other: RGBImage, x: Int, y: Int) {
    let part = bounds.intersection(
      PixelRect(x: x, y: y, width: other.width, height: other.height))
    for row in part.y..<part.maxY {
      for column in part.x..<part.maxX {
        self[column, row] = other[column - x, row - y]
      }
    }
  }
}
