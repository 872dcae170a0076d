import Checkpoints
import Synthesis

/// Arrays to rows, every one checked before its numbers are read.
extension DirectionFile {
  static func refused(_ path: String, _ reason: String) -> ModelError {
    .request(
      reason: "\(path): \(reason)",
      advice: "A direction is [w] or [1, w]; several are comp [N, 1, w] with std [N].")
  }

  /// The numbers of an array of floating-point numbers below the limits.
  static func numbers(_ array: StoredTensor, in path: String) throws(ModelError) -> [Float] {
    guard array.type.isFloatingPoint, array.count > 0, array.count <= limit else {
      throw refused(
        path,
        "“\(array.name)” is \(array.shape) of \(array.type.rawValue), which is no direction")
    }
    let values = array.floats()
    guard values.allSatisfy(\.isFinite) else {
      throw refused(path, "“\(array.name)” holds numbers that are not finite")
    }
    return values
  }

  static func rows(
    _ array: StoredTensor, width: Int, in path: String
  ) throws(ModelError) -> [[Float]] {
    guard (1...widest).contains(width) else {
      throw refused(path, "“\(array.name)” has vectors of \(width) numbers, w has 1…\(widest)")
    }
    let values = try numbers(array, in: path)
    return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
  }

  /// `[N, w]` or `[N, 1, w]`.
  static func components(
    _ array: StoredTensor, in path: String
  ) throws(ModelError) -> [[Float]] {
    let shape = array.shape
    guard shape.count == 2 || shape.count == 3 && shape[1] == 1 else {
      throw refused(path, "“\(array.name)” is \(shape), components are [N, 1, w]")
    }
    return try rows(array, width: shape[shape.count - 1], in: path)
  }

  /// Components times their standard deviations.
  static func scaled(
    _ rows: [[Float]], by deviations: StoredTensor?, in path: String
  ) throws(ModelError) -> [Component] {
    guard let deviations else {
      return rows.map { Component(name: nil, rows: [$0], deviation: nil) }
    }
    guard deviations.count == rows.count else {
      throw refused(
        path, "\(rows.count) components have \(deviations.count) standard deviations")
    }
    let factors = try numbers(deviations, in: path)
    guard factors.allSatisfy({ $0 >= 0 }) else {
      throw refused(path, "a standard deviation is below 0")
    }
    // Components nothing varies along are left at their end of the list, at their own length.
    return zip(rows, factors).map { row, factor in
      Component(
        name: nil, rows: [factor == 0 ? row : row.map { $0 * factor }],
        deviation: factor == 0 ? nil : factor)
    }
  }

  /// The columns of `[w, N]`, as SeFa's port to rosinality's StyleGAN2 saves them.
  static func columns(
    _ array: StoredTensor, in path: String
  ) throws(ModelError) -> [[Float]] {
    guard array.shape.count == 2, (1...widest).contains(array.shape[0]), array.shape[1] > 0 else {
      throw refused(path, "“\(array.name)” is \(array.shape), factors are [w, N]")
    }
    let (width, count) = (array.shape[0], array.shape[1])
    let values = try numbers(array, in: path)
    return (0..<count).map { column in (0..<width).map { values[$0 * count + column] } }
  }

  /// What a nameless array is by its shape: directions, each with its rows.
  static func nameless(
    _ array: StoredTensor, layers: Int?, in path: String
  ) throws(ModelError) -> [[[Float]]] {
    let shape = array.shape
    guard let width = shape.last, shape.count <= 3,
      shape.count < 3 || shape[0] == 1 || shape[1] == 1
    else {
      throw refused(path, "it holds an array \(shape), which is no direction")
    }
    let found = try rows(array, width: width, in: path)
    let isPerLayer = shape.count == 3 ? shape[0] == 1 : found.count == layers
    return isPerLayer || found.count == 1 ? [found] : found.map { [$0] }
  }

  /// Several arrays of one vector each, by name.
  static func vectors(
    _ checkpoint: Checkpoint, in path: String
  ) throws(ModelError) -> [(name: String, numbers: [Float])] {
    let width = checkpoint.tensors.first?.count ?? 0
    let areVectors = checkpoint.tensors.allSatisfy { array in
      array.count == width && array.shape.dropLast().allSatisfy { $0 == 1 }
    }
    guard areVectors, (1...widest).contains(width), checkpoint.tensors.count <= 4096 else {
      throw refused(
        path,
        "it holds \(checkpoint.tensors.count) arrays, none called comp or eigvec, that are not "
          + "all vectors of one length")
    }
    var vectors: [(name: String, numbers: [Float])] = []
    for array in checkpoint.tensors {
      vectors.append((array.name, try numbers(array, in: path)))
    }
    return vectors
  }
}
