/// What the tensor engine can refuse.
public enum TensorError: Error, Equatable, CustomStringConvertible {
  /// The bridge to LibTorch could not be loaded.
  case engineMissing(reason: String)
  /// An operator failed; the reason names it and the shapes it got.
  case operation(reason: String)

  /// In words a person can act on.
  public var description: String {
    switch self {
    case .engineMissing(let reason):
      "the tensor engine could not be loaded: \(reason) · run Scripts/setup, then build again"
    case .operation(let reason):
      reason
    }
  }
}
