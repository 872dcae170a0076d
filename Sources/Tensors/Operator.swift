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
    let call = OperatorCall(arguments)
    defer { call.release() }
    var results = [ct_value](repeating: ct_value(), count: 64)
    var count: Int64 = 0
    let status = api.call(
      name, overload, call.values, Int64(call.values.count), &results, Int64(results.count),
      &count)
    guard status == 0 else { throw .operation(reason: lastError) }
    return results.prefix(Int(count)).compactMap { value in
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

  /// Calls an operator whose arguments the caller vouches for.
  public static func callMany(
    _ name: String, _ overload: String = "", _ arguments: [OperatorArgument]
  ) -> [Tensor] {
    do {
      return try attempt(name, overload, arguments)
    } catch {
      preconditionFailure(error.description)
    }
  }
}

/// Arguments in C form; owns the memory the lists point to until `release`.
private struct OperatorCall {
  private(set) var values: [ct_value] = []
  private var owned: [UnsafeMutableRawBufferPointer] = []
  private let arguments: [OperatorArgument]  // keeps the tensors alive during the call

  init(_ arguments: [OperatorArgument]) {
    self.arguments = arguments
    values.reserveCapacity(arguments.count)
    for argument in arguments { append(argument) }
  }

  func release() {
    for memory in owned { memory.deallocate() }
  }

  private mutating func append(_ argument: OperatorArgument) {
    var value = ct_value()
    switch argument {
    case .none: value.kind = CT_NONE
    case .tensor(let tensor):
      value.kind = CT_TENSOR
      value.pointer = UnsafeRawPointer(tensor.pointer)
    case .tensors(let tensors):
      value = list(tensors.map { Optional($0.pointer) }, kind: CT_TENSORS)
    case .optionalTensors(let tensors):
      value = list(tensors.map { $0?.pointer }, kind: CT_TENSORS)
    case .int(let number):
      value.kind = CT_INT
      value.integer = Int64(number)
    case .double(let number):
      value.kind = CT_DOUBLE
      value.real = number
    case .bool(let flag):
      value.kind = CT_BOOL
      value.integer = flag ? 1 : 0
    case .ints(let numbers): value = list(numbers.map(Int64.init), kind: CT_INTS)
    case .doubles(let numbers): value = list(numbers, kind: CT_DOUBLES)
    case .string(let text): value = list(Array(text.utf8CString), kind: CT_STRING)
    case .generator(let generator):
      value.kind = CT_GENERATOR
      value.pointer = UnsafeRawPointer(generator.pointer)
    }
    values.append(value)
  }

  private mutating func list<Element>(_ elements: [Element], kind: ct_kind) -> ct_value {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, elements.count * MemoryLayout<Element>.stride), alignment: 16)
    elements.withUnsafeBytes { memory.copyMemory(from: $0) }
    owned.append(memory)
    var value = ct_value()
    value.kind = kind
    value.count = Int64(elements.count)
    value.pointer = UnsafeRawPointer(memory.baseAddress)
    return value
  }
}
