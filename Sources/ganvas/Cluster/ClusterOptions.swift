import ArgumentParser
import Foundation
import Sharding

/// What every kind of job file says.
struct ClusterOptions: ParsableArguments {
  @Option(help: "Name of the job: small letters, digits and dashes.")
  var name = "ganvas"

  @Option(help: "How many shards, 1 to 1000; proposed from a measured time if absent.")
  var shards: Int?

  @Option(help: "Items that are made here to measure how long one takes, 1 to 1000.")
  var sample = 5

  @Option(help: "Seconds that an item takes, where they are known: nothing is measured.")
  var each: Double?

  @Option(help: "Shards that run at once; all, or what the machine holds, if absent.")
  var limit: Int?

  @Option(help: "Processors per shard, 1 to 1024.")
  var processors = 2

  @Option(help: "Memory per shard in MiB; what was measured and half as much, or 4096, if absent.")
  var memory: Int?

  @Option(help: "Graphics cards per shard, 0 to 16.")
  var cards = 0

  @Option(help: "Minutes that a shard may take; three times as many as expected if absent.")
  var minutes: Int?

  @Option(help: "The program, as it is called there.")
  var program = "ganvas"

  @Argument(
    parsing: .postTerminator,
    help: "A command behind --, without ganvas: render, walk, sweep, styles encode or scenes.")
  var command: [String] = []

  func validate() throws {
    let letters = name.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 45
    }
    guard letters, (1...50).contains(name.utf8.count), !name.hasPrefix("-"), !name.hasSuffix("-")
    else {
      throw ValidationError("--name is 1 to 50 small letters, digits and dashes between them")
    }
    for (option, value, range) in [
      ("shards", shards, 1...Shard.limit), ("sample", sample, 1...1000),
      ("limit", limit, 1...Shard.limit), ("processors", processors, 1...1024),
      ("memory", memory, 64...16_777_216), ("cards", cards, 0...16),
      ("minutes", minutes, 1...525_600),
    ] {
      if let value, !range.contains(value) {
        throw ValidationError(
          "--\(option) is a number from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    if let each, !(each > 0 && each <= 1e6) {
      throw ValidationError("--each is a number of seconds above 0")
    }
    guard !program.isEmpty, !program.contains("\n"), command.allSatisfy({ !$0.contains("\n") })
    else { throw ValidationError("words of a command hold no line breaks") }
    guard !command.isEmpty else {
      throw ValidationError("say which command behind --, for instance: -- render --labels maps/ …")
    }
  }

  /// The job, with a proposal of how many shards where nobody says it.
  /// - Throws: `ValidationError` for a command that cannot be divided.
  func job() async throws -> JobFile {
    let sharded = try shardedCommand()
    let items = try sharded.itemCount()
    var load: Workload?
    if let each {
      load = Workload(items: items, loadSeconds: 0, secondsPerItem: each)
    } else if shards == nil {
      load = try await sharded.workload(sample: sample)
    }
    let count = shards ?? load?.proposedShards ?? 1
    var job = JobFile(
      name: name, command: [program] + command,
      finish: sharded.finishingWords.isEmpty
        ? [] : [program] + command + sharded.finishingWords + ["--shards", "\(count)"],
      shards: count)
    job.passes = try sharded.passes
    job.limit = limit
    job.processors = processors
    job.cards = cards
    // What this process has needed to measure, and half as much again, in whole quarters of a GiB.
    let peak = each == nil && shards == nil ? ProcessMemory.peakBytes >> 20 : 0
    job.memory = memory ?? (peak > 0 ? max(512, (peak * 3 / 2 + 255) / 256 * 256) : 4096)
    job.minutes =
      minutes
      ?? load.map { max(30, 10 + Int((3 * $0.seconds(shards: count) / 60).rounded(.up))) } ?? 60
    if let load {
      job.remark = load.words(shards: count)
      tell(job.remark)
    }
    return job
  }

  private func shardedCommand() throws -> any ShardedCommand {
    let parsed: any ParsableCommand
    do { parsed = try Ganvas.parseAsRoot(command) } catch {
      throw ValidationError("\(command.joined(separator: " ")): \(Ganvas.message(for: error))")
    }
    guard let sharded = parsed as? any ShardedCommand else {
      throw ValidationError(
        "“\(command.joined(separator: " "))” cannot be divided: render, walk, sweep, styles encode "
          + "and scenes can")
    }
    guard !sharded.sharding.isAsked,
      !command.contains(where: { ["--verify", "--assemble", "--dry"].contains($0) })
    else {
      throw ValidationError(
        "leave --shard, --shards, --verify, --assemble and --dry out of the command: the file says "
          + "them")
    }
    return sharded
  }
}
