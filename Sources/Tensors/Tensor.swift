import CTorch
import Foundation
import Synchronization

/// A multi-dimensional array of the engine. Images and activations are `[N, C, H, W]`.
///
/// A value shares its storage with the values made from it by views; operations never change
/// their operands unless their name says so (`add(in place)`), as in LibTorch.
public struct Tensor: Sendable {
  let storage: TensorStorage

  init(owning pointer: OpaquePointer) {
    storage = TensorStorage(pointer: pointer)
  }

  var pointer: OpaquePointer { storage.pointer }

  /// A tensor from row-major numbers of an element type's own Swift type.
  /// - Parameters:
  ///   - values: Row-major, as many as the shape holds.
  ///   - shape: Sizes of the axes; empty for a scalar.
  public init(_ values: [Float], shape: [Int]) {
    self = Tensor.copying(values, type: .float32, shape: shape)
  }

  /// A tensor of 64-bit integers (labels, indices).
  public init(_ values: [Int64], shape: [Int]) {
    self = Tensor.copying(values, type: .int64, shape: shape)
  }

  /// A tensor of bytes.
  public init(_ values: [UInt8], shape: [Int]) {
    self = Tensor.copying(values, type: .uint8, shape: shape)
  }

  /// A tensor over a copy of raw row-major little-endian bytes.
  public init(bytes: UnsafeRawBufferPointer, type: ElementType, shape: [Int]) {
    let count = shape.reduce(1, *)
    precondition(
      bytes.count == count * type.byteCount, "\(bytes.count) bytes do not fill \(shape) \(type)")
    self = Tensor.made(from: bytes.baseAddress, type: type, shape: shape)
  }

  private static func copying<Element>(
    _ values: [Element], type: ElementType, shape: [Int]
  ) -> Tensor {
    precondition(
      values.count == shape.reduce(1, *), "\(values.count) values do not fill \(shape)")
    return values.withUnsafeBytes { made(from: $0.baseAddress, type: type, shape: shape) }
  }

  private static func made(
    from data: UnsafeRawPointer?, type: ElementType, shape: [Int]
  ) -> Tensor {
    var result: OpaquePointer?
    let sizes = shape.map(Int64.init)
    let status = Engine.api.from_data(data, type.c, sizes, Int64(shape.count), &result)
    guard status == 0, let result else {
      Engine.failed(.operation(reason: Engine.lastError))
      return Placeholder.tensor(shape, type: type)
    }
    return Device.settled(Tensor(owning: result))
  }

  /// The same tensor as the result of a call that computed nothing.
  func markedAsPlaceholder() -> Tensor {
    storage.makePlaceholder()
    return self
  }

  private var info: ct_info {
    var info = ct_info()
    guard Engine.api.info(pointer, &info) == 0 else { Tensor.failed() }
    return info
  }

  /// Sizes of the axes.
  public var shape: [Int] {
    let info = info
    return withUnsafeBytes(of: info.sizes) { bytes in
      bytes.bindMemory(to: Int64.self).prefix(Int(info.rank)).map { Int($0) }
    }
  }

  /// Steps between neighbours along each axis, in elements.
  public var strides: [Int] {
    if storage.isPlaceholder { return denseStrides }
    let info = info
    return withUnsafeBytes(of: info.strides) { bytes in
      bytes.bindMemory(to: Int64.self).prefix(Int(info.rank)).map { Int($0) }
    }
  }

  /// Strides as if there were memory, channels innermost.
  private var denseStrides: [Int] {
    let shape = shape
    let order = shape.count == 4 ? [1, 3, 2, 0] : Array(shape.indices.reversed())
    var strides = [Int](repeating: 1, count: shape.count)
    var step = 1
    for axis in order {
      strides[axis] = step
      step *= shape[axis]
    }
    return strides
  }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// Number format.
  public var type: ElementType {
    let raw = info.type
    guard let type = ElementType(rawValue: raw) else {
      preconditionFailure("element type \(raw) is not used here")
    }
    return type
  }

  /// Where it lies.
  public var device: Device {
    switch info.device {
    case 0: .cpu
    case 1: .cuda
    default: .privateUse1
    }
  }

