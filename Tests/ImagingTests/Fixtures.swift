import Foundation
import Imaging
import TestSupport

/// Places the tests read from.
enum Places {
  /// The package's root.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  /// The shipped label sets.
  static let labels = root.appendingPathComponent("Assets/Labels")
}

extension Raster where Element == UInt16 {
  /// A map drawn as text: a digit stands for its value, a letter for 10 and more.
  init(_ rows: String...) {
    let values = rows.map { $0.compactMap { $0.hexDigitValue.map(UInt16.init) } }
    self.init(width: values[0].count, height: rows.count, elements: values.flatMap(\.self))
  }
}

extension Raster {
  /// A raster of random size up to 24×24 with values from `value`.
  static func random(
    using random: inout SeededGenerator, value: (inout SeededGenerator) -> Element
  ) -> Raster {
    let width = Int.random(in: 1...24, using: &random)
    let height = Int.random(in: 1...24, using: &random)
    let elements = (0..<width * height).map { _ in value(&random) }
    return Raster(width: width, height: height, elements: elements)
  }
}

extension RGBImage {
  static func random(using random: inout SeededGenerator) -> RGBImage {
    .random(using: &random) {
      let value = $0.next()
      return RGB(
        UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8),
        UInt8(truncatingIfNeeded: value >> 16))
    }
  }

  /// Smooth colours, as a photo has them.
  static func gradient(width: Int, height: Int) -> RGBImage {
    let pixels = (0..<height).flatMap { y in
      (0..<width).map { x in
        RGB(UInt8(255 * x / width), UInt8(255 * y / height), UInt8(128 + 60 * x / width))
      }
    }
    return RGBImage(width: width, height: height, elements: pixels)
  }
}

/// A folder that is gone after the body.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("imaging-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Builds PNG files byte by byte, also ones that no writer would write.
struct HandmadePNG {
  var width: UInt32
  var height: UInt32
  var depth: UInt8
  /// 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA.
  var colorType: UInt8
  var interlaced = false
  var palette: [RGB] = []
  /// Packed rows without filter bytes.
  var rows: [[UInt8]] = []
  var extraChunks: [(name: String, data: [UInt8])] = []

  var bytes: [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    file += Self.chunk(
      "IHDR",
      bigEndian(width) + bigEndian(height) + [depth, colorType, 0, 0, interlaced ? 1 : 0])
    if !palette.isEmpty {
      file += Self.chunk("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] })
    }
    for extra in extraChunks { file += Self.chunk(extra.name, extra.data) }
    file += Self.chunk("IDAT", Self.stored(rows.flatMap { [0] + $0 }))
    return file + Self.chunk("IEND", [])
  }

  static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
  }

  /// zlib's format without compression.
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [0x78, 0x01]
    var rest = data[...]
    repeat {
      let block = rest.prefix(65535)
      rest = rest.dropFirst(65535)
      let count = UInt16(block.count)
      out.append(rest.isEmpty ? 1 : 0)
      out += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
      out += block
    } while !rest.isEmpty
    var a: UInt32 = 1
    var b: UInt32 = 0
    for byte in data {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return out + bigEndian(b << 16 | a)
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xffff_ffff
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}
