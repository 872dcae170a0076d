import Checkpoints
import Testing

@Suite("Pickles are data")
struct PickleTests {
  @Test("A state dictionary reads from both serializations", arguments: [false, true])
  func control(legacy: Bool) throws {
    let checkpoint = try Checkpoint.read(bytes: controlFile(legacy: legacy), name: "control.pth")
    #expect(checkpoint.container == (legacy ? .legacyPickle : .zipPickle))
    #expect(checkpoint.tensors.map(\.name) == ["fc.weight", "fc.bias"])
    #expect(checkpoint["fc.weight"]?.shape == [2, 3])
    #expect(checkpoint["fc.weight"]?.floats() == [1, -2, 3.5, 0, 1e-3, 7])
    #expect(checkpoint["fc.bias"]?.floats() == [0.25, -0.5])
    #expect(checkpoint.tensors(under: "fc").map(\.name) == ["weight", "bias"])
  }

  @Test("A transposed view comes out row-major") func strides() throws {
    var pickle = PickleBuilder()
    pickle.tensor(key: "0", count: 6, offset: 0, shape: [3, 2], strides: [1, 3])
    let file = torchZip(pickle.finished(), storages: [("0", [0, 1, 2, 3, 4, 5])])
    let tensor = try #require(try Checkpoint.read(bytes: file, name: "t").tensors.first)
    #expect(tensor.floats() == [0, 3, 1, 4, 2, 5])
  }

