public import Checkpoints

/// A network of NVIDIA's TensorFlow programs as their pickles hold it (`dnnlib.tflib.network.Network`):
/// the name of the function that builds it, the arguments it was given, its variables, and its parts. The
/// source text that lies beside it is never looked at.
public struct TensorFlowNetwork: Sendable {
  /// The function that builds it, without its module: `G_main`, `G_synthesis_stylegan2`, ….
  public let function: String
  /// What it was given; everything else is the function's default.
  public let arguments: [String: CheckpointValue]
  /// Its own variables by name, such as `4x4/Conv/weight`; numbers have no axes.
  public let variables: [String: StoredTensor]
  /// Its parts by name: `synthesis` and `mapping`.
  public let components: [String: TensorFlowNetwork]

  /// The class such a pickle holds.
  private static let className = "Network"
  /// Networks inside networks: real ones have one level.
  private static let depth = 3

  /// The averaged generator of a pickle: the third of (G, D, Gs), or the only network.
  /// - Returns: `nil` for anything else.
  public static func generator(in checkpoint: Checkpoint) -> TensorFlowNetwork? {
    if let networks = checkpoint.value.elements {
      guard networks.count == 3 else { return nil }
      return TensorFlowNetwork(networks[2])
    }
    return TensorFlowNetwork(checkpoint.value)
  }

  /// The discriminator of a pickle: the second of (G, D, Gs).
  /// - Returns: `nil` for anything else.
  public static func discriminator(in checkpoint: Checkpoint) -> TensorFlowNetwork? {
    guard let networks = checkpoint.value.elements, networks.count == 3 else { return nil }
    return TensorFlowNetwork(networks[1])
  }

  private init?(_ value: CheckpointValue, level: Int = 0) {
    guard level < Self.depth, case .object(let object) = value, object.name == Self.className,
      object.module == "dnnlib.tflib.network",
      let function = object.state["build_func_name"]?.string
    else { return nil }
    self.function = function
    var arguments: [String: CheckpointValue] = [:]
    for entry in object.state["static_kwargs"]?.entries ?? [] {
      if case .string(let name) = entry.key { arguments[name] = entry.value }
    }
    self.arguments = arguments
    var variables: [String: StoredTensor] = [:]
    for pair in object.state["variables"]?.elements ?? [] {
      guard let parts = pair.elements, parts.count == 2, let name = parts[0].string else {
        return nil
      }
      guard variables[name] == nil else { return nil }
      if let tensor = parts[1].tensor {
        variables[name] = tensor.renamed(name)
      } else if let number = parts[1].double {
        variables[name] = StoredTensor(name: name, shape: [], floats: [Float(number)])
      } else {
        return nil
      }
    }
    self.variables = variables
    var components: [String: TensorFlowNetwork] = [:]
    for entry in object.state["components"]?.entries ?? [] {
      guard case .string(let name) = entry.key,
        let part = TensorFlowNetwork(entry.value, level: level + 1)
      else { return nil }
      components[name] = part
    }
    self.components = components
  }
}

extension StoredTensor {
  /// The same numbers with its axes in another order, some of them backwards.
  /// - Parameters:
  ///   - axes: For each axis of the result the axis it was.
  ///   - reversed: Axes of the original that are read from the end.
  ///   - factor: What every number is multiplied by.
  /// - Returns: float32, row-major.
  public func rearranged(
    _ axes: [Int], reversing reversed: Set<Int> = [], factor: Float = 1, named name: String
  ) -> StoredTensor {
    precondition(axes.sorted() == Array(shape.indices), "\(axes) of \(shape)")
    let source = floats()
    var steps = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.reversed().dropFirst() {
      steps[axis] = steps[axis + 1] * shape[axis + 1]
    }
    let extents = axes.map { shape[$0] }
    var target = [Float](repeating: 0, count: source.count)
    var index = [Int](repeating: 0, count: axes.count)
    for place in target.indices {
      var from = 0
      for (position, axis) in axes.enumerated() {
        let along =
          reversed.contains(axis) ? extents[position] - 1 - index[position] : index[position]
        from += along * steps[axis]
      }
      target[place] = source[from] * factor
      var axis = axes.count - 1
      while axis >= 0 {
        index[axis] += 1
        if index[axis] < extents[axis] { break }
        index[axis] = 0
        axis -= 1
      }
    }
    return StoredTensor(name: name, shape: extents, floats: target)
  }

  /// The same numbers in another shape of as many, each perhaps changed.
  public func reshaped(
    _ shape: [Int], named name: String, _ change: (Float) -> Float = { $0 }
  ) -> StoredTensor {
    StoredTensor(name: name, shape: shape, floats: floats().map(change))
  }
}
