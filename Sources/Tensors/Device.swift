/// Where a tensor's numbers lie.
public enum Device: String, Hashable, Sendable, Codable {
  /// Main memory.
  case cpu
  /// The first CUDA device.
  case cuda
  /// LibTorch's slot for devices of others; in tests a stand-in for a graphics card.
  case privateUse1 = "privateuseone"
}

/// What a person asks for with `--device`.
public enum DeviceChoice: String, Hashable, Sendable, Codable, CaseIterable {
  /// CUDA where it can be used, else the CPU.
  case auto
  /// The CPU, whatever else is there.
  case cpu
  /// CUDA, or an error that says what is missing.
  case cuda
}

extension Engine {
  /// The device a choice means on this machine. The engine is loaded.
  /// - Throws: `TensorError.deviceMissing` when CUDA is asked for and cannot be used.
  public static func device(for choice: DeviceChoice) throws(TensorError) -> Device {
    switch choice {
    case .cpu: return .cpu
    case .auto: return hasCUDA ? .cuda : .cpu
    case .cuda:
      guard hasCUDA else {
        throw .deviceMissing(reason: "\(description) sees no CUDA device")
      }
      return .cuda
    }
  }
}
