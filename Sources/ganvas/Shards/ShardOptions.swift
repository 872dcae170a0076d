import ArgumentParser
import Foundation
import Imaging
import Sharding
import Tensors

/// Which part of the work a command does.
struct ShardOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Do one of n parts of the work: index/count, for instance 0/4; or auto, which reads it from "
        + "the variables of Slurm, Kubernetes, torchrun, mpirun or GNU parallel.",
      valueName: "i/n"))
  var shard: String?

  @Option(
    help: "How many parts there are, 1 to 1000; which one this is comes from the variables.")
  var shards: Int?

  func validate() throws {
    do throws(ShardError) {
      if let shards { _ = try Shard(index: 0, count: shards) }
      guard let shard, shard != "auto" else { return }
      _ = try ShardRequest(shard: shard, shards: shards).answer(in: [:])
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// How many parts the command line names.
  var count: Int? {
    shards ?? shard.flatMap { try? Shard($0).count }
  }

  /// Whether a part is asked for.
  var isAsked: Bool { shard != nil || shards != nil }

  /// The part this process does; `nil` where all is asked for.
  /// - Throws: `ValidationError` where nothing says which.
  func answer(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> ShardRequest.Answer? {
    do throws(ShardError) {
      return try ShardRequest(shard: shard, shards: shards).answer(in: environment)
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// The part, said in the first line with how much it is; before the engine is loaded. Of several
  /// processes on a machine with several graphics cards each gets one.
  /// - Parameters:
  ///   - items: Names of all items of the work.
  ///   - kind: What they are, for instance `maps`.
  func part(
    of items: [String], _ kind: String, device: DeviceChoice = .cpu
  ) throws -> Shard? {
    guard let answer = try answer() else { return nil }
    let own = items.count { answer.shard.holds($0) }
    begin(answer, "\(own) of \(items.count) \(kind)", device: device)
    return answer.shard
  }

  /// Says which part this is, and takes one graphics card of several.
  func begin(_ answer: ShardRequest.Answer, _ amount: String, device: DeviceChoice) {
    tell("shard \(answer.shard) (\(answer.source)) · \(amount)")
    guard device != .cpu,
      let card = ThreadRule.visibleCard(in: ProcessInfo.processInfo.environment)
    else { return }
    setenv("CUDA_VISIBLE_DEVICES", card, 1)
    tell("graphics card \(card)")
  }
}

/// How outputs are checked instead of made.
struct VerifyOptions: ParsableArguments {
  @Flag(
    help: "Make nothing: say which outputs are valid, missing, damaged, foreign or surplus.")
  var verify = false

  @Flag(help: "With --verify: decode every picture instead of trusting its check sums.")
  var deep = false

  func validate() throws {
    guard verify || !deep else { throw ValidationError("--deep belongs to --verify") }
  }

  /// Looks at all outputs, prints what was found, writes `manifest.json` when all are there.
  /// - Parameters:
  ///   - folders: Folders below the outputs' where surplus pictures are looked for.
  ///   - model: For the manifest.
  /// - Throws: `ExitCode`: 1 damaged or failing every time, 75 something is left.
  func check(
    _ expected: some Sequence<ExpectedOutput>, in folder: URL, folders: [String] = [""],
    shards: Int?, model: String?
  ) throws {
    let repeated = Ledger.repeatedErrors(in: folder)
    var check = OutputCheck()
    var names: Set<String> = []
    for output in expected {
      names.insert(output.output)
      check.add(output, in: folder, isDeep: deep, repeated: repeated)
    }
    check.findSurplus(in: folder, folders, wanted: names)
    print(check.lines(shards: shards).joined(separator: "\n"))
    if check.isComplete {
      let file = folder.appendingPathComponent("manifest.json")
      try AtomicFile.write(try check.manifest(model: model), to: file)
      print("written: \(file.path)")
    }
    if check.exitCode != 0 { throw ExitCode(check.exitCode) }
  }
}
