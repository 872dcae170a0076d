import CTorch

/// Number format of a tensor's elements.
public enum ElementType: Int32, Hashable, Sendable, CaseIterable {
  /// Unsigned, 8 bit.
  case uint8 = 0
  /// Signed, 8 bit.
  case int8 = 1
  /// Signed, 16 bit.
  case int16 = 2
  /// Signed, 32 bit.
  case int32 = 3
  /// Signed, 64 bit: indices.
  case int64 = 4
  /// IEEE half.
  case float16 = 5
  /// IEEE single: weights, activations.
  case float32 = 6
  /// IEEE double: reference computations.
  case float64 = 7
  /// Truth values.
  case bool = 11
  /// Upper half of a single: live preview and training where the processor has it.
  case bfloat16 = 15

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether gradients can flow through it.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .float32, .float64, .bfloat16: true
    case .uint8, .int8, .int16, .int32, .int64, .bool: false
    }
  }

  var c: ct_type { ct_type(rawValue: UInt32(rawValue)) }
}
