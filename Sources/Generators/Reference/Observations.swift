public import Tensors

/// Collects what a network shows on its way.
public final class Observations {
  /// Tensors by the names they were shown under.
  public private(set) var tensors: [String: Tensor] = [:]

  /// An empty collection.
  public init() {}

  /// Takes one.
  public func note(_ name: String, _ tensor: Tensor) {
    tensors[name] = tensor
  }
}
