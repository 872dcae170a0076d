import ArgumentParser
import Checkpoints
import Foundation
import Generators
import Imaging
import Tensors
import Training

/// `ganvas styles encode`: runs a model's feature encoder over a data set.
struct StylesEncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode",
    abstract: "Write the style of every object of a data set, with class, area and picture.",
    discussion: """
      Objects are those of the instance maps; what is no object (instance 0) counts as one per \
      class and picture. Folders are those of train --data.

      Example:
        ganvas styles encode village --scenes 400 --biome village -o village-styles.safetensors
        ganvas styles encode street --data photos --labels cityscapes -o street-styles.safetensors

      Exit codes: 0 written, 1 not, 2 wrong usage.
      """)

  @Argument(help: "Name of a model with a feature encoder, or the path of a package.")
  var model: String

  @OptionGroup var examples: ExampleOptions

  @Option(name: .shortAndLong, help: "Table of styles (.safetensors).")
  var output: String

  func run() throws {
    try Engine.load()
    Engine.threads = ProcessInfo.processInfo.activeProcessorCount
    let package = try ProgramPlaces().package(model)
    let encoder = try StyleEncoder(package)
    let size = encoder.configuration.outputSize
    let (source, _) = try examples.source(
      size: size, firstSeed: ExampleOptions.trainingSeed,
      labelSet: { try ProgramPlaces().labelSet($0) })
    let table = try StyleTable.encoded(
      source, by: encoder.network, channels: encoder.configuration.featureChannels
    ) { done in
      guard isatty(STDERR_FILENO) != 0 else { return }
      FileHandle.standardError.write(Data("\r\u{1B}[K\(done) of \(source.count)".utf8))
    }
    if isatty(STDERR_FILENO) != 0 { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    try table.write(to: output)
    let mixed = table.rows.count { $0.style.classes > 1 }
    print(
      "\(table.rows.count) objects of \(table.pictures.count) pictures: \(output)"
        + (mixed > 0 ? " · \(mixed) span several classes, a fault of their instance maps" : ""))
  }
}

extension ProgramPlaces {
  /// A package by name or path.
  /// - Throws: `ModelError`, also for checkpoint folders, which must be imported first.
  func package(_ nameOrPath: String) throws -> ModelPackage {
    guard case .package(let package) = try library.find(nameOrPath) else {
      throw ModelError.request(
        reason: "\(nameOrPath) is no model package", advice: "Import it first: ganvas models import"
      )
    }
    return package
  }
}
