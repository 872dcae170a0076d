import Checksums

extension Checkpoint {
  /// Writes tensors as an archive of NumPy arrays, each an entry `NAME.npy`, atomically and
  /// uncompressed, as `numpy.savez` does. Holds the whole archive in memory.
  ///
  /// Names must be unique and of at most 1000 bytes; all together must stay below 2 GB.
  public static func writeNpz(
    _ tensors: [StoredTensor], to path: String
  ) throws(CheckpointError) {
    let origin = Origin(file: path)
    var archive = ZipWriter(origin: origin)
    for tensor in tensors {
      try archive.add("\(tensor.name).npy", try npyBytes(of: tensor, path: path))
    }
    let file = try AtomicFile(path)
    try file.write(archive.finished())
    try file.finish()
  }
}
