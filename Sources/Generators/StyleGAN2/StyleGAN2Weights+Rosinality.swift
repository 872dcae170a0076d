import Checkpoints
import Foundation

/// A generator of rosinality/stylegan2-pytorch (`g_ema`) under the names and in the form of
/// stylegan2-ada-pytorch.
struct RosinalityStyleGAN2 {
  let configuration: StyleGAN2Configuration
  let tensors: [StoredTensor]
  /// Whether the file holds no mean w, as checkpoints of training do not.
  let lacksAverage: Bool
  /// Whether the file holds no noise maps, as those from before January 2020 do not.
  let lacksNoise: Bool

  /// A tensor that every generator of the program has.
  static let mark = "input.input"

  /// The generator's tensors of a file, and `latent_avg`; `nil` for a file of another kind.
  static func parts(
    of checkpoint: Checkpoint
  ) -> (generator: [StoredTensor], average: StoredTensor?)? {
    let averaged = checkpoint.tensors(under: "g_ema")
    let tensors = averaged.isEmpty ? checkpoint.tensors : averaged
    let names = Set(tensors.map(\.name))
    guard names.contains(mark), names.contains("conv1.conv.modulation.weight") else { return nil }
    return (tensors, checkpoint["latent_avg"])
  }

  /// Turns a file's tensors into ours. Every one of them must have its place.
  /// - Throws: `ImportError.notAGenerator` naming what is missing, left over or of another shape.
  init(
    _ stored: [StoredTensor], average: StoredTensor?, file: String
  ) throws(ImportError) {
    var source = Source(stored, file: file)
    var made: [StoredTensor] = []
    var depth = 0
    while source.has("style.\(depth + 1).weight") {
      made.append(
        try source.take("style.\(depth + 1).weight", axes: 2)
          .renamed("mapping.fc\(depth).weight"))
      made.append(
        try source.take("style.\(depth + 1).bias", axes: 1).renamed("mapping.fc\(depth).bias"))
      depth += 1
    }
    let start = try source.take("input.input", axes: 4)
    made.append(start.reshaped(Array(start.shape.dropFirst()), named: "synthesis.b4.const"))
    made.append(Self.plainFilter("synthesis.b4.resample_filter"))
    lacksNoise = !source.has("noises.noise_0")
    let styles = try source.shape("conv1.conv.modulation.weight", axes: 2)[1]
    try source.layer("conv1", "synthesis.b4.conv1", noise: 0, side: 4, into: &made)
    try source.colours("to_rgb1", "synthesis.b4", into: &made)
    var level = 0
    while source.has("convs.\(2 * level).conv.weight") {
      let side = 8 << level
      let block = "synthesis.b\(side)"
      try source.layer(
        "convs.\(2 * level)", "\(block).conv0", noise: 2 * level + 1, side: side, into: &made)
      try source.layer(
        "convs.\(2 * level + 1)", "\(block).conv1", noise: 2 * level + 2, side: side, into: &made)
      try source.colours("to_rgbs.\(level)", block, into: &made)
      level += 1
    }
    lacksAverage = average == nil
    if let average {
      guard average.shape.reduce(1, *) == styles else {
        throw .notAGenerator(
          file: file, reason: "latent_avg has shape \(average.shape), expected [\(styles)]")
      }
      made.append(average.reshaped([styles], named: "mapping.w_avg"))
    } else {
      made.append(
        StoredTensor(
          name: "mapping.w_avg", shape: [styles], floats: [Float](repeating: 0, count: styles)))
    }
    try source.finish()
    configuration = try StyleGAN2Configuration(weights: made, file: file)
    tensors = made
  }

  fileprivate static func plainFilter(_ name: String) -> StoredTensor {
    let line: [Float] = [1, 3, 3, 1]
    return StoredTensor(
      name: name, shape: [4, 4], floats: line.flatMap { row in line.map { row * $0 / 64 } })
  }
}

/// Tensors of a file, each taken once.
private struct Source {
  private var tensors: [String: StoredTensor]
  private let file: String

