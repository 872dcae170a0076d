extension Checkpoint {
  /// Reads a legacy `.pth`.
  static func readLegacy(
    _ buffer: ByteBuffer, origin: Origin
  ) throws(CheckpointError) -> Checkpoint {
    var stream = LegacyStream(
      buffer, 0..<buffer.count, vocabulary: .torchFile, origin: origin)
    let root = try stream.read()
    return try checkpoint(.legacyPickle, stream.object, root, metadata: [:], origin: origin)
  }

  /// Reads a plain pickle. Large ones are fine: their bytes are tensors.
  static func readPickle(
    _ buffer: ByteBuffer, origin: Origin
  ) throws(CheckpointError) -> Checkpoint {
    var machine = PickleMachine(
      buffer, 0..<buffer.count, vocabulary: .plainPickle, origin: origin)
    let root = try machine.run()
    guard machine.cursor.remaining == 0 else {
      throw origin.error(
        .malformed("\(machine.cursor.remaining) bytes are left over behind the pickle"),
        at: machine.cursor.position)
    }
    return try checkpoint(.pickle, machine, root, metadata: [:], origin: origin)
  }

  /// Reads a zip archive: PyTorch's, or NumPy's `.npz`.
  static func readZip(
    _ buffer: ByteBuffer, origin: Origin
  ) throws(CheckpointError) -> Checkpoint {
    let archive = try ZipArchive(buffer, origin: origin)
    // PyTorch puts everything into one top folder of any name.
    let pickles = archive.entries.filter { entry in
      entry.name.hasSuffix("/data.pkl") && entry.name.split(separator: "/").count == 2
    }
    if pickles.isEmpty, !archive.entries.isEmpty,
      archive.entries.allSatisfy({ $0.name.hasSuffix(".npy") })
    {
      return try readNpz(archive, origin: origin)
    }
    if pickles.isEmpty {
      let inside = archive.entries.map(\.name).filter { !$0.hasSuffix("/") }
      let weights = inside.filter { name in
        [".pth", ".pt", ".pkl", ".safetensors", ".npz", ".zip", ".ckpt", ".tar", ".gz"]
          .contains { name.lowercased().hasSuffix($0) }
      }
      if !weights.isEmpty {
        throw origin.error(.archive(kind: "a zip archive", holds: Array(weights.prefix(3))))
      }
    }
    guard let pickle = pickles.first, pickles.count == 1 else {
      throw origin.error(.missingEntry("data.pkl in one top folder"))
    }
    return try readTorchArchive(archive, pickle: pickle, origin: origin)
  }

  private static func readTorchArchive(
    _ archive: ZipArchive, pickle: ZipArchive.Entry, origin: Origin
  ) throws(CheckpointError) -> Checkpoint {
    for entry in archive.entries {
      guard entry.method == .stored else {
        throw origin.entry(entry.name).error(
          .unsupported("a compressed entry"), at: entry.data.lowerBound)
      }
      try archive.verify(entry)
    }
    let folder = pickle.name.dropLast("data.pkl".count)
    var metadata: [String: String] = [:]
    for key in ["version", "byteorder"] {
      guard let entry = archive[folder + key], entry.size <= 64 else { continue }
      let text = archive.buffer.latin1(entry.data)
      metadata[key] = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    guard metadata["byteorder", default: "little"] == "little" else {
      throw origin.error(.unsupported("a big-endian file"))
    }
    guard pickle.size <= PickleMachine.maximumBytes else {
      throw origin.entry(pickle.name).error(
        .limitExceeded(
          what: "bytes of the pickle", found: pickle.size, limit: PickleMachine.maximumBytes))
    }
    var machine = PickleMachine(
      archive.buffer, pickle.data, vocabulary: .torchFile, origin: origin.entry(pickle.name))
    let root = try machine.run()
    guard machine.cursor.remaining == 0 else {
      throw machine.origin.error(
        .malformed("bytes are left over behind the pickle"), at: machine.cursor.position)
    }
    for (number, storage) in machine.storages.enumerated() where storage.part == nil {
      let name = "\(folder)data/\(storage.key)"
      guard let entry = archive[name] else { throw origin.error(.missingEntry(name)) }
      let expected = storage.count * storage.type.size
      guard entry.size == expected else {
        throw origin.entry(name).error(
          .sizeMismatch(
            what: "bytes of storage \"\(storage.key)\"", expected: expected, found: entry.size),
          at: entry.data.lowerBound)
      }
      machine.storages[number].bytes = entry.data
    }
    return try checkpoint(.zipPickle, machine, root, metadata: metadata, origin: origin)
  }

  private static func checkpoint(
    _ container: Container, _ machine: PickleMachine, _ root: UInt32, metadata: [String: String],
    origin: Origin
  ) throws(CheckpointError) -> Checkpoint {
    var tree = PickleTree(machine)
    let value = try tree.value(of: root)
    return try Checkpoint(
      container: container, tensors: tree.tensors, metadata: metadata, value: value,
      origin: origin)
  }
}
