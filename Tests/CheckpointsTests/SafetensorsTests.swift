import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  /// A path that no other test uses; the file is removed afterwards.
  private func withTemporaryPath<Result>(_ body: (String) throws -> Result) rethrows -> Result {
    let folder = FileManager.default.temporaryDirectory
    let path = folder.appending(path: "ganvas-\(UUID().uuidString).safetensors").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test("What is written is read again", arguments: 0..<40)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let tensors = (0..<Int.random(in: 0...9, using: &random)).map { index in
      let shape = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        Int.random(in: 0...5, using: &random)
      }
      let type = ElementType.allCases.randomElement(using: &random) ?? .float32
      let count = shape.reduce(1, *) * type.size
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      return StoredTensor(name: "t\"\\é\n.\(index)", type: type, shape: shape, bytes: bytes)
    }
    let metadata = ["format": "pt", "a \"b\"\\\u{1}": "ü\n\u{1F600}"]
    try withTemporaryPath { path in
      try Checkpoint.writeSafetensors(tensors, metadata: metadata, to: path)
      let checkpoint = try Checkpoint.read(path)
      #expect(checkpoint.container == .safetensors)
      #expect(checkpoint.metadata == metadata)
      #expect(checkpoint.tensors.count == tensors.count)
      for tensor in tensors {
        let read = try #require(checkpoint[tensor.name])
        #expect(read.type == tensor.type)
        #expect(read.shape == tensor.shape)
        #expect(read.bytes == tensor.bytes)
      }
      // Wider elements first: every tensor is aligned to its own elements.
      #expect(checkpoint.tensors.map(\.type.size) == tensors.map(\.type.size).sorted(by: >))
    }
  }

  @Test("Escapes of JSON are understood") func escapes() throws {
    let header = #"{"\u0041\ud83d\ude00\t" : {"dtype":"U8","shape":[ ],"data_offsets":[0,1]}}   "#
    let checkpoint = try Checkpoint.read(bytes: safetensors(header: header, data: 1), name: "t")
    #expect(checkpoint.tensors.map(\.name) == ["A😀\t"])
  }

  /// Headers that must not pass over one data byte.
  @Test(
    "A lying header is refused",
    arguments: [
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}"#,  // size
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,  // beyond the end
      #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,  // bytes left over
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}"#,  // reversed
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}"#,
      #"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}"#,
      #"{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}"#,
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}}"#,
      #"{"a":{"dtype":"Q9","shape":[1],"data_offsets":[0,1]}}"#,
      #"{"a":{"shape":[1],"data_offsets":[0,1]}}"#,
      #"{"a":{"dtype":"U8","data_offsets":[0,1]}}"#,
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"extra":1}}"#,
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
      #"{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#,
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"__metadata__":{"x":1}}"#,
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"__metadata__":"x"}"#,
      #"{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}"#,
      #"{"a":{"dtype":"U8","shape":[4611686018427387904,4,0],"data_offsets":[0,0]}}"#,
      #"{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}"#,
      #"{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}}"#,
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}x"#,
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},}"#,
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}"#,
      #" {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#,
      #"{"a":[[[[[[[[[[]]]]]]]]]]}"#, #"{"a":"\ud800"}"#, #"{"a":"\x"}"#, #"{"a":tru}"#, "{", "[]",
      #"{"a" 1}"#, "", #"{"a":1e999}"#, "{\"a\u{0}\":1}",
    ])
  func lying(header: String) {
    #expect(readingError(bytes: safetensors(header: header, data: 1)) != nil)
  }

  @Test("Overlaps, gaps and a huge header are refused") func layout() {
    let overlap =
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#
    #expect(
      readingError(bytes: safetensors(header: overlap, data: 3))
        == .malformed("tensor \"b\" overlaps the tensor before it"))
    let gap =
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}"#
    #expect(
      readingError(bytes: safetensors(header: gap, data: 3))
        == .malformed("tensor \"b\" leaves a gap after the tensor before it"))
    let huge = littleEndian(UInt64.max) + Array("{}".utf8)
    #expect(
      readingError(bytes: huge)
        == .limitExceeded(what: "header length", found: .max, limit: 16 << 20))
  }

  @Test("A writer leaves nothing half done") func atomic() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "ganvas-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let real = folder.appending(path: "real.safetensors").path()
    let link = folder.appending(path: "link.safetensors").path()
    let tensor = StoredTensor(name: "a", shape: [2], floats: [1, 2])
    try Checkpoint.writeSafetensors([], to: real)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: real)
    try Checkpoint.writeSafetensors([tensor], to: link)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == real)
    #expect(try Checkpoint.read(real)["a"]?.floats() == [1, 2])
    #expect(throws: CheckpointError.self) {
      try Checkpoint.writeSafetensors([tensor, tensor], to: real)
    }
    #expect(throws: CheckpointError(.directory, file: folder.path())) {
      try Checkpoint.writeSafetensors([tensor], to: folder.path())
    }
    #expect(throws: CheckpointError.self) {
      try Checkpoint.writeSafetensors([tensor], to: folder.path() + "/none/x.safetensors")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
    #expect(left == ["link.safetensors", "real.safetensors"])
  }
}