  init(_ stored: [StoredTensor], file: String) {
    tensors = Dictionary(stored.map { ($0.name, $0) }) { first, _ in first }
    self.file = file
  }

  func has(_ name: String) -> Bool { tensors[name] != nil }

  func shape(_ name: String, axes: Int) throws(ImportError) -> [Int] {
    guard let tensor = tensors[name], tensor.shape.count == axes else {
      throw .notAGenerator(file: file, reason: "it has no \(name) of \(axes) axes")
    }
    return tensor.shape
  }

  mutating func take(_ name: String, axes: Int) throws(ImportError) -> StoredTensor {
    _ = try shape(name, axes: axes)
    guard let tensor = tensors.removeValue(forKey: name) else {
      throw .notAGenerator(file: file, reason: "it has no \(name)")
    }
    return tensor
  }

  /// A modulated convolution with noise and bias.
  mutating func layer(
    _ name: String, _ target: String, noise: Int, side: Int, into made: inout [StoredTensor]
  ) throws(ImportError) {
    let weight = try take("\(name).conv.weight", axes: 5)
    // The program divides by √fan-in before it adds 1e-8 to the demodulation.
    let fan = Float(weight.shape.dropFirst(2).reduce(1, *))
    made.append(
      weight.reshaped(Array(weight.shape.dropFirst()), named: "\(target).weight") {
        $0 / fan.squareRoot()
      })
    try affine(name, target, into: &made)
    made.append(try take("\(name).activate.bias", axes: 1).renamed("\(target).bias"))
    let strength = try take("\(name).noise.weight", axes: 1)
    guard strength.count == 1 else {
      throw .notAGenerator(file: file, reason: "\(name).noise.weight is no single number")
    }
    made.append(strength.reshaped([], named: "\(target).noise_strength"))
    if has("noises.noise_\(noise)") {
      let map = try take("noises.noise_\(noise)", axes: 4)
      made.append(map.reshaped(Array(map.shape.dropFirst(2)), named: "\(target).noise_const"))
    } else {
      made.append(
        StoredTensor(
          name: "\(target).noise_const", shape: [side, side],
          floats: [Float](repeating: 0, count: side * side)))
    }
    made.append(try filter("\(name).conv.blur.kernel", named: "\(target).resample_filter"))
  }

  mutating func colours(
    _ name: String, _ block: String, into made: inout [StoredTensor]
  ) throws(ImportError) {
    let target = "\(block).torgb"
    let weight = try take("\(name).conv.weight", axes: 5)
    made.append(weight.reshaped(Array(weight.shape.dropFirst()), named: "\(target).weight"))
    try affine(name, target, into: &made)
    let bias = try take("\(name).bias", axes: 4)
    made.append(bias.reshaped([bias.count], named: "\(target).bias"))
    if has("\(name).upsample.kernel") {
      made.append(try filter("\(name).upsample.kernel", named: "\(block).resample_filter"))
    }
  }

  private mutating func affine(
    _ name: String, _ target: String, into made: inout [StoredTensor]
  ) throws(ImportError) {
    made.append(
      try take("\(name).conv.modulation.weight", axes: 2).renamed("\(target).affine.weight"))
    made.append(
      try take("\(name).conv.modulation.bias", axes: 1).renamed("\(target).affine.bias"))
  }

  /// A stored filter, which holds the factor 4 of doubling; the usual one where none is stored.
  private mutating func filter(
    _ name: String, named target: String
  ) throws(ImportError) -> StoredTensor {
    guard has(name) else { return RosinalityStyleGAN2.plainFilter(target) }
    let kernel = try take(name, axes: 2)
    return kernel.reshaped(kernel.shape, named: target) { $0 / 4 }
  }

  /// Refuses what is left over: wavelets (`swagan`) and other forks compute something else.
  func finish() throws(ImportError) {
    // Buffers of noise beyond the layers hold nothing that is computed with.
    let left = tensors.keys.filter { !$0.hasPrefix("noises.") }.sorted()
    guard left.isEmpty else {
      throw .notAGenerator(
        file: file,
        reason: "it holds \(left.count) tensors of another network: "
          + left.prefix(3).joined(separator: ", "))
    }
  }
}
