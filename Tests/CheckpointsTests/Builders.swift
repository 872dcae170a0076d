import Checksums
import Foundation

@testable import Checkpoints

/// Writes pickles opcode by opcode, for files that no honest program would write.
struct PickleBuilder {
  var bytes: [UInt8] = []

  init(version: UInt8 = 2) { bytes = [0x80, version] }

  mutating func op(_ character: Character) { bytes.append(character.asciiValue ?? 0) }
  mutating func op(_ code: UInt8) { bytes.append(code) }

  mutating func global(_ module: String, _ name: String) {
    op("c")
    bytes += Array("\(module)\n\(name)\n".utf8)
  }

  mutating func text(_ text: String) {
    op("X")
    bytes += littleEndian(UInt32(text.utf8.count)) + Array(text.utf8)
  }

  mutating func int(_ value: Int32) {
    op("J")
    bytes += littleEndian(UInt32(bitPattern: value))
  }

  mutating func tuple(_ body: (inout PickleBuilder) -> Void) {
    op("(")
    body(&self)
    op("t")
  }

  /// A call without arguments.
  mutating func emptyDictionary() {
    global("collections", "OrderedDict")
    bytes += Array(")R".utf8)
  }

  /// `_rebuild_tensor_v2` of a whole storage.
  mutating func tensor(key: String, shape: [Int], legacy: Bool) {
    let strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    tensor(
      key: key, count: shape.reduce(1, *), offset: 0, shape: shape, strides: strides,
      legacy: legacy)
  }

  /// `_rebuild_tensor_v2` of any claim.
  mutating func tensor(
    key: String, count: Int, offset: Int, shape: [Int], strides: [Int], legacy: Bool = false
  ) {
    global("torch._utils", "_rebuild_tensor_v2")
    tuple { pickle in
      pickle.tuple { pickle in
        pickle.text("storage")
        pickle.global("torch", "FloatStorage")
        pickle.text(key)
        pickle.text("cpu")
        pickle.int(Int32(count))
        if legacy { pickle.op("N") }
      }
      pickle.op("Q")
      pickle.int(Int32(offset))
      pickle.tuple { pickle in for extent in shape { pickle.int(Int32(extent)) } }
      pickle.tuple { pickle in for stride in strides { pickle.int(Int32(stride)) } }
      pickle.op(0x89)
      pickle.emptyDictionary()
    }
    op("R")
  }

  /// The finished pickle.
  func finished() -> [UInt8] { bytes + Array(".".utf8) }
}

/// Bytes of an integer, least first.
func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
}

/// Writes zip archives, also wrong ones.
struct ZipBuilder {
  struct Entry {
    var name: String
    var data: [UInt8]
    var method: UInt16 = 0
    var flags: UInt16 = 0
    var checksum: UInt32?
    /// Size after unpacking; the data's own for stored entries.
    var size: Int?
    /// What the local header says instead of the truth.
    var localName: String?
    var localSize: UInt32?
    /// What the directory says instead of the truth.
    var localOffset: Int?
  }

  var entries: [Entry] = []
  var prefix: [UInt8] = []

  func finished() -> [UInt8] {
    var bytes = prefix
    var directory: [UInt8] = []
    for entry in entries {
      let offset = bytes.count
      let checksum = entry.checksum ?? crc(entry.data)
      let size = UInt32(entry.size ?? entry.data.count)
      let fixed = littleEndian(entry.flags) + littleEndian(entry.method) + [0, 0, 0, 0]
      let sums = littleEndian(checksum) + littleEndian(UInt32(entry.data.count))
      let localName = Array((entry.localName ?? entry.name).utf8)
      bytes += Array("PK\u{3}\u{4}".utf8) + [20, 0] + fixed + sums
      bytes += littleEndian(entry.localSize ?? size) + littleEndian(UInt16(localName.count))
      bytes += [0, 0] + localName + entry.data
      directory += Array("PK\u{1}\u{2}".utf8) + [20, 0, 20, 0] + fixed + sums + littleEndian(size)
      directory += littleEndian(UInt16(entry.name.utf8.count)) + [UInt8](repeating: 0, count: 12)
      directory += littleEndian(UInt32(entry.localOffset ?? offset)) + Array(entry.name.utf8)
    }
    let start = bytes.count
    let count = littleEndian(UInt16(entries.count))
    bytes += directory + Array("PK\u{5}\u{6}".utf8) + [0, 0, 0, 0] + count + count
    return bytes + littleEndian(UInt32(directory.count)) + littleEndian(UInt32(start)) + [0, 0]
  }

