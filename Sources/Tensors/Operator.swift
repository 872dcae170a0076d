import CTorch

/// One argument of a LibTorch operator.
public enum OperatorArgument {
  /// No value (an absent optional).
  case none
  /// A tensor.
  case tensor(Tensor)
  /// A list of tensors.
  case tensors([Tensor])
  /// A list with absent elements (indices).
  case optionalTensors([Tensor?])
  /// An integer, also an enumeration such as an element type.
  case int(Int)
  /// A real number.
  case double(Double)
  /// A truth value.
  case bool(Bool)
  /// A list of integers.
  case ints([Int])
  /// A list of real numbers.
  case doubles([Double])
  /// A text, also a device.
  case string(String)
  /// A random generator.
  case generator(RandomGenerator)
}

extension Engine {
  /// Calls any operator by its LibTorch name; arguments missing at the end take their defaults.
  /// - Throws: `TensorError.operation` with the operator's name and the shapes it got.
  public static func attempt(
    _ name: String, _ overload: String = "", _ arguments: [OperatorArgument]
  ) throws(TensorError) -> [Tensor] {
    var results: UnsafePointer<ct_value>?
    var count: Int64 = 0
    let status = OperatorCall.withValues(of: arguments) { values in
      api.call(name, overload, values.baseAddress, Int64(values.count), &results, &count)
    }
    guard status == 0 else { throw .operation(reason: lastError) }
    return UnsafeBufferPointer(start: results, count: Int(count)).compactMap { value in
      guard value.kind == CT_TENSOR, let pointer = value.pointer else { return nil }
      return Tensor(owning: OpaquePointer(pointer))
    }
  }

  /// Calls an operator whose arguments the caller vouches for, with one tensor as result.
  public static func call(
    _ name: String, _ overload: String = "", _ arguments: OperatorArgument...
  ) -> Tensor {
    callMany(name, overload, arguments)[0]
  }

  /// Calls an operator whose arguments the caller vouches for. What fails inside guarded work is
  /// noted there; from then on results are placeholders.
  public static func callMany(
    _ name: String, _ overload: String = "", _ arguments: [OperatorArgument]
  ) -> [Tensor] {
    if FailureScope.hasFailed { return Placeholder.results(of: name, overload, arguments) }
    do {
      return try attempt(name, overload, arguments)
    } catch {
      failed(error)
      return Placeholder.results(of: name, overload, arguments)
    }
  }
}

/// Arguments in C form, on the stack: an operator's call allocates nothing but its result.
private struct OperatorCall {
  private var values: UnsafeMutableBufferPointer<ct_value>
  private var memory: UnsafeMutableRawPointer?
  private var filled = 0

  /// Runs `body` over the arguments; the tensors and lists in them live until it returns.
  static func withValues(
    of arguments: [OperatorArgument], _ body: (UnsafeBufferPointer<ct_value>) -> Int32
  ) -> Int32 {
    let bytes = arguments.reduce(0) { $0 + listBytes($1) }
    return withExtendedLifetime(arguments) {
      withUnsafeTemporaryAllocation(of: ct_value.self, capacity: arguments.count) { values in
        withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 16) { memory in
          var call = OperatorCall(values: values, memory: memory.baseAddress)
          for argument in arguments { call.append(argument) }
          return body(UnsafeBufferPointer(values))
        }
      }
    }
  }

  /// Bytes an argument's list takes, rounded up to keep the next one aligned.
  private static func listBytes(_ argument: OperatorArgument) -> Int {
    let bytes =
      switch argument {
      case .none, .tensor, .int, .double, .bool, .generator: 0
      case .tensors(let list): list.count * MemoryLayout<OpaquePointer?>.stride
      case .optionalTensors(let list): list.count * MemoryLayout<OpaquePointer?>.stride
      case .ints(let list): list.count * MemoryLayout<Int64>.stride
      case .doubles(let list): list.count * MemoryLayout<Double>.stride
      case .string(let text): text.utf8.count + 1
      }
    return (bytes + 15) / 16 * 16
  }

  private mutating func append(_ argument: OperatorArgument) {
    var value = ct_value()
    switch argument {
    case .none: value.kind = CT_NONE
    case .tensor(let tensor):
      value.kind = CT_TENSOR
      value.pointer = UnsafeRawPointer(tensor.pointer)
    case .tensors(let tensors): value = list(tensors, kind: CT_TENSORS) { Optional($0.pointer) }
    case .optionalTensors(let tensors): value = list(tensors, kind: CT_TENSORS) { $0?.pointer }
    case .int(let number):
      value.kind = CT_INT
      value.integer = Int64(number)
    case .double(let number):
      value.kind = CT_DOUBLE
      value.real = number
    case .bool(let flag):
      value.kind = CT_BOOL
      value.integer = flag ? 1 : 0
    case .ints(let numbers): value = list(numbers, kind: CT_INTS) { Int64($0) }
    case .doubles(let numbers): value = list(numbers, kind: CT_DOUBLES) { $0 }
    case .string(let text): value = list(text.utf8CString, kind: CT_STRING) { $0 }
    case .generator(let generator):
      value.kind = CT_GENERATOR
      value.pointer = UnsafeRawPointer(generator.pointer)
    }
    values.initializeElement(at: filled, to: value)
    filled += 1
  }

  private mutating func list<Elements: Collection, Item>(
    _ elements: Elements, kind: ct_kind, _ item: (Elements.Element) -> Item
  ) -> ct_value {
    var value = ct_value()
    value.kind = kind
    value.count = Int64(elements.count)
    guard let start = memory, !elements.isEmpty else { return value }
    let items = start.bindMemory(to: Item.self, capacity: elements.count)
    for (index, element) in elements.enumerated() {
      (items + index).initialize(to: item(element))
    }
    value.pointer = UnsafeRawPointer(start)
    let bytes = elements.count * MemoryLayout<Item>.stride
    memory = start + (bytes + 15) / 16 * 16
    return value
  }
}
