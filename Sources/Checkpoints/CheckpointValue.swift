/// What a weight file holds, as data: the tree that a pickle describes, with nothing executed.
public indirect enum CheckpointValue: Sendable {
  /// Python's `None`.
  case none
  /// A truth value.
  case bool(Bool)
  /// An integer of at most 64 bits.
  case int(Int)
  /// A larger integer: little-endian two's complement.
  case bigInteger([UInt8])
  /// A floating-point number.
  case double(Double)
  /// Text; also the strings of Python 2, which may hold any byte (read as ISO 8859-1 then).
  case string(String)
  /// Raw bytes.
  case bytes([UInt8])
  /// A list or a set.
  case list([CheckpointValue])
  /// A tuple.
  case tuple([CheckpointValue])
  /// A dictionary in file order; keys are unique.
  case dictionary([Entry])
  /// A tensor or NumPy array.
  case tensor(StoredTensor)
  /// An instance of a Python class, its state as data.
  case object(Object)
  /// A Python class or constant that is mentioned.
  case name(module: String, name: String)

  /// One pair of a dictionary.
  public struct Entry: Sendable {
    /// The key: none, bool, int, double or string.
    public let key: CheckpointValue
    /// The value.
    public let value: CheckpointValue
  }

  /// An instance of a Python class.
  public struct Object: Sendable {
    /// The module of its class, such as `torch.nn.modules.conv`.
    public let module: String
    /// The name of its class, such as `Conv2d`.
    public let name: String
    /// Its attributes, usually a dictionary.
    public let state: CheckpointValue
  }

  /// The value under a text key of a dictionary, or the attribute of an object; linear in its size.
  public subscript(key: String) -> CheckpointValue? {
    switch self {
    case .dictionary(let entries):
      for entry in entries {
        if case .string(key) = entry.key { return entry.value }
      }
      return nil
    case .object(let object): return object.state[key]
    default: return nil
    }
  }

  /// The pairs of a dictionary; `nil` for anything else.
  public var entries: [Entry]? {
    if case .dictionary(let entries) = self { return entries }
    return nil
  }

  /// The elements of a list or tuple; `nil` for anything else.
  public var elements: [CheckpointValue]? {
    switch self {
    case .list(let elements), .tuple(let elements): elements
    default: nil
    }
  }

  /// The integer; `nil` for anything else.
  public var int: Int? {
    if case .int(let value) = self { return value }
    return nil
  }

  /// The number, also of an integer; `nil` for anything else.
  public var double: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    default: nil
    }
  }

  /// The truth value; `nil` for anything else.
  public var bool: Bool? {
    if case .bool(let value) = self { return value }
    return nil
  }

  /// The text; `nil` for anything else.
  public var string: String? {
    if case .string(let value) = self { return value }
    return nil
  }

  /// The tensor; `nil` for anything else.
  public var tensor: StoredTensor? {
    if case .tensor(let value) = self { return value }
    return nil
  }
}
