import ArgumentParser
import Foundation
import Sharding

/// A command whose work can be divided among processes.
protocol ShardedCommand: ParsableCommand {
  /// What the command line says about parts.
  var sharding: ShardOptions { get }
  /// Words that make the command check or assemble what shards made; none where there is nothing to
  /// do.
  var finishingWords: [String] { get }
  /// How often every shard runs.
  var passes: Int { get throws }
  /// Into how many items the work can be divided at most.
  func itemCount() throws -> Int
  /// How much work it is.
  /// - Parameter sample: Items that are made to measure.
  func workload(sample: Int) async throws -> Workload
}

extension ShardedCommand {
  var passes: Int { 1 }

  func workload(sample: Int) async throws -> Workload {
    throw ValidationError(
      "how long an item of this command takes is not measured: say --shards, or --each seconds")
  }
}

extension RenderCommand: ShardedCommand {
  var finishingWords: [String] { ["--verify"] }

  func itemCount() throws -> Int {
    try checkFolder()
    return try allJobs().count
  }

  func workload(sample: Int) async throws -> Workload {
    let jobs = try allJobs()
    try RenderInputs(self, jobs).check()
    let start = ContinuousClock.now
    let renderer = try await MapRenderer(self)
    let load = (ContinuousClock.now - start) / .seconds(1)
    let count = min(sample, jobs.count)
    let each = try await renderer.secondsPerPicture(
      (0..<count).map { jobs[$0 * jobs.count / count] })
    return Workload(items: jobs.count, loadSeconds: load, secondsPerItem: each)
  }
}

extension SweepRunCommand: ShardedCommand {
  var finishingWords: [String] { ["--verify"] }

  func itemCount() throws -> Int { try SweepGrid(plan, into: output, compute).plan.count }

  func workload(sample: Int) async throws -> Workload {
    try await SweepGrid(plan, into: output, compute).workload(sample: sample)
  }
}

extension DrawScenesCommand: ShardedCommand {
  var finishingWords: [String] { ["--verify"] }

  func itemCount() throws -> Int {
    guard output != nil, !list else { throw ValidationError("scenes need a folder: -o FOLDER") }
    return count
  }

  func workload(sample: Int) async throws -> Workload {
    let chosen = min(sample, count)
    let start = ContinuousClock.now
    for number in 0..<chosen { try draw(number * count / chosen) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Workload(
      items: count, loadSeconds: 0, secondsPerItem: seconds / Double(max(1, chosen)))
  }
}

extension StylesEncodeCommand: ShardedCommand {
  var finishingWords: [String] { ["--assemble"] }

  func itemCount() throws -> Int { try allExamples().count }
}

extension FilmCommand: ShardedCommand {
  // A film's frames carry the fingerprints of those before them: the command itself is the check.
  var finishingWords: [String] { [] }

  func itemCount() throws -> Int {
    guard let sequences = FilmSequences(labels) else {
      throw ValidationError("one film is made by one process: --labels is a folder of folders")
    }
    return sequences.names.count
  }
}
