import CTorch

/// Results of calls that computed nothing because the engine has failed: of the right shape and
/// type, all zeros, in the memory of one element. They keep the code between a failure and the next
/// checkpoint from tripping over shapes.
enum Placeholder {
  /// What an operator would have returned.
  static func results(of name: String, _ overload: String, _ arguments: [OperatorArgument])
    -> [Tensor]
  {
    // In place: the operand stays as it is.
    if name.hasSuffix("_"), let first = firstTensor(of: arguments) { return [first] }
    if let shape = convolvedShape(name, arguments) {
      return [tensor(shape, like: firstTensor(of: arguments))]
    }
    guard let first = firstTensor(of: arguments) else {
      // Tensors made from nothing begin with their shape.
      if case .ints(let shape) = arguments.first { return [tensor(shape, like: nil)] }
      return [tensor([], like: nil)]
    }
    if let found = shapes(of: name, overload, arguments) { return found }
    // Whoever takes several results takes at most four.
    return Array(repeating: tensor(first.shape, like: first), count: 4)
  }

  /// Zeros in the memory of one.
  static func tensor(_ shape: [Int], like other: Tensor?) -> Tensor {
    tensor(shape, type: other?.type ?? .float32)
  }

  /// Zeros in the memory of one.
  static func tensor(_ shape: [Int], type: ElementType) -> Tensor {
    do throws(TensorError) {
      let zero = try Engine.attempt("aten::zeros", "", [.ints([]), .int(Int(type.rawValue))])
      let wide = try Engine.attempt("aten::expand", "", [.tensor(zero[0]), .ints(shape)])
      return wide[0].markedAsPlaceholder()
    } catch {
      preconditionFailure("not even one number has room: \(error)")
    }
  }

  /// Shapes by running the operator on tensors without memory; `nil` where it cannot.
  private static func shapes(
    of name: String, _ overload: String, _ arguments: [OperatorArgument]
  ) -> [Tensor]? {
    func meta(_ tensor: Tensor) throws(TensorError) -> Tensor {
      try Engine.attempt(
        "aten::empty", "memory_format",
        [.ints(tensor.shape), .int(Int(tensor.type.rawValue)), .none, .string("meta")])[0]
    }
    do throws(TensorError) {
      var replaced: [OperatorArgument] = []
      for argument in arguments {
        switch argument {
        case .tensor(let tensor): replaced.append(.tensor(try meta(tensor)))
        case .tensors(let list):
          var metas: [Tensor] = []
          for tensor in list { metas.append(try meta(tensor)) }
          replaced.append(.tensors(metas))
        case .optionalTensors(let list):
          var metas: [Tensor?] = []
          for tensor in list {
            guard let tensor else {
              metas.append(nil)
              continue
            }
            metas.append(try meta(tensor))
          }
          replaced.append(.optionalTensors(metas))
        case .generator: replaced.append(.none)
        default: replaced.append(argument)
        }
      }
      return try Engine.attempt(name, overload, replaced).map {
        tensor($0.shape, type: $0.type)
      }
    } catch {
      return nil
    }
  }

  private static func firstTensor(of arguments: [OperatorArgument]) -> Tensor? {
    for argument in arguments {
      switch argument {
      case .tensor(let tensor): return tensor
      case .tensors(let list): if let first = list.first { return first }
      default: continue
      }
    }
    return nil
  }

  /// Shape of a convolution's result, plain or transposed, `[N, out, H, W]`; `nil` for other
  /// operators. Old engines have none for tensors without memory.
  private static func convolvedShape(_ name: String, _ arguments: [OperatorArgument]) -> [Int]? {
    let isTransposed = name == "aten::conv_transpose2d"
    guard isTransposed || name == "aten::conv2d", arguments.count >= 2,
      case .tensor(let input) = arguments[0], case .tensor(let weight) = arguments[1],
      input.shape.count == 4, weight.shape.count == 4
    else { return nil }
    func pair(_ index: Int, _ missing: Int) -> [Int] {
      guard arguments.count > index, case .ints(let values) = arguments[index],
        let first = values.first
      else { return [missing, missing] }
      return values.count == 2 ? values : [first, first]
    }
    func number(_ index: Int) -> Int {
      guard arguments.count > index, case .int(let value) = arguments[index] else { return 1 }
      return value
    }
    let (stride, padding) = (pair(3, 1), pair(4, 0))
    let (x, w) = (input.shape, weight.shape)
    if isTransposed {
      let (extra, dilation) = (pair(5, 0), pair(7, 1))
      let sides = (0..<2).map { (axis: Int) -> Int in
        let reach: Int = dilation[axis] * (w[2 + axis] - 1) + extra[axis] + 1
        let steps: Int = (x[2 + axis] - 1) * stride[axis]
        return steps - 2 * padding[axis] + reach
      }
      return [x[0], w[1] * number(6)] + sides
    }
    let dilation = pair(5, 1)
    let sides = (0..<2).map { (axis: Int) -> Int in
      let reach: Int = dilation[axis] * (w[2 + axis] - 1) + 1
      let room: Int = x[2 + axis] + 2 * padding[axis] - reach
      return room / stride[axis] + 1
    }
    return [x[0], w[0]] + sides
  }
}