  private func crc(_ data: [UInt8]) -> UInt32 { data.withUnsafeBytes(CRC32.checksum(of:)) }
}

/// A PyTorch zip archive of one pickle and storages by key.
func torchZip(_ pickle: [UInt8], storages: [(key: String, floats: [Float])]) -> [UInt8] {
  torchZipBuilder(pickle, storages: storages).finished()
}

/// The same, not finished yet.
func torchZipBuilder(
  _ pickle: [UInt8], storages: [(key: String, floats: [Float])]
) -> ZipBuilder {
  var zip = ZipBuilder()
  zip.entries.append(.init(name: "archive/data.pkl", data: pickle))
  zip.entries.append(.init(name: "archive/version", data: Array("3\n".utf8)))
  for storage in storages {
    let data = storage.floats.flatMap { littleEndian($0.bitPattern) }
    zip.entries.append(.init(name: "archive/data/\(storage.key)", data: data))
  }
  return zip
}

/// A state dictionary of two tensors: as the zip archive, or in the legacy format.
func controlFile(legacy: Bool) -> [UInt8] {
  var pickle = PickleBuilder()
  pickle.emptyDictionary()
  pickle.op("(")
  pickle.text("fc.weight")
  pickle.tensor(key: "0", shape: [2, 3], legacy: legacy)
  pickle.text("fc.bias")
  pickle.tensor(key: "1", shape: [2], legacy: legacy)
  pickle.op("u")
  let storages: [(key: String, floats: [Float])] = [
    ("0", [1, -2, 3.5, 0, 1e-3, 7]), ("1", [0.25, -0.5]),
  ]
  guard legacy else { return torchZip(pickle.finished(), storages: storages) }
  return torchLegacy(pickle.finished(), storages: storages)
}

/// A legacy file around an object's pickle.
func torchLegacy(_ object: [UInt8], storages: [(key: String, floats: [Float])]) -> [UInt8] {
  let magic: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
  var bytes: [UInt8] = [0x80, 2, 0x8a, 10] + magic + Array(".".utf8)
  bytes += [0x80, 2] + Array("M".utf8) + littleEndian(UInt16(1001)) + Array(".".utf8)
  var system = PickleBuilder()
  system.op("}")
  system.text("little_endian")
  system.op(0x88)
  system.op("s")
  bytes += system.finished() + object
  var keys = PickleBuilder()
  keys.op("]")
  for storage in storages {
    keys.text(storage.key)
    keys.op("a")
  }
  bytes += keys.finished()
  for storage in storages {
    bytes += littleEndian(Int64(storage.floats.count))
    bytes += storage.floats.flatMap { littleEndian($0.bitPattern) }
  }
  return bytes
}

/// A safetensors file with any header.
func safetensors(header: String, data: Int) -> [UInt8] {
  littleEndian(UInt64(header.utf8.count)) + Array(header.utf8)
    + [UInt8](repeating: 0, count: data)
}

/// A NumPy array with any header.
func npy(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
  let length =
    version == 1
    ? littleEndian(UInt16(header.utf8.count)) : littleEndian(UInt32(header.utf8.count))
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + Array(header.utf8) + data
}

/// The error that reading bytes gives; `nil` if it succeeds.
func readingError(bytes: [UInt8]) -> CheckpointError.Reason? {
  do throws(CheckpointError) {
    _ = try Checkpoint.read(bytes: bytes, name: "test")
    return nil
  } catch {
    return error.reason
  }
}
