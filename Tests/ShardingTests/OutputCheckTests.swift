import Foundation
import Imaging
import Sharding
import TestSupport
import Testing

/// Files are what they are called: valid, missing, damaged, foreign, surplus.
@Suite("Checks of outputs") struct OutputCheckTests {
  private static func picture(_ fingerprint: String?) throws -> [UInt8] {
    let image = RGBImage(width: 40, height: 30, filledWith: RGB(9, 200, 77))
    return try PNG.encode(
      image,
      text: fingerprint.map { [PictureCheck.fingerprintKey: $0, "Software": "ganvas"] } ?? [:]
    )
  }

  private static func write(_ bytes: [UInt8], _ name: String, in folder: TemporaryFolder) throws {
    try AtomicFile.write(bytes, to: folder.url.appendingPathComponent(name))
  }

  @Test("Every truncation and every flipped bit is seen without decoding") func hostile() throws {
    let whole = try Self.picture("2-abc")
    #expect(try PictureCheck.entry(in: whole).get() == "2-abc")
    for length in 0..<whole.count {
      #expect(throws: PictureCheck.Fault.self) {
        try PictureCheck.entry(in: Array(whole.prefix(length))).get()
      }
    }
    for index in whole.indices {
      var flipped = whole
      flipped[index] ^= 1 << UInt8(index % 8)
      #expect(throws: PictureCheck.Fault.self) { try PictureCheck.entry(in: flipped).get() }
    }
    #expect(PictureCheck.entry(in: whole + [0]) == .failure(.trailing))
    // A length of 4 GB is no reason to read it.
    var huge = whole
    huge.replaceSubrange(8..<12, with: [0xff, 0xff, 0xff, 0xff])
    #expect(PictureCheck.entry(in: huge) == .failure(.truncated))
  }

  @Test("Outputs are sorted into five kinds, and the codes say what helps") func kinds() throws {
    let folder = try TemporaryFolder()
    try Self.write(try Self.picture("2-a"), "a.png", in: folder)
    try Self.write(try Self.picture("1-b"), "b.png", in: folder)
    try Self.write(try Self.picture("2-x"), "c.png", in: folder)
    try Self.write(try Self.picture(nil), "extra.png", in: folder)
    try Self.write(Array("notes".utf8), "notes.txt", in: folder)
    func check(_ names: [String]) -> OutputCheck {
      var check = OutputCheck()
      for name in names {
        check.add(
          ExpectedOutput(
            item: name, output: name + ".png", accepted: ["2-" + name, "1-" + name]),
          in: folder.url, isDeep: true, repeated: [:])
      }
      check.findSurplus(in: folder.url, wanted: Set(names.map { $0 + ".png" }))
      return check
    }
    let all = check(["a", "b", "c", "d"])
    #expect(all.valid.map(\.output) == ["a.png", "b.png"])
    #expect(all.foreign == ["c.png"])
    #expect(all.missing == ["d.png"])
    #expect(all.surplus == ["extra.png"])
    #expect(all.exitCode == 75)
    #expect(
      all.shardsLeft(of: 7)
        == Set(["c.png", "d.png"].map { Shard.index(of: $0, count: 7) }).sorted())
    #expect(check(["a", "b"]).exitCode == 0)
    try Self.write(Array(try Self.picture("2-a").dropLast()), "a.png", in: folder)
    #expect(check(["a", "b"]).exitCode == 1)
  }

  @Test("The manifest depends on names and pictures alone") func manifest() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { try Self.write(try Self.picture("2-" + name), name, in: folder) }
    func manifest(_ names: [String]) throws -> [UInt8] {
      var check = OutputCheck()
      for name in names {
        check.add(
          ExpectedOutput(item: name, output: name, accepted: nil), in: folder.url, isDeep: false,
          repeated: [:])
      }
      return try check.manifest(model: "m")
    }
    #expect(try manifest(["a", "b"]) == manifest(["b", "a"]))
    #expect(try manifest(["a"]) != manifest(["b"]))
  }

  @Test("Numbers become an array specification") func specification() {
    #expect(OutputCheck.specification([]) == "")
    #expect(OutputCheck.specification([3, 17, 42]) == "3,17,42")
    #expect(OutputCheck.specification([0, 1, 2, 5, 6, 9]) == "0-2,5,6,9")
  }

  @Test("Temporary files go after an hour, not before") func leftovers() throws {
    let folder = try TemporaryFolder()
    for name in [".ganvas-1.tmp", ".ganvas-2.tmp", ".other.tmp"] {
      try Self.write([1], name, in: folder)
      if name != ".ganvas-2.tmp" {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -3700)],
          ofItemAtPath: folder.url.appendingPathComponent(name).path)
      }
    }
    var check = OutputCheck()
    check.findSurplus(in: folder.url, wanted: [])
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    #expect(left == [".ganvas-2.tmp", ".other.tmp"])
  }

  @Test("Three equal errors of one item count, from any ledgers; broken lines do not matter")
  func ledgers() throws {
    let folder = try TemporaryFolder()
    for count in [1, 4] {
      let ledger = try Ledger(try Shard(index: 0, count: count), in: folder.url)
      try ledger.append(item: "a", output: "a.png", error: "broken")
      try ledger.append(item: "b", output: "b.png", error: "first \(count)")
      try ledger.append(item: "c", output: "c.png", bytes: 10, crc32: 7, seconds: 0.1)
    }
    #expect(Ledger.repeatedErrors(in: folder.url).isEmpty)
    let place = Ledger.folder(of: folder.url)
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
    #expect(names.count == 2)
    let handle = try FileHandle(forWritingTo: place.appendingPathComponent(names[0]))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"error\":\"half a li".utf8))
    try handle.close()
    let third = try Ledger(try Shard(index: 3, count: 7), in: folder.url)
    try third.append(item: "a", output: "a.png", error: "broken")
    #expect(Ledger.repeatedErrors(in: folder.url) == ["a.png": "broken"])
  }

  @Test("The sum of a file is that of its bytes; what is no file is refused") func sums() throws {
    let folder = try TemporaryFolder()
    try Self.write(Array("abc".utf8), "a", in: folder)
    #expect(
      try FileSum.sum(of: folder.url.appendingPathComponent("a"))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(throws: FileError.self) { try FileSum.sum(of: folder.url) }
    #expect(throws: FileError.self) {
      try FileSum.sum(of: folder.url.appendingPathComponent("nothing"))
    }
  }
}
