extension Tensor {
  /// The same elements in another shape; one size may be −1.
  public func reshaped(_ shape: [Int]) -> Tensor {
    Engine.call("aten::reshape", "", .tensor(self), .ints(shape))
  }

  /// Axes in another order.
  public func permuted(_ axes: [Int]) -> Tensor {
    Engine.call("aten::permute", "", .tensor(self), .ints(axes))
  }

  /// Two axes exchanged.
  public func transposed(_ first: Int, _ second: Int) -> Tensor {
    Engine.call("aten::transpose", "int", .tensor(self), .int(first), .int(second))
  }

  /// The main diagonal of a matrix; a view.
  public func diagonal() -> Tensor { Engine.call("aten::diagonal", "", .tensor(self)) }

  /// An axis of size 1 inserted.
  public func unsqueezed(_ axis: Int) -> Tensor {
    Engine.call("aten::unsqueeze", "", .tensor(self), .int(axis))
  }

  /// A slice `start..<end` (step `step`) of one axis; a view.
  public func sliced(axis: Int, from start: Int, to end: Int, step: Int = 1) -> Tensor {
    Engine.call(
      "aten::slice", "Tensor", .tensor(self), .int(axis), .int(start), .int(end), .int(step))
  }

  /// One index of an axis; the axis disappears.
  public func selected(axis: Int, index: Int) -> Tensor {
    Engine.call("aten::select", "int", .tensor(self), .int(axis), .int(index))
  }

  /// The rows (or positions of another axis) that `indices` (int64, one axis) name.
  public func gathered(axis: Int = 0, _ indices: Tensor) -> Tensor {
    Engine.call("aten::index_select", "", .tensor(self), .int(axis), .tensor(indices))
  }

  /// Tensors joined along an axis.
  public static func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor {
    Engine.call("aten::cat", "", .tensors(tensors), .int(axis))
  }

  /// Broadcast to a larger shape; a view.
  public func expanded(_ shape: [Int]) -> Tensor {
    Engine.call("aten::expand", "", .tensor(self), .ints(shape))
  }

  /// Mirrored along axes.
  public func flipped(_ axes: [Int]) -> Tensor {
    Engine.call("aten::flip", "", .tensor(self), .ints(axes))
  }

  /// A dense copy in row-major order, or itself when it lies so already.
  public func contiguous() -> Tensor { Engine.call("aten::contiguous", "", .tensor(self)) }

  /// A dense copy with channels innermost, or itself when it lies so already.
  public func channelsLast() -> Tensor {
    Engine.call("aten::contiguous", "", .tensor(self), .int(MemoryFormat.channelsLast))
  }

  /// A copy that shares nothing.
  public func copy() -> Tensor { Engine.call("aten::clone", "", .tensor(self)) }

  /// The same numbers in another format.
  public func converted(to type: ElementType) -> Tensor {
    if self.type == type { return self }
    return Engine.call("aten::to", "dtype", .tensor(self), .int(Int(type.rawValue)))
  }

  /// The same numbers in float32 where they have 16 bits; wider ones stay.
  public func widened() -> Tensor {
    switch type {
    case .float16, .bfloat16: converted(to: .float32)
    case .uint8, .int8, .int16, .int32, .int64, .bool, .float32, .float64: self
    }
  }

  /// The same numbers on another device.
  public func moved(to device: Device) -> Tensor {
    if self.device == device { return self }
    return Engine.call(
      "aten::to", "device", .tensor(self), .string(device.rawValue),
      .int(Int(type.rawValue)))
  }

  /// Zeros.
  public static func zeros(_ shape: [Int], type: ElementType = .float32) -> Tensor {
    Device.settled(Engine.call("aten::zeros", "", .ints(shape), .int(Int(type.rawValue))))
  }

  /// Ones.
  public static func ones(_ shape: [Int], type: ElementType = .float32) -> Tensor {
    Device.settled(Engine.call("aten::ones", "", .ints(shape), .int(Int(type.rawValue))))
  }

  /// A number everywhere.
  public static func full(
    _ shape: [Int], _ value: Double, type: ElementType = .float32
  ) -> Tensor {
    Device.settled(
      Engine.call("aten::full", "", .ints(shape), .double(value), .int(Int(type.rawValue))))
  }

  /// A tensor with one number.
  public static func scalar(_ value: Double, type: ElementType = .float32) -> Tensor {
    full([], value, type: type)
  }

  /// Memory whose contents are arbitrary; `[N, C, H, W]` with channels innermost if asked.
  public static func uninitialized(
    _ shape: [Int], type: ElementType = .float32, channelsLast: Bool = false
  ) -> Tensor {
    Device.settled(
      Engine.call(
        "aten::empty", "memory_format", .ints(shape), .int(Int(type.rawValue)), .none, .none,
        .none, channelsLast ? .int(MemoryFormat.channelsLast) : .none))
  }
}

/// LibTorch's numbers for memory formats.
enum MemoryFormat {
  static let channelsLast = 2
}
