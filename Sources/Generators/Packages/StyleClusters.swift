public import Checkpoints
public import Synthesis

/// The clusters of object styles that belong to a model, by class: `styles.safetensors` of a package
/// or pix2pixHD's `features_clustered_010.npy` (ReferenceSystems article).
public struct StyleClusters: Sendable, Hashable {
  /// Clusters by class id of the model's label set, in the order of their numbers.
  public var classes: [Int: [StyleCluster]]
  /// Numbers per style.
  public let channels: Int

  /// Clusters at hand; every centre has `channels` numbers.
  public init(classes: [Int: [StyleCluster]], channels: Int) {
    for cluster in classes.values.joined() {
      precondition(
        cluster.center.count == channels, "a centre of \(cluster.center.count) numbers")
    }
    self.classes = classes.filter { !$0.value.isEmpty }
    self.channels = channels
  }

  /// Reads either form from a read file.
  /// - Throws: `StyleClusterError` naming what is wrong.
  public init(_ checkpoint: Checkpoint) throws(StyleClusterError) {
    if let entries = checkpoint.value.entries, checkpoint.container == .npy {
      try self.init(dictionary: entries, file: checkpoint.file)
    } else {
      try self.init(stored: checkpoint)
    }
  }

  /// The pickled dictionary label → [clusters, features] of pix2pixHD.
  private init(
    dictionary entries: [CheckpointValue.Entry], file: String
  ) throws(StyleClusterError) {
    var centers: [(label: Int, tensor: StoredTensor)] = []
    for entry in entries {
      guard let label = entry.key.int, let tensor = entry.value.tensor else {
        throw StyleClusterError(
          file: file, reason: "it should be a dictionary from class numbers to arrays")
      }
      centers.append((label, tensor))
    }
    try self.init(centers, file: file) { _ in (nil, nil) }
  }

  private init(stored checkpoint: Checkpoint) throws(StyleClusterError) {
    let suffix = "." + Names.centers.rawValue
    var centers: [(label: Int, tensor: StoredTensor)] = []
    for tensor in checkpoint.tensors where tensor.name.hasSuffix(suffix) {
      guard let label = Int(tensor.name.dropLast(suffix.count).dropFirst(Self.prefix.count)),
        tensor.name.hasPrefix(Self.prefix)
      else {
        throw StyleClusterError(
          file: checkpoint.file, reason: "the tensor \(tensor.name) names no class")
      }
      centers.append((label, tensor))
    }
    try self.init(centers, file: checkpoint.file) { label in
      (
        checkpoint[Self.name(of: .spreads, label)], checkpoint[Self.name(of: .sizes, label)]
      )
    }
  }

  private init(
    _ centers: [(label: Int, tensor: StoredTensor)], file: String,
    extras: (Int) -> (spreads: StoredTensor?, sizes: StoredTensor?)
  ) throws(StyleClusterError) {
    var classes: [Int: [StyleCluster]] = [:]
    var channels: Int?
    for (label, tensor) in centers {
      func fail(_ reason: String) -> StyleClusterError {
        StyleClusterError(file: file, reason: "class \(label): " + reason)
      }
      guard (0...65535).contains(label) else { throw fail("there can be no such class") }
      guard tensor.shape.count == 2, tensor.count > 0, tensor.type.isFloatingPoint else {
        throw fail("its array has shape \(tensor.shape), expected [clusters, features]")
      }
      guard tensor.shape[1] == channels ?? tensor.shape[1] else {
        throw fail("its styles have \(tensor.shape[1]) numbers, those before \(channels ?? 0)")
      }
      guard tensor.nonFiniteCount == 0 else { throw fail("its styles are not all finite") }
      guard classes[label] == nil else { throw fail("it stands there twice") }
      channels = tensor.shape[1]
      let (spreads, sizes) = extras(label)
      guard spreads.map({ $0.shape == tensor.shape }) ?? true,
        sizes.map({ $0.shape == [tensor.shape[0]] }) ?? true
      else { throw fail("its spreads or sizes do not fit its centres") }
      let rows = tensor.rows
      let spreadRows = spreads?.rows
      let counts = sizes?.integers()
      classes[label] = rows.indices.map { row in
        StyleCluster(center: rows[row], spread: spreadRows?[row] ?? [], size: counts?[row])
      }
    }
    guard let channels else {
      throw StyleClusterError(file: file, reason: "it holds no clusters")
    }
    self.init(classes: classes, channels: channels)
  }

  /// As `styles.safetensors` holds them: per class `class.<id>.centers` and `.spreads`
  /// `[clusters, channels]`, float32, and `.sizes` `[clusters]`, int64; what is unknown is left out.
  public var tensors: [StoredTensor] {
    classes.sorted { $0.key < $1.key }.flatMap { label, clusters in
      let shape = [clusters.count, channels]
      var tensors = [
        StoredTensor(
          name: Self.name(of: .centers, label), shape: shape, floats: clusters.flatMap(\.center))
      ]
      if clusters.allSatisfy({ $0.spread.count == channels }) {
        tensors.append(
          StoredTensor(
            name: Self.name(of: .spreads, label), shape: shape,
            floats: clusters.flatMap(\.spread)))
      }
      let sizes = clusters.compactMap(\.size)
      if sizes.count == clusters.count {
        tensors.append(
          StoredTensor(
            name: Self.name(of: .sizes, label), type: .int64, shape: [sizes.count],
            bytes: sizes.flatMap { size in
              withUnsafeBytes(of: Int64(size).littleEndian) { Array($0) }
            }))
      }
      return tensors
    }
  }

  private static let prefix = "class."

  private enum Names: String {
    case centers, spreads, sizes
  }

  private static func name(of what: Names, _ label: Int) -> String {
    "\(prefix)\(label).\(what.rawValue)"
  }
}

/// Style clusters that cannot be used; the description names the file and the class.
public struct StyleClusterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file they come from.
  public let file: String
  /// What is wrong.
  public let reason: String

  /// In words.
  public var description: String { "\(file) holds no usable style clusters: \(reason)" }
}

extension StoredTensor {
  /// The rows of a matrix.
  fileprivate var rows: [[Float]] {
    let values = floats()
    let width = shape[1]
    return (0..<shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
  }
}
