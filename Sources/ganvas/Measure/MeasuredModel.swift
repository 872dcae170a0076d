import ArgumentParser
import Foundation
import Generators
import Imaging
import Tensors
import Training

/// What every `ganvas measure` takes.
struct MeasureOptions: ParsableArguments {
  @Argument(help: "Name of a model that makes pictures from a latent, or the path of a package.")
  var model: String

  @Option(help: "Seed of everything that is drawn.")
  var seed: UInt64 = 1

  @Option(help: "Threads; all cores if absent.")
  var threads: Int?

  @Flag(help: "Write JSON for scripts.")
  var json = false

  /// Loads the model on the calling thread.
  /// - Throws: `ModelError` also for a model that needs more than a latent.
  func loaded() throws -> any LatentSampling {
    try Engine.load(usesCUDA: false)
    Engine.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let library = ProgramPlaces().library
    guard case .package(let package) = try library.find(model) else {
      throw ModelError.request(
        reason: "\(model) is no model package", advice: "Import it first: ganvas models import")
    }
    var generator = try GeneratorRegistry.load(package, from: library)
    try generator.prepare(for: .float32)
    guard let sampling = generator as? any LatentSampling else {
      throw ModelError.request(
        reason: "\(package.name) does not make pictures from a latent alone",
        advice: "Measures are for such models.")
    }
    return sampling
  }

  /// Writes a result.
  func show(_ result: some Encodable, _ lines: [String]) throws {
    guard json else {
      print(lines.joined(separator: "\n"))
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(result), as: UTF8.self))
  }
}

extension LatentSampling {
  /// Pictures of drawn codes and classes, in parts that fit into memory.
  /// - Parameter ids: Class of each; ignored without classes.
  /// - Returns: `[N, 3, H, W]`, −1…1.
  func drawn(_ count: Int, classes ids: [Int], seed: UInt64) throws -> Tensor {
    let random = RandomGenerator(seed: seed)
    var parts: [Tensor] = []
    for start in stride(from: 0, to: count, by: 16) {
      let size = min(16, count - start)
      let weights =
        classCount > 0
        ? Tensor(oneHot: Array(ids[start..<(start + size)]), classes: classCount) : nil
      parts.append(
        try pictures(z: random.normal([size, latentDimension]), weights: weights))
    }
    return Tensor.concatenated(parts, axis: 0)
  }
}
