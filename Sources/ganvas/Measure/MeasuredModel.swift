import ArgumentParser
import Foundation
import Generators
import Tensors

/// Models for commands that compute on their own thread.
enum LoadedModel {
  /// Loads any model on the calling thread, on the CPU.
  /// - Throws: `ModelError`.
  static func generator(
    named model: String, _ processor: ThreadOptions
  ) throws -> any Generator {
    try generator(named: model, device: .cpu, threads: processor.threadCount)
  }

  /// Loads any model on the calling thread, where it shall compute.
  /// - Throws: `ModelError`, `TensorError` for a device that is not there.
  static func generator(named model: String, device: DeviceChoice, threads: Int) throws
    -> any Generator
  {
    try Engine.load(usesCUDA: device != .cpu)
    Engine.threads = threads
    let library = ProgramPlaces().library
    guard case .package(let package) = try library.find(model) else {
      throw ModelError.request(
        reason: "\(model) is no model package", advice: "Import it first: ganvas models import")
    }
    var generator = try FamilyTable.builtIn.load(package, from: library)
    try generator.move(to: Engine.device(for: device))
    try generator.prepare(for: .float32)
    return generator
  }
}

/// What every `ganvas measure` takes.
struct MeasureOptions: ParsableArguments {
  @Argument(help: "Name of a model, or the path of a package.")
  var model: String

  @Option(help: "Seed of everything that is drawn.")
  var seed: UInt64 = 1

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Write JSON for scripts.")
  var json = false

  /// Loads the model on the calling thread.
  /// - Throws: `ModelError` also for a model that needs more than a latent.
  func loaded() throws -> any LatentSampling {
    let generator = try loadedGenerator()
    guard let sampling = generator.sampling else {
      throw ModelError.request(
        reason: "\(generator.description.name) does not make pictures from a latent alone",
        advice: "Take a measure for map models: ganvas measure texture.")
    }
    return sampling
  }

  /// Loads any model on the calling thread.
  /// - Throws: `ModelError`.
  func loadedGenerator() throws -> any Generator {
    try LoadedModel.generator(
      named: model, device: compute.device, threads: compute.threadCount)
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
