import Imaging
import Terminal
import Testing

@Suite("Cell buffers") struct CellBufferTests {
  @Test("Text is clipped at the edges and at the clip") func clipping() {
    var buffer = CellBuffer(columns: 8, rows: 3, filledWith: Cell("."))
    buffer.write("abcdef", at: CellPoint(column: -2, row: 0))
    buffer.write("abcdef", at: CellPoint(column: 5, row: 1))
    let clip = CellRect(column: 2, row: 2, columns: 3, rows: 1)
    let end = buffer.write("abcdef", at: CellPoint(column: 1, row: 2), clippedTo: clip)
    #expect(buffer.lines == ["cdef....", ".....abc", "..bcd..."])
    #expect(end == 7)
  }

  @Test("Wide signs take two cells and never half of one") func wideSigns() {
    var buffer = CellBuffer(columns: 6, rows: 1, filledWith: Cell("."))
    buffer.write("海a海", at: CellPoint(column: 0, row: 0))
    #expect(buffer.lines == ["海a海."])
    buffer.write("x", at: CellPoint(column: 1, row: 0))
    #expect(buffer.lines == [" xa海."])
    buffer.write("y", at: CellPoint(column: 3, row: 0))
    #expect(buffer.lines == [" xay ."])
    buffer.write("海", at: CellPoint(column: 5, row: 0))
    #expect(buffer[5, 0].scalar == " ")
  }

  @Test("No text can carry an escape sequence") func controlSigns() {
    var buffer = CellBuffer(columns: 8, rows: 1)
    buffer.write("a\u{1B}[2J\nb", at: CellPoint(column: 0, row: 0))
    #expect(buffer.lines == ["a?[2J?b "])
  }

  @Test("A frame has round corners and keeps what is inside") func frame() {
    var buffer = CellBuffer(columns: 6, rows: 3, filledWith: Cell("x"))
    buffer.drawFrame(buffer.bounds)
    #expect(buffer.lines == ["╭────╮", "│xxxx│", "╰────╯"])
    buffer.drawFrame(buffer.bounds, signs: .ascii)
    #expect(buffer.lines == ["+----+", "|xxxx|", "+----+"])
  }

  @Test("Long text ends in an ellipsis, trailing text at the right edge") func fitted() {
    var buffer = CellBuffer(columns: 10, rows: 2)
    buffer.write("a long title", in: CellRect(column: 1, row: 0, columns: 8, rows: 1))
    buffer.write(
      "12 %", in: CellRect(column: 1, row: 1, columns: 8, rows: 1), trailing: true)
    #expect(buffer.lines == [" a long … ", "     12 % "])
    #expect("海海海".fitted(to: 5) == "海海…")
    #expect("abc".fitted(to: 0) == "")
  }

  @Test("Nothing drawn anywhere can trap", arguments: 0..<200) func neverTraps(seed: UInt64) {
    var random = SplitMix(state: seed)
    var buffer = CellBuffer(columns: random.int(-2...12), rows: random.int(-2...6))
    for _ in 0..<40 {
      let point = CellPoint(column: random.int(-20...20), row: random.int(-9...9))
      let rect = CellRect(
        column: random.int(-9...20), row: random.int(-9...9), columns: random.int(-9...20),
        rows: random.int(-9...9))
      switch random.int(0...5) {
      case 0: buffer.write("é海\u{301}x\u{1F600}–", at: point, clippedTo: rect)
      case 1: buffer.fill(rect, with: Cell("海"))
      case 2: buffer.drawFrame(rect)
      case 3: buffer.blit(CellBuffer(columns: 7, rows: 3, filledWith: Cell("b")), at: point)
      case 4: buffer.restyle(rect) { $0.bold = true }
      default: buffer.write("title too long", in: rect, trailing: true)
      }
    }
    #expect(buffer.lines.count == buffer.rows)
  }

  @Test("Cutting a rectangle never loses or doubles a cell", arguments: 0..<100)
  func cutting(seed: UInt64) {
    var random = SplitMix(state: seed)
    var rest = CellRect(column: 3, row: 2, columns: random.int(0...30), rows: random.int(0...20))
    let whole = rest.columns * rest.rows
    var sum = 0
    for _ in 0..<8 {
      let count = random.int(-2...9)
      let piece =
        switch random.int(0...3) {
        case 0: rest.cutTop(count)
        case 1: rest.cutBottom(count)
        case 2: rest.cutLeft(count)
        default: rest.cutRight(count)
        }
      #expect(piece.intersection(rest).isEmpty)
      sum += piece.columns * piece.rows
    }
    #expect(sum + rest.columns * rest.rows == whole)
  }
}

/// A small seeded generator.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
