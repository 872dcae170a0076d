import Imaging
import Terminal
import Testing

@Suite("Screens to bytes") struct FrameEncoderTests {
  func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\u{1B}", with: "^")
  }

  @Test("Only what changed is sent") func difference() {
    var encoder = FrameEncoder(depth: .trueColor)
    var buffer = CellBuffer(columns: 10, rows: 2)
    buffer.write("hello", at: CellPoint(column: 0, row: 0))
    #expect(text(encoder.bytes(for: buffer)).contains("hello"))
    #expect(encoder.bytes(for: buffer).isEmpty)
    buffer.write("y", at: CellPoint(column: 4, row: 1), style: .bold)
    #expect(text(encoder.bytes(for: buffer)) == "^[?2026h^[0m^[2;5H^[1my^[0m^[?2026l")
    encoder.invalidate()
    #expect(text(encoder.bytes(for: buffer)).contains("hello"))
  }

  @Test("Colours are sent once per run, in the depth of the terminal") func colors() {
    var buffer = CellBuffer(columns: 3, rows: 1)
    let style = CellStyle(foreground: .rgb(RGB(255, 0, 0)), background: .palette(12))
    buffer.write("abc", at: CellPoint(column: 0, row: 0), style: style)
    var exact = FrameEncoder(depth: .trueColor)
    #expect(text(exact.bytes(for: buffer)).contains("^[1;1H^[38;2;255;0;0;104mabc^[0m"))
    var indexed = FrameEncoder(depth: .indexed256)
    #expect(text(indexed.bytes(for: buffer)).contains("^[38;5;196;104mabc"))
    var sixteen = FrameEncoder(depth: .sixteen)
    #expect(text(sixteen.bytes(for: buffer)).contains("^[91;104mabc"))
    var none = FrameEncoder(depth: .monochrome)
    #expect(text(none.bytes(for: buffer)).contains("^[1;1Habc^[0m"))
  }

  /// A terminal that understands what the encoder writes.
  struct Screen {
    var buffer: CellBuffer
    var column = 0
    var row = 0
    var style = CellStyle.plain

    mutating func take(_ bytes: [UInt8]) {
      let text = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
      var index = 0
      while index < text.count {
        guard text[index] == "\u{1B}" else {
          buffer[column, row] = Cell(text[index], style: style)
          column += 1
          index += 1
          continue
        }
        index += 2
        var inside = ""
        while !text[index].properties.isAlphabetic {
          inside.unicodeScalars.append(text[index])
          index += 1
        }
        apply(inside, final: text[index])
        index += 1
      }
    }

    mutating func apply(_ inside: String, final: Unicode.Scalar) {
      let numbers = inside.split(separator: ";").compactMap { Int($0) }
      switch final {
      case "H": (row, column) = (numbers[0] - 1, numbers[1] - 1)
      case "C": column += numbers[0]
      case "J": buffer = CellBuffer(buffer.size)
      case "m": select(numbers)
      default: break
      }
    }

    mutating func select(_ numbers: [Int]) {
      var index = 0
      while index < numbers.count {
        switch numbers[index] {
        case 0: style = .plain
        case 1: style.bold = true
        case 2: style.dim = true
        case 7: style.reverse = true
        case 39: style.foreground = .standard
        case 49: style.background = .standard
        case 38, 48:
          let color = CellColor.palette(UInt8(numbers[index + 2]))
          if numbers[index] == 38 { style.foreground = color } else { style.background = color }
          index += 2
        default: Issue.record("unknown \(numbers)")
        }
        index += 1
      }
    }
  }

  @Test("A terminal that follows the bytes shows the buffer", arguments: 0..<60)
  func followed(seed: UInt64) {
    var random = SplitMix(state: seed)
    var encoder = FrameEncoder(depth: .indexed256)
    var screen = Screen(buffer: CellBuffer(columns: 12, rows: 4))
    var buffer = CellBuffer(columns: 12, rows: 4)
    for _ in 0..<6 {
      for _ in 0..<random.int(0...10) {
        buffer.write(
          ["x", "hello", "   "][random.int(0...2)],
          at: CellPoint(column: random.int(0...11), row: random.int(0...3)),
          style: CellStyle(
            foreground: random.int(0...1) == 0 ? .standard : .palette(UInt8(random.int(16...255))),
            background: random.int(0...1) == 0 ? .standard : .palette(UInt8(random.int(16...255))),
            bold: random.int(0...1) == 0, dim: random.int(0...1) == 0,
            reverse: random.int(0...1) == 0))
      }
      screen.take(encoder.bytes(for: buffer))
      #expect(screen.buffer == buffer)
    }
  }
}
