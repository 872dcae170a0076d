public import Tensors

/// Name of a tensor inside a network, as checkpoints spell it: parts joined by dots.
public struct ParameterPath: Hashable, Sendable, CustomStringConvertible {
  /// The whole name, for instance `up_0.conv_1.bias`.
  public let description: String

  /// The root: an empty name.
  public static let root = ParameterPath(description: "")

  /// The path one part further down.
  public static func / (path: ParameterPath, part: String) -> ParameterPath {
    ParameterPath(description: path.description.isEmpty ? part : "\(path.description).\(part)")
  }
}

/// What a stored tensor is to its layer.
public enum ParameterKind: Sendable, Equatable {
  /// Learned by gradient.
  case learned
  /// Kept by the layer itself (running statistics, spectral vectors).
  case buffer
}

/// Something that walks over the tensors of a network: loading, saving, counting, training.
public protocol ParameterVisitor {
  /// Sees one tensor and may replace it.
  /// - Throws: `ParameterError`.
  mutating func visit(_ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind)
    throws(ParameterError)
}

/// A layer or network that lists its tensors, each with its checkpoint name.
public protocol Parameterized {
  /// Shows every tensor to the visitor.
  /// - Throws: what the visitor throws.
  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
}

/// What can be wrong with a tensor that is to be put into a network.
public enum ParameterError: Error, Equatable, CustomStringConvertible {
  /// The file holds no tensor of this name.
  case missing(name: String, expected: [Int])
  /// The tensor has another shape.
  case misshapen(name: String, found: [Int], expected: [Int])
  /// The tensor holds NaN or infinity.
  case nonFinite(name: String, count: Int)

  /// In words.
  public var description: String {
    switch self {
    case .missing(let name, let expected): "\(name) is missing (expected \(expected))"
    case .misshapen(let name, let found, let expected):
      "\(name) has shape \(found), expected \(expected)"
    case .nonFinite(let name, let count): "\(name) holds \(count) non-finite numbers"
    }
  }
}

/// Collects the tensors of a network with their names. The tensors share storage with the
/// network: changing one in place changes the network.
public struct ParameterCollector: ParameterVisitor {
  /// One tensor with its name.
  public struct Entry: Sendable {
    /// Checkpoint name.
    public let name: String
    /// The tensor itself.
    public let tensor: Tensor
    /// Learned or buffer.
    public let kind: ParameterKind
  }

  /// What was found so far, in the order of the network.
  public private(set) var entries: [Entry] = []

  /// An empty collector.
  public init() {}

  /// Notes one tensor.
  public mutating func visit(
    _ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind
  ) throws(ParameterError) {
    entries.append(Entry(name: path.description, tensor: tensor, kind: kind))
  }
}

extension Parameterized {
  /// All tensors with their names, sharing storage with this network.
  public func parameters() -> [ParameterCollector.Entry] {
    var collector = ParameterCollector()
    var network = self
    do {
      try network.visit(&collector, at: .root)
    } catch {
      preconditionFailure("collecting cannot fail: \(error)")
    }
    return collector.entries
  }

  /// Number of learned numbers.
  public var parameterCount: Int {
    parameters().filter { $0.kind == .learned }.reduce(0) { $0 + $1.tensor.count }
  }
}