  /// Whether gradients are recorded for it.
  public var requiresGradient: Bool { info.requires_grad }

  /// Whether it lies with channels innermost (`[N, H, W, C]` in memory).
  public var isChannelsLast: Bool { storage.isPlaceholder || info.channels_last }

  /// Row-major copy as single-precision numbers, whatever the element type.
  public func floats() -> [Float] { copied(as: .float32, initial: 0) }

  /// Row-major copy as double-precision numbers.
  public func doubles() -> [Double] { copied(as: .float64, initial: 0) }

  /// Row-major copy as integers.
  public func integers() -> [Int64] { copied(as: .int64, initial: 0) }

  /// Row-major copy as bytes; values must lie in 0…255.
  public func bytes() -> [UInt8] { copied(as: .uint8, initial: 0) }

  /// The only element, as a double.
  public var item: Double {
    let values = doubles()
    precondition(values.count == 1, "item of a tensor of shape \(shape)")
    return values[0]
  }

  /// Row-major copy of the raw bits in the tensor's own number format.
  public func rawBytes() -> [UInt8] {
    let type = type
    var bytes = [UInt8](repeating: 0, count: count * type.byteCount)
    let size = Int64(bytes.count)
    if FailureScope.hasFailed { return bytes }
    if Engine.api.copy_out(pointer, type.c, &bytes, size) != 0 {
      Engine.failed(.operation(reason: Engine.lastError))
    }
    return bytes
  }

  /// Direct access to a dense CPU tensor's memory in the order it lies there. The caller states
  /// the layout it relies on (`isChannelsLast` or row-major) and keeps the tensor alive.
  public var unsafeData: UnsafeMutableRawPointer {
    if storage.isPlaceholder { return storage.scratch(byteCount: count * type.byteCount) }
    guard let data = info.data else { preconditionFailure("an empty tensor has no data") }
    return data
  }

  private func copied<Element: BitwiseCopyable>(as type: ElementType, initial: Element) -> [Element]
  {
    var values = [Element](repeating: initial, count: count)
    let size = Int64(values.count * type.byteCount)
    if FailureScope.hasFailed { return values }
    if Engine.api.copy_out(pointer, type.c, &values, size) != 0 {
      Engine.failed(.operation(reason: Engine.lastError))
    }
    return values
  }

  /// A failure inside our own calls is a defect of the caller (Contributing article), so it stops
  /// the program with the operator's name and shapes. Checked entry points use `Engine.attempt`.
  static func failed() -> Never {
    preconditionFailure(Engine.lastError)
  }
}

/// Owns one reference to a LibTorch tensor.
///
/// Sendable: LibTorch counts references atomically, and operations on shared tensors are ordered
/// by the one actor that owns the networks (Architecture article).
final class TensorStorage: @unchecked Sendable {
  let pointer: OpaquePointer
  /// Whether it is the result of a call that computed nothing; set before anybody else sees it.
  private(set) var isPlaceholder = false
  /// Memory for whoever insists on writing to a placeholder.
  private let written = Mutex<Scratch>(Scratch())

  private struct Scratch: ~Copyable {
    var memory: UnsafeMutableRawPointer?
    deinit { free(memory) }
  }

  /// How many there are.
  static let count = Atomic<Int>(0)

  init(pointer: OpaquePointer) {
    self.pointer = pointer
    TensorStorage.count.add(1, ordering: .relaxed)
  }

  func makePlaceholder() { isPlaceholder = true }

  /// Zeros that nobody reads, for a placeholder.
  func scratch(byteCount: Int) -> UnsafeMutableRawPointer {
    written.withLock { scratch in
      if let memory = scratch.memory { return memory }
      guard let memory = calloc(max(1, byteCount), 1) else {
        preconditionFailure("no room for \(byteCount) bytes that nobody reads")
      }
      scratch.memory = memory
      return memory
    }
  }

  deinit {
    TensorStorage.count.subtract(1, ordering: .relaxed)
    Engine.api.release(pointer)
  }
}

extension Engine {
  /// Tensors that this program holds at present: what grows with use is a leak.
  public static var liveTensorCount: Int { TensorStorage.count.load(ordering: .relaxed) }
}
