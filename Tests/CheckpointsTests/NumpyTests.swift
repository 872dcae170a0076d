import Foundation
import TestSupport
import Testing

@testable import Checkpoints

@Suite("NumPy arrays")
struct NumpyTests {
  @Test("What is written is read again", arguments: ElementType.allCases)
  func roundTrip(type: ElementType) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "ganvas-\(UUID().uuidString).npy").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    for shape in [[], [3], [2, 3], [0, 4], [1, 2, 1, 3]] {
      let count = shape.reduce(1, *)
      let bytes = (0..<count * type.size).map { UInt8(truncatingIfNeeded: $0 * 37) }
      let tensor = StoredTensor(name: "x", type: type, shape: shape, bytes: bytes)
      try Checkpoint.writeNpy(tensor, to: path)
      let data = try Data(contentsOf: URL(filePath: path))
      #expect((Int(data[8]) + 256 * Int(data[9]) + 10).isMultiple(of: 64))
      let read = try #require(try Checkpoint.read(path)["array"])
      #expect(read.shape == shape)
      if type == .bfloat16 {
        #expect(read.type == .float32)
        #expect(read.floats().map(\.bitPattern) == tensor.floats().map(\.bitPattern))
      } else {
        #expect(read.type == type)
        #expect(read.bytes == bytes)
      }
    }
  }

  @Test("A dictionary of matrices is read as NumPy would read it") func dictionary() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "ganvas-\(UUID().uuidString).npy").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let matrices: [(key: Int, rows: [[Double]])] = [
      (3, [[0.25, -1, 1e-300], [.pi, 0, -0.5]]), (70000, [[7]]),
    ]
    try Checkpoint.writeNpyDictionary(matrices, to: path)
    let entries = try #require(try Checkpoint.read(path).value.entries)
    #expect(entries.map(\.key.int) == [3, 70000])
    for (entry, matrix) in zip(entries, matrices) {
      let tensor = try #require(entry.value.tensor)
      #expect(tensor.type == .float64 && tensor.shape == [matrix.rows.count, matrix.rows[0].count])
      #expect(
        tensor.bytes
          == matrix.rows.joined().flatMap { number in
            withUnsafeBytes(of: number.bitPattern.littleEndian) { [UInt8]($0) }
          })
    }
  }

  @Test("Fortran order, big-endian and unsigned arrays come out alike") func layouts() throws {
    func read(_ header: String, _ data: [UInt8], version: UInt8 = 1) throws -> StoredTensor? {
      try Checkpoint.read(bytes: npy(header, data, version: version), name: "t.npy")["array"]
    }
    let fortran = try read(
      "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [1, 2, 3, 4, 5, 6])
    #expect(fortran?.integers() == [1, 3, 5, 2, 4, 6])
    let big = try read(
      "{\"descr\": \">i2\", \"fortran_order\": False, \"shape\": (2L,)}", [1, 0, 255, 255])
    #expect(big?.integers() == [256, -1])
    let unsigned = try read(
      "{'descr': '<u2', 'fortran_order': False, 'shape': (1,), }\n", [255, 255], version: 2)
    #expect(unsigned?.integers() == [65535])
    #expect(unsigned?.type == .int32)
    let wide = try read(
      "{'shape': (), 'fortran_order': True, 'descr': '>u4'}", [255, 255, 255, 255], version: 3)
    #expect(wide?.integers() == [4_294_967_295])
  }

  @Test(
    "A lying header is refused",
    arguments: [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 4), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': 1, }",
      "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,), }",
      "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
      "{'descr': '<U1', 'fortran_order': False, 'shape': (1,), }",
      "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }",
      "{'fortran_order': False, 'shape': (1,), }", "{'descr'", "", "{'descr': ",
      "{'descr': '|O', 'fortran_order': False, 'shape': (), }",
    ])
  func lying(header: String) {
    #expect(readingError(bytes: npy(header, [0, 0, 0, 0])) != nil)
    #expect(readingError(bytes: npy(header, [0, 0, 0, 0], version: 9)) != nil)
  }

  @Test("Objects of an array may not name torch") func vocabulary() {
    var pickle = PickleBuilder()
    pickle.emptyDictionary()
    let header = "{'descr': '|O', 'fortran_order': False, 'shape': (), }"
    #expect(
      readingError(bytes: npy(header, pickle.finished()))
        == .forbiddenName("collections.OrderedDict"))
  }

  @Test("Style clusters read, as new and as old NumPy wrote them")
  func clusters() throws {
    let folder = try #require(SharedFolder.item("reference/pix2pixhd/b_global_features"))
    guard SharedFolder.item("reference") != nil else { return }
    var values: [[[Double]]] = []
    for name in ["features_clustered_010.npy", "features_clustered_010_numpy1.npy"] {
      let checkpoint = try Checkpoint.read(folder.appending(path: name).path())
      #expect(checkpoint.value.entries?.map(\.key.int) == [1, 3, 4, 5])
      #expect(checkpoint["4"]?.shape == [10, 3])
      #expect(checkpoint["4"]?.type == .float64)
      values.append(checkpoint.tensors.map { $0.doubles() })
    }
    #expect(values[0] == values[1])
  }

  @Test("A compressed archive reads") func npz() throws {
    let data = try #require(
      Data(
        base64Encoded: """
          UEsDBBQAAAAIAAAAIQDMRE63WgAAAIABAAAFAAAAdy5ucHmb7BfqGxDJyFDGUK2eklqcXKRupaBuk2airqOg\
          npZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RoWOgoWmjoKtQpkAy4GMGiwBxIOQATEDUC8AIgPOIwEOQBQ\
          SwECFAMUAAAACAAAACEAzEROt1oAAACAAQAABQAAAAAAAAAAAAAAgAEAAAAAdy5ucHlQSwUGAAAAAAEAAQAz\
          AAAAfQAAAAAA
          """))
    let checkpoint = try Checkpoint.read(bytes: [UInt8](data), name: "w.npz")
    #expect(checkpoint.container == .npz)
    #expect(checkpoint["w"]?.shape == [8, 8])
    #expect(checkpoint["w"]?.floats() == (0..<64).map { Float($0 % 7) })
    // Every changed byte of the compressed data is noticed.
    for index in 35..<120 {
      var damaged = [UInt8](data)
      damaged[index] ^= 0x10
      #expect(readingError(bytes: damaged) != nil, "byte \(index)")
    }
  }

  @Test("An entry that claims to unpack to more than it can is refused") func bomb() {
    var zip = ZipBuilder()
    zip.entries.append(
      .init(name: "w.npy", data: [3, 0], method: 8, checksum: 0, size: 500_000_000))
    #expect(
      readingError(bytes: zip.finished())
        == .malformed("the entry claims to unpack to 500000000 bytes"))
  }

  /// One text, packed with codes of its own and with the fixed codes.
  static let packed = [
    """
    bVJbCgMhDLyKVym0/4WeQKiUpXUX1Bb29l0zNk60H4omk8nkEbf3WvyyupJCcDl4PG7X0/li7rT5u0vLJyRG5O\
    fePPWqv2Y/iAj8SD5ncesp+ytQuGCVBF4YWQTbwdkCCVlTKy8CREP8VapFNlXg7GiQCc1xTGJbJImWSzMwMd7c\
    sn+SOj3wvbv9JT01ecZ4CK+144Uek4+qRB6TrVZsx4LvkGYmVJmmo6RBYAyhUmkbSBitl/AMGqJdW4S3wYsJ9r\
    l/Ols7gCZlspulGbvBG/IF
    """,
    """
    y80vzStJzMxTKClKTVUoTk2EMIIDHF1cUcii/MQUhaLMstQiZBXF2ZVQGRAB4kHFgQYhKU4vSiwuBkvDcUllTi\
    qSdrBauCEQWYggsiOQxSFmQjUiqQRZDTcXogHshlyYT+GehLoKYiZCNcQwsDFAjGIxqieRHA0m4DYgGwxhIwcZ\
    NichjIeoR4QuggUOUxR70PVDHA7yO4QFCWMkOSRfQuxBsQ3kY9RogXDRrME0EO5MlBBFcgNYGbISJK8ipQYkhy\
    ElL7A5aG7IRU22EO3QiAcLQcQxww8et6gRAHUKhjhKokEPDeQUAgA=
    """,
  ]

  @Test("Blocks with codes of their own, fixed codes and none unpack", arguments: packed)
  func inflate(encoded: String) throws {
    let packed = [UInt8](try #require(Data(base64Encoded: encoded)))
    var zip = ZipBuilder()
    let checksum: UInt32 = 1888119985
    zip.entries.append(
      .init(name: "t.npy", data: packed, method: 8, checksum: checksum, size: 840))
    let archive = try ZipArchive(ByteBuffer(copying: zip.finished()), origin: Origin(file: "t"))
    let buffer = try Inflate.unpack(archive.entries[0], of: archive, total: 0)
    #expect(buffer.text(0..<buffer.count)?.hasPrefix("mountain tree sea tree SPADE S") == true)
    // The same text in a stored block.
    let text = buffer.copy(0..<buffer.count)
    let length = UInt16(text.count)
    zip.entries[0].data = [1] + littleEndian(length) + littleEndian(~length) + text
    let stored = try ZipArchive(ByteBuffer(copying: zip.finished()), origin: Origin(file: "t"))
    #expect(try Inflate.unpack(stored.entries[0], of: stored, total: 0).count == text.count)
  }
}
