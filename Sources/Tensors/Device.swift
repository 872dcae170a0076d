/// Where a tensor's numbers lie.
public enum Device: String, Hashable, Sendable, Codable {
  /// Main memory.
  case cpu
  /// The first CUDA device.
  case cuda
  /// LibTorch's slot for devices of others; in tests a stand-in for a graphics card.
  case privateUse1 = "privateuseone"
}

extension Device {
  @TaskLocal private static var current = Device.cpu

  /// Makes all tensors that `body` makes of numbers, constants and files on this device, so that code
  /// that knows of no device computes there: networks of fixtures. Plans, which are the processor's,
  /// have no place in it.
  public func hosting<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Device.$current.withValue(self, operation: body)
  }

  /// Where a new tensor belongs.
  static func settled(_ tensor: Tensor) -> Tensor {
    current == .cpu ? tensor : tensor.moved(to: current)
  }
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
