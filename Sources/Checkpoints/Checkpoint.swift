/// A weight file, read: its tensors in file order, its metadata, and all it holds as data.
///
/// Reading trusts nothing in the file. Names are checked against a list, sizes against the file
/// before anything is allocated, and no code in the file is ever executed.
public struct Checkpoint: Sendable {
  /// The kind of file.
  public enum Container: String, Sendable, Codable {
    /// PyTorch's zip archive with a pickle inside.
    case zipPickle = "pth (zip)"
    /// PyTorch's format before 1.6: pickles one after the other, then raw storages.
    case legacyPickle = "pth (legacy)"
    /// Hugging Face's safetensors.
    case safetensors
    /// One NumPy array.
    case npy
    /// A zip archive of NumPy arrays.
    case npz
    /// A plain pickle, such as StyleGAN2-ADA's network snapshots.
    case pickle
  }

  /// The path as it was given.
  public let file: String
  /// The kind of file.
  public let container: Container
  /// All tensors anywhere in the file, in file order; names are unique.
  ///
  /// Nested names are joined with dots, list elements by their number; `_parameters`, `_buffers`
  /// and `_modules` of pickled modules are left out, so that names are those of a state dict.
  public let tensors: [StoredTensor]
  /// Free text: safetensors' `__metadata__`, the format version of an archive.
  public let metadata: [String: String]
  /// Everything as data; for files that are more than one flat dictionary of tensors.
  public let value: CheckpointValue

  private let indices: [String: Int]

  /// A checkpoint of tensors with unique names.
  init(
    container: Container, tensors: [StoredTensor], metadata: [String: String],
    value: CheckpointValue, origin: Origin
  ) throws(CheckpointError) {
    var indices = [String: Int](minimumCapacity: tensors.count)
    for (index, tensor) in tensors.enumerated() {
      guard indices.updateValue(index, forKey: tensor.name) == nil else {
        throw origin.error(.duplicateName(tensor.name))
      }
    }
    self.file = origin.file
    self.container = container
    self.tensors = tensors
    self.metadata = metadata
    self.value = value
    self.indices = indices
  }

  /// The tensor of that full name.
  public subscript(name: String) -> StoredTensor? { indices[name].map { tensors[$0] } }

  /// The tensors whose names begin with `prefix` and a dot, in file order, without that prefix;
  /// `g_running` gives the averaged generator of a StyleGAN checkpoint.
  public func tensors(under prefix: String) -> [StoredTensor] {
    let start = prefix + "."
    return tensors.compactMap { tensor in
      guard tensor.name.hasPrefix(start) else { return nil }
      return tensor.renamed(String(tensor.name.dropFirst(start.count)))
    }
  }

  /// Reads a weight file of any known kind, told by its content. Costs the file's size in memory
  /// and one pass over it.
  /// - Parameter followingLinks: Whether the name may be a symbolic link; in a folder that may come
  ///   from a stranger it may not.
  public static func read(
    _ path: String, followingLinks: Bool = true
  ) throws(CheckpointError) -> Checkpoint {
    try read(
      ByteBuffer.contents(ofFile: path, followingLinks: followingLinks),
      origin: Origin(file: path))
  }

  /// Reads a weight file that is already in memory; `name` stands in errors.
  public static func read(bytes: [UInt8], name: String) throws(CheckpointError) -> Checkpoint {
    let origin = Origin(file: name)
    guard !bytes.isEmpty else { throw origin.error(.emptyFile) }
    return try read(ByteBuffer(copying: bytes), origin: origin)
  }

  private static func read(
    _ buffer: ByteBuffer, origin: Origin
  ) throws(CheckpointError) -> Checkpoint {
    switch FileFormat(of: buffer, path: origin.file) {
    case .zip: try readZip(buffer, origin: origin)
    case .legacy: try readLegacy(buffer, origin: origin)
    case .safetensors: try readSafetensors(buffer, origin: origin)
    case .npy: try readNpy(buffer, origin: origin)
    case .pickle: try readPickle(buffer, origin: origin)
    case .unknown(let hint): throw origin.error(.unknownFormat(hint: hint))
    }
  }
}
