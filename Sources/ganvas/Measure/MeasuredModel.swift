import ArgumentParser
import Foundation
import Generators
import Tensors

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