  @Test("Three channels may be one repeated, as expand leaves them; a bomb may not")
  func repeated() throws {
    var pickle = PickleBuilder()
    pickle.tensor(key: "0", count: 2, offset: 0, shape: [3, 2], strides: [0, 1])
    let file = torchZip(pickle.finished(), storages: [("0", [4, 5])])
    let tensor = try #require(try Checkpoint.read(bytes: file, name: "t").tensors.first)
    #expect(tensor.floats() == [4, 5, 4, 5, 4, 5])
    var bomb = PickleBuilder()
    bomb.tensor(key: "0", count: 2, offset: 0, shape: [9, 2], strides: [0, 1])
    #expect(throws: CheckpointError.self) {
      try Checkpoint.read(bytes: torchZip(bomb.finished(), storages: [("0", [4, 5])]), name: "t")
    }
  }

  @Test("Networks pickled whole are data under any path, with the backend of old PyTorch")
  func modules() throws {
    func module(_ path: String, _ name: String, backend: String) -> [UInt8] {
      var pickle = PickleBuilder()
      pickle.global(path, name)
      pickle.op(")")
      pickle.op(0x81)
      pickle.op("}")
      pickle.op("(")
      pickle.text("_backend")
      pickle.global("torch.nn.backends.thnn", backend)
      pickle.op(")")
      pickle.op("R")
      pickle.text("weight")
      pickle.tensor(key: "0", shape: [2], legacy: false)
      pickle.op("u")
      pickle.op("b")
      return torchZip(pickle.finished(), storages: [("0", [1, 2])])
    }
    for path in ["__main__", "models", "SinGAN.SinGAN.models"] {
      let file = module(
        path, "GeneratorConcatSkip2CleanAdd", backend: "_get_thnn_function_backend")
      let checkpoint = try Checkpoint.read(bytes: file, name: "Gs.pth")
      #expect(checkpoint.tensors.map(\.name) == ["weight"])
    }
    for (path, name, backend) in [
      ("os", "system", "_get_thnn_function_backend"), ("__main__", "ConvBlock", "other"),
    ] {
      #expect(throws: CheckpointError.self) {
        try Checkpoint.read(bytes: module(path, name, backend: backend), name: "Gs.pth")
      }
    }
  }

  @Test("The stride of an axis of one element is never used") func unusedStride() throws {
    let huge = 0x7fff_ffff
    for (shape, strides, expected) in [
      ([2, 1, 2], [1, huge, 2], [0, 2, 1, 3]), ([1, 3], [huge, 2], [0, 2, 4]),
    ] as [([Int], [Int], [Float])] {
      var pickle = PickleBuilder()
      pickle.tensor(key: "0", count: 6, offset: 0, shape: shape, strides: strides)
      // The same with a stride of 63 bits.
      let short = [UInt8(ascii: "J")] + littleEndian(UInt32(huge))
      let long = [0x8a, 8] + littleEndian(Int.max)
      var bytes = pickle.finished()
      if let place = bytes.indices.first(where: { bytes[$0...].starts(with: short) }) {
        bytes.replaceSubrange(place..<(place + short.count), with: long)
      }
      for pickle in [pickle.finished(), bytes] {
        let file = torchZip(pickle, storages: [("0", [0, 1, 2, 3, 4, 5])])
        let tensor = try #require(try Checkpoint.read(bytes: file, name: "t").tensors.first)
        #expect(tensor.floats() == expected)
      }
    }
  }

  /// Pickles that lie about a tensor of a storage of 6 elements.
  @Test(
    "A tensor outside its storage is refused",
    arguments: [
      (offset: 0, shape: [7], strides: [1]), (offset: 1, shape: [6], strides: [1]),
      (offset: -1, shape: [2], strides: [1]), (offset: 0, shape: [2, 3], strides: [4, 1]),
      (offset: 0, shape: [3], strides: [-1]), (offset: 0, shape: [-3], strides: [1]),
      (offset: 0, shape: [2, 3], strides: [1]), (offset: 0, shape: [100], strides: [0]),
      (offset: 0, shape: [0x7fff_ffff, 0x7fff_ffff, 0x7fff_ffff], strides: [0, 0, 0]),
      (offset: 0, shape: [2, 2], strides: [0x7fff_ffff, 1]),
      (offset: 7, shape: [0], strides: [1]),
    ])
  func outside(offset: Int, shape: [Int], strides: [Int]) {
    var pickle = PickleBuilder()
    pickle.tensor(key: "0", count: 6, offset: offset, shape: shape, strides: strides)
    let file = torchZip(pickle.finished(), storages: [("0", [0, 1, 2, 3, 4, 5])])
    #expect(readingError(bytes: file) != nil)
  }

  @Test("A storage of another size than its entry is refused") func storageSize() {
    var pickle = PickleBuilder()
    pickle.tensor(key: "0", shape: [6], legacy: false)
    let short = torchZip(pickle.finished(), storages: [("0", [0, 1, 2])])
    #expect(
      readingError(bytes: short)
        == .sizeMismatch(what: "bytes of storage \"0\"", expected: 24, found: 12))
    let none = torchZip(pickle.finished(), storages: [("1", [0, 1, 2])])
    #expect(readingError(bytes: none) == .missingEntry("archive/data/0"))
  }

  @Test(
    "A name outside the vocabulary ends the reading",
    arguments: [
      ("os", "system"), ("builtins", "eval"), ("torch", "load"),
      ("torch.storage", "_load_from_bytes"),
      ("torch.nn.modules.conv", "Conv2d.__init__"), ("torch.nn.modules", "Sequential"),
      ("functools", "partial"), ("numpy.f2py", "capi_maps"), ("SinGAN.functions", "train"),
      ("", ""), ("torch.nn.modules.", "x"),
    ])
  func forbidden(module: String, name: String) {
    var pickle = PickleBuilder()
    pickle.global(module, name)
    let file = torchZip(pickle.finished(), storages: [])
    #expect(readingError(bytes: file) == .forbiddenName("\(module).\(name)"))
  }

  @Test("A class is never called, only created as data") func classCall() {
    var pickle = PickleBuilder()
    pickle.global("torch.nn.modules.conv", "Conv2d")
    pickle.op(")")
    pickle.op("R")
    #expect(
      readingError(bytes: torchZip(pickle.finished(), storages: []))
        == .forbiddenName("torch.nn.modules.conv.Conv2d()"))
  }

  @Test(
    "Broken machines are refused",
    arguments: [
      ".", "R.", "a.", "s.", "u.", "t.", "e.", "b.", "Q.", "}R.", "h\u{0}.", "g3\n.", "0.", "1.",
      "(.", "((.", "]}s.", "]N}s.", "](NNu.", "}(Nu.", "}(NNe.", "}Na.", ")N\u{1}.", "Nb.", "NN.b",
      "q\u{0}.", "I12x\n.", "Fabc\n.", "S'a\n.", "Vx", "i", "o", "P1\n.",
      "X\u{7f}\u{0}\u{0}\u{0}a.",
      "p-1\n.", "Np-1\n.", "Np99999999999999999999\n.", "NQ.", "(NQ.", "(Nt" + "Q.",
    ])
  func broken(text: String) {
    let pickle: [UInt8] = [0x80, 2] + Array(text.utf8)
    #expect(readingError(bytes: torchZip(pickle, storages: [])) != nil)
    #expect(readingError(bytes: pickle) != nil)
  }

  @Test("Items are set on dictionaries only (CVE-2026-24747)") func setItemOnTensor() {
    var pickle = PickleBuilder()
    pickle.tensor(key: "0", shape: [1], legacy: false)
    pickle.int(0)
    pickle.int(1)
    pickle.op("s")
    #expect(
      readingError(bytes: torchZip(pickle.finished(), storages: [("0", [1])]))
        == .malformed("the pickle sets an item of something that is no dictionary"))
  }

  @Test("Python 2 strings, protocol 0 and long integers read") func oldProtocols() throws {
    let text =
      "(dp0\nS'a\\x41\\n'\np1\nI7\nsVb\\u00e9\np2\nL-12L\nsS'c'\nF1.5\nsS'd'\nI01\nsS'e'\n(lp3\nI1\naI2\nas."
    let checkpoint = try Checkpoint.read(bytes: Array(text.utf8), name: "old.pkl")
    let value = checkpoint.value
    #expect(value["aA\n"]?.int == 7)
    #expect(value["bé"]?.int == -12)
    #expect(value["c"]?.double == 1.5)
    #expect(value["d"]?.bool == true)
    #expect(value["e"]?.elements?.compactMap(\.int) == [1, 2])
  }

  @Test(
    "Integers of any width read",
    arguments: [
      ([], 0), ([0xff], -1), ([0x80, 0x00], 128), ([0, 0, 0, 0, 0, 0, 0, 0x80], Int.min),
      ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], Int.max),
    ] as [([UInt8], Int)])
  func long(digits: [UInt8], value: Int) throws {
    let pickle: [UInt8] = [0x80, 2, 0x8a, UInt8(digits.count)] + digits + Array(".".utf8)
    #expect(try Checkpoint.read(bytes: pickle, name: "long.pkl").value.int == value)
  }

  @Test("The same name twice is refused") func duplicate() {
    var pickle = PickleBuilder()
    pickle.op("}")
    pickle.op("(")
    for _ in 0..<2 {
      pickle.text("w")
      pickle.tensor(key: "0", shape: [1], legacy: false)
    }
    pickle.op("u")
    let file = torchZip(pickle.finished(), storages: [("0", [1])])
    #expect(readingError(bytes: file) == .duplicateName("w"))
  }

  @Test("A legacy view lies inside its storage", arguments: [(2, 3, true), (4, 3, false)])
  func views(first: Int32, count: Int32, fits: Bool) throws {
    var pickle = PickleBuilder()
    pickle.global("torch._utils", "_rebuild_tensor")
    pickle.tuple { pickle in
      pickle.tuple { pickle in
        pickle.text("storage")
        pickle.global("torch.cuda", "FloatStorage")
        pickle.text("root")
        pickle.text("cuda:0")
        pickle.int(6)
        pickle.tuple { pickle in
          pickle.text("view")
          pickle.int(first)
          pickle.int(count)
        }
      }
      pickle.op("Q")
      pickle.int(0)
      pickle.tuple { $0.int(3) }
      pickle.tuple { $0.int(1) }
    }
    pickle.op("R")
    let file = torchLegacy(pickle.finished(), storages: [("root", [0, 1, 2, 3, 4, 5])])
    guard fits else {
      #expect(readingError(bytes: file) != nil)
      return
    }
    #expect(try Checkpoint.read(bytes: file, name: "view").tensors[0].floats() == [2, 3, 4])
  }
}
