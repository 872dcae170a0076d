import Checksums
import Testing

@testable import Checkpoints

@Suite("Element values")
struct ValueTests {
  @Test("Every half-precision number survives the way to float32 and back") func halves() {
    for bits in UInt16.min ... .max {
      let float = floatFromHalf(bits)
      if float.isNaN {
        #expect(halfFromFloat(float) & 0x7fff > 0x7c00)
      } else if halfFromFloat(float) != bits {
        Issue.record("\(bits) became \(halfFromFloat(float))")
      }
    }
  }

  @Test(
    "Known half-precision numbers",
    arguments: [
      (0x3c00, 1), (0xc000, -2), (0x7bff, 65504), (0x0001, 0x1p-24), (0x0400, 0x1p-14),
      (0x7c00, .infinity), (0x3555, 0x1.554p-2),
    ] as [(UInt16, Float)])
  func knownHalves(bits: UInt16, value: Float) { #expect(floatFromHalf(bits) == value) }

  @Test("Rounding goes to the nearest even") func rounding() {
    #expect(halfFromFloat(1 + 0x1p-11) == 0x3c00)
    #expect(halfFromFloat(1 + 3 * 0x1p-11) == 0x3c02)
    #expect(halfFromFloat(65519.9) == 0x7bff)
    #expect(halfFromFloat(65520) == 0x7c00)
    #expect(halfFromFloat(0x1p-25) == 0)
    #expect(halfFromFloat(0x1.8p-25) == 1)
    #expect(bfloat16FromFloat(1 + 0x1p-8) == 0x3f80)
    #expect(bfloat16FromFloat(1 + 3 * 0x1p-8) == 0x3f82)
    #expect(bfloat16FromFloat(-.infinity) == 0xff80)
    #expect(bfloat16FromFloat(.greatestFiniteMagnitude) == 0x7f80)
  }

  @Test("All types become floats and integers") func conversions() {
    func tensor(_ type: ElementType, _ bytes: [UInt8]) -> StoredTensor {
      StoredTensor(name: "t", type: type, shape: [bytes.count / type.size], bytes: bytes)
    }
    #expect(tensor(.int64, [0xfe] + [UInt8](repeating: 0xff, count: 7)).floats() == [-2])
    #expect(tensor(.int32, [1, 1, 0, 0]).integers() == [257])
    #expect(tensor(.int16, [0, 0x80]).floats() == [-32768])
    #expect(tensor(.int8, [0x80, 1]).integers() == [-128, 1])
    #expect(tensor(.uint8, [255]).floats() == [255])
    #expect(tensor(.bool, [0, 1, 7]).integers() == [0, 1, 1])
    #expect(tensor(.bfloat16, [0x80, 0x3f]).floats() == [1])
    #expect(tensor(.float64, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f]).doubles() == [1.5])
    #expect(tensor(.float32, [0, 0, 0xc0, 0x3f]).doubles() == [1.5])
    #expect(tensor(.float32, [0, 0, 0, 0]).integers() == nil)
  }

  @Test(
    "Infinities and NaN are counted in every floating-point type",
    arguments: [ElementType.float64, .float32, .float16, .bfloat16])
  func nonFinite(type: ElementType) {
    let values: [Float] = [0, .nan, 1, .infinity, -.infinity, -2, .leastNormalMagnitude]
    #expect(StoredTensor(name: "t", shape: [7], floats: values, as: type).nonFiniteCount == 3)
  }

  @Test("CRC-32 of the standard check text") func checksum() {
    #expect(Array("123456789".utf8).withUnsafeBytes(CRC32.checksum(of:)) == 0xcbf4_3926)
    #expect([UInt8]().withUnsafeBytes(CRC32.checksum(of:)) == 0)
  }

  @Test("Control characters of a file do not reach the terminal") func printableText() {
    #expect(printable("a\u{1b}[31mb\n\u{202e}") == "a\\u{1b}[31mb\\u{a}\\u{202e}")
    let error = CheckpointError(.duplicateName("\u{1b}c"), file: "f\u{7}", entry: "e\u{0}", byte: 3)
    #expect(!error.description.unicodeScalars.contains { $0.value < 32 })
  }

  @Test("Products notice overflow, also behind a zero") func products() {
    #expect(checkedProduct([]) == 1)
    #expect(checkedProduct([2, 3, 0]) == 0)
    #expect(checkedProduct([0, .max, 2]) == nil)
    #expect(checkedProduct([.max, 1]) == .max)
  }
}
