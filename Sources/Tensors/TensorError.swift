/// What the tensor engine can refuse.
public enum TensorError: Error, Equatable, CustomStringConvertible {
  /// The bridge to LibTorch could not be loaded.
  case engineMissing(reason: String)
  /// A device was asked for that cannot be used here.
  case deviceMissing(reason: String)
  /// An operator failed; the reason names it and the shapes it got.
  case operation(reason: String)

  /// In words a person can act on.
  public var description: String {
    switch self {
    case .engineMissing(let reason):
      "the tensor engine could not be loaded: \(reason) · in a checkout run Scripts/setup, then "
        + "build again; in an unpacked archive run Scripts/bridge -o lib/ganvas/libCTorchBridge.so"
    case .deviceMissing(let reason):
      "\(reason) · take --device cpu, or build with LIBTORCH set to a CUDA build of LibTorch"
    case .operation(let reason):
      reason
    }
  }
}
