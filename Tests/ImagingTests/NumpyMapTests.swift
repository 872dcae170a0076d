import Testing

@testable import Imaging

/// Maps saved by `np.save`.
@Suite("NumPy maps") struct NumpyMapTests {
  private static func file(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let text = Array((header + "\n").utf8)
    let length =
      version == 1
      ? [UInt8(text.count & 255), UInt8(text.count >> 8)]
      : [UInt8(text.count & 255), UInt8(text.count >> 8), 0, 0]
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
  }

  private static func header(
    _ type: String, _ shape: String, isFortran: Bool = false
  ) -> String {
    "{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': \(shape), }"
  }

  @Test(
    "Whole numbers of every size, order and byte order are ids",
    arguments: ["|u1", "|i1", "<u2", ">u2", "<i4", ">i4", "<u8", "<i8", ">i8"])
  func types(type: String) throws {
    let size = try #require(Int(type.suffix(1)))
    let values = [0, 1, 2, 3, 0, 1]
    let data = values.flatMap { value -> [UInt8] in
      let zeros = [UInt8](repeating: 0, count: size - 1)
      return type.first == ">" ? zeros + [UInt8(value)] : [UInt8(value)] + zeros
    }
    let plain = try LabelMapFile.decode(
      Self.file(Self.header(type, "(2, 3)"), data), with: .numbered(4))
    #expect(plain.map == LabelMap("012", "301"))
    let turned = try LabelMapFile.decode(
      Self.file(Self.header(type, "(2, 3, 1)", isFortran: true), data, version: 2),
      with: .numbered(4))
    #expect(turned.map == LabelMap("020", "131"))
    let boxed = try LabelMapFile.decode(
      Self.file(Self.header(type, "(1, 2, 3)"), data), with: .numbered(4))
    #expect(boxed.map == plain.map)
  }

  @Test("−1 means nobody knows; other negative numbers are refused") func negative() throws {
    func read(_ byte: UInt8) throws -> Raster<UInt16> {
      try NumpyMap.decode(Self.file(Self.header("|i1", "(1, 1)"), [byte]), named: "m.npy")
    }
    #expect(try read(255).elements == [255])
    #expect(throws: ImageFileError.self) { try read(254) }
  }

  @Test("What is no map is refused in words") func refused() {
    let cases: [(String, [UInt8])] = [
      (Self.header("<f4", "(1, 1)"), [0, 0, 0, 0]), (Self.header("|u1", "(4,)"), [0, 0, 0, 0]),
      (Self.header("|u1", "(2, 2, 2)"), [UInt8](repeating: 0, count: 8)),
      (Self.header("|u1", "(2, 2)"), [0, 0, 0]), (Self.header("|u1", "(0, 2)"), []),
      (Self.header("|u1", "(99999999, 99999999)"), [0]), ("{}", [0]),
      (Self.header("|O", "(1, 1)"), [0]),
      (Self.header("|u1", "(9223372036854775807, 9223372036854775807)"), [0]),
    ]
    for (header, data) in cases {
      #expect(throws: LabelMapError.self, "\(header)") {
        try LabelMapFile.decode(Self.file(header, data), named: "m.npy", with: .numbered(4))
      }
    }
    let whole = Self.file(Self.header("|u1", "(2, 2)"), [0, 1, 2, 3])
    for count in 6..<whole.count {
      #expect(throws: LabelMapError.self) {
        try LabelMapFile.decode(Array(whole.prefix(count)), with: .numbered(4))
      }
    }
  }

  @Test("Objects come from one as well") func objects() throws {
    let bytes = Self.file(Self.header("<i4", "(1, 2)"), [7, 0, 0, 0, 9, 0, 0, 0])
    let read = try InstanceMapFile.decode(bytes, named: "i.npy", matching: LabelMap("01"))
    #expect(Set(read.map.elements).count == 2)
  }
}
