import ArgumentParser
import Checkpoints
import Foundation
import Generators
import Imaging
import Sharding
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

        ganvas styles encode village --scenes 4000 -o village-styles.safetensors --shard 0/4
        ganvas styles encode village --scenes 4000 -o village-styles.safetensors --shards 4 --assemble

      Shards write parts beside the table, which --assemble puts together as one process would have \
      written it.

      Exit codes: 0 written, 1 not, 2 wrong usage, 75 stopped or parts are left, 143 stopped by \
      SIGTERM.
      """)

  @Argument(help: "Name of a model with a feature encoder, or the path of a package.")
  var model: String

  @OptionGroup var examples: ExampleOptions

  @OptionGroup var sharding: ShardOptions

  @Flag(help: "Put the parts that --shards shards have written together.")
  var assemble = false

  @OptionGroup var processor: ThreadOptions

  @Option(name: .shortAndLong, help: "Table of styles (.safetensors).")
  var output: String

  func validate() throws {
    try examples.requireSource()
    guard !assemble || sharding.shards != nil && sharding.shard == nil else {
      throw ValidationError("--assemble needs --shards, how many parts there are, and no --shard")
    }
  }

  func run() throws {
    let places = ProgramPlaces()
    let package = try places.package(model)
    let configuration = try StyleEncoder.configuration(of: package)
    let source = try allExamples()
    let names = (0..<source.count).map { source.name(at: $0) }
    var fingerprint = RenderFingerprint()
    _ = try fingerprint.add(model: model, in: places.library)
    fingerprint.add("styles \(source.summary)")
    for name in names { fingerprint.add(name) }
    let parts = StyleParts(of: output, fingerprint)
    if assemble {
      try join(parts, names, channels: configuration.featureChannels)
      return
    }
    let shard = try sharding.part(of: names, "pictures")
    if let shard, parts.part(shard) != nil {
      tell("the part is there already")
      return
    }
    let own = names.indices.filter { shard?.holds(names[$0]) ?? true }
    let table = try encoded(source, own, by: package)
    guard let shard else {
      try table.write(to: output)
      say(table)
      return
    }
    try parts.write(table, own, shard)
    print("\(table.rows.count) objects of \(own.count) pictures: shard \(shard)")
  }

  /// Everything that is encoded, at the size of the model's pictures.
  func allExamples() throws -> any TrainingSource {
    let places = ProgramPlaces()
    let size = try StyleEncoder.configuration(of: places.package(model)).outputSize
    return try examples.source(
      size: size, firstSeed: ExampleOptions.trainingSeed, labelSet: { try places.labelSet($0) }
    ).source
  }

  private func encoded(
    _ source: any TrainingSource, _ own: [Int], by package: ModelPackage
  ) throws -> StyleTable {
    try Engine.load()
    Engine.threads = processor.threadCount
    let encoder = try StyleEncoder(package)
    let interrupt = Interrupt(givingUpAfter: 20)
    var table = StyleTable(channels: encoder.configuration.featureChannels)
    for (done, index) in own.enumerated() {
      guard !interrupt.happened else {
        tell("stopped at \(done) of \(own.count); the same command begins anew")
        throw ExitCode(interrupt.exitCode)
      }
      try table.append(source, index, by: encoder.network)
      if ProgressLine.isWatched { ProgressLine.show("\(done + 1) of \(own.count)") }
    }
    if ProgressLine.isWatched { ProgressLine.clear() }
    return table
  }

  private func join(_ parts: StyleParts, _ names: [String], channels: Int) throws {
    let shards = sharding.shards ?? 1
    let (table, left) = try parts.assembled(shards: shards, names: names, channels: channels)
    guard left.isEmpty else {
      print("left: --array=\(OutputCheck.specification(left))")
      throw ExitCode(75)
    }
    try table.write(to: output)
    say(table)
  }

  private func say(_ table: StyleTable) {
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
