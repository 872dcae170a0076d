import Checkpoints
import Foundation
public import Synthesis

/// Latents in files: `.npy`, `.npz` and `.safetensors`, for instance the `projected_w.npz` of
/// stylegan2-ada-pytorch.
public enum LatentFile {
  /// Largest number of numbers that is read.
  private static let limit = 1 << 22

  /// Reads a latent. An array called `z` is a z, `w` or `ws` a w; without such a name one row is a
  /// z and several are one w per layer. Of a batch the first is taken.
  /// - Parameter path: `.npy`, `.npz`, `.safetensors`, or a PyTorch file with one tensor.
  /// - Throws: `CheckpointError`, `ModelError.request` for what is no latent.
  public static func read(_ path: String) throws -> LatentState.Source {
    let checkpoint = try Checkpoint.read(path)
    for name in ["z", "w", "ws"] {
      if let tensor = checkpoint[name] { return try source(tensor, isZ: name == "z", path: path) }
    }
    guard let tensor = checkpoint.tensors.first, checkpoint.tensors.count == 1 else {
      throw ModelError.request(
        reason: "\(path) holds \(checkpoint.tensors.count) arrays and none is called z, w or ws",
        advice: "Save one latent, or name it.")
    }
    return try source(tensor, isZ: nil, path: path)
  }

  /// Writes a latent: one row of z or w, or `[1, layers, w]`, float32.
  /// - Parameter path: Ends in `.npy`, `.npz` or `.safetensors`.
  /// - Throws: `CheckpointError`; `ModelError.request` for a source without numbers of its own and
  ///   another ending.
  public static func write(_ source: LatentState.Source, to path: String) throws {
    let tensor: StoredTensor
    switch source {
    case .z(let values):
      tensor = StoredTensor(name: "z", shape: [1, values.count], floats: values)
    case .w(let values):
      tensor = StoredTensor(name: "w", shape: [1, values.count], floats: values)
    case .wPlus(let rows):
      tensor = StoredTensor(
        name: "w", shape: [1, rows.count, rows.first?.count ?? 0], floats: rows.flatMap { $0 })
    case .seed, .place, .between, .linear, .combined:
      throw ModelError.request(
        reason: "this latent is a rule, not numbers", advice: "Map it to w first.")
    }
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "npy": try Checkpoint.writeNpy(tensor, to: path)
    case "npz": try Checkpoint.writeNpz([tensor], to: path)
    case "safetensors": try Checkpoint.writeSafetensors([tensor], to: path)
    default:
      throw ModelError.request(
        reason: "\(path) ends in nothing a latent is saved as",
        advice: "Take .npy, .npz or .safetensors.")
    }
  }

  private static func source(
    _ tensor: StoredTensor, isZ: Bool?, path: String
  ) throws -> LatentState.Source {
    var shape = tensor.shape
    while shape.count > 2 || (shape.count == 2 && shape[0] == 1) {
      // A batch: of a projected w+ the first axis is the batch.
      if shape.count > 3 { break }
      shape.removeFirst()
    }
    let count = shape.reduce(1, *)
    guard (1...2).contains(shape.count), count > 0, tensor.count <= limit,
      tensor.type.isFloatingPoint
    else {
      throw ModelError.request(
        reason: "\(path) holds an array \(tensor.shape) of \(tensor.type.rawValue), which is no "
          + "latent", advice: "A latent is [1, z], [1, w] or [1, layers, w].")
    }
    let values = Array(tensor.floats().prefix(count))
    guard values.allSatisfy(\.isFinite) else {
      throw ModelError.request(
        reason: "\(path) holds numbers that are not finite", advice: "Save the latent again.")
    }
    let isRows = shape.count == 2
    if isZ ?? !isRows {
      return .z(Array(values.prefix(shape[shape.count - 1])))
    }
    guard isRows else { return .w(values) }
    let width = shape[1]
    return .wPlus(
      stride(from: 0, to: count, by: width).map { Array(values[$0..<$0 + width]) })
  }
}
