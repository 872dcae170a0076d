import ArgumentParser
import Foundation
import Imaging
import Inference
import Sharding

/// `ganvas sweep run`: makes the pictures of a plan, or says what they would be.
struct SweepRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Make the pictures of a plan.",
    discussion: """
      Axes are `models`, `labels` (maps, or folders of maps), `styles` (as --style takes them; a list \
      in the list for several at once), `seeds` (a list, or text such as "1-200,rain"), `psi`, and any \
      other option of render by its name; true and false are for flags. The first of these changes \
      slowest. A picture is named by its values: model-skies_seed-7_psi-0.7.png. What is there already, \
      made from the same, is not made again.

      Example:
        ganvas sweep plan.json -o grid/ --dry
        ganvas sweep plan.json -o grid/
        ganvas sweep plan.json -o grid/ --verify

      Exit codes: 0 all pictures are there, 1 some failed, 2 wrong usage, 75 stopped: the same \
      command goes on; 143 stopped by SIGTERM. With --verify as for render.
      """)

  @Argument(help: "The plan (JSON).", completion: .file())
  var plan: String

  @Flag(help: "Make nothing: say how many pictures, their names, and how long it takes.")
  var dry = false

  @Option(help: "Pictures per model that --dry makes for its estimate, 0 to 100.")
  var sample = 3

  @OptionGroup var sharding: ShardOptions

  @OptionGroup var verification: VerifyOptions

  @OptionGroup var compute: ComputeOptions

  @Option(name: .shortAndLong, help: "Folder of the pictures.")
  var output: String

  func validate() throws {
    guard (0...100).contains(sample) else {
      throw ValidationError("--sample is a number from 0 to 100")
    }
    guard !dry || !verification.verify else {
      throw ValidationError("--dry and --verify: give one of them")
    }
    guard ImageFormat(fileExtension: URL(fileURLWithPath: output).pathExtension) == nil else {
      throw ValidationError("a sweep is several pictures, so --output must be a folder")
    }
  }

  func run() async throws {
    let grid = try SweepGrid(plan, into: output, compute)
    if dry {
      try await describe(grid)
      return
    }
    if verification.verify {
      let (expected, models) = try await grid.expected()
      try verification.check(
        expected, in: grid.folder, shards: sharding.count,
        model: models.count == 1 ? models.first : nil)
      return
    }
    let names = grid.names
    let shard = try sharding.part(of: names, "pictures", device: compute.device)
    let own = names.indices.filter { shard?.holds(names[$0]) ?? true }
    try OutputPlace.makeFolder(grid.folder)
    try AtomicFile.write(
      try grid.plan.stored(), to: grid.folder.appendingPathComponent(SweepGrid.planName))
    let interrupt = Interrupt(givingUpAfter: 20)
    let ledger = try shard.map { try Ledger($0, in: grid.folder) }
    var progress = RenderProgress(total: own.count)
    var failures = 0
    let done = try await grid.make(
      own, ledger: ledger, isStopped: { interrupt.happened },
      onPicture: { name, picture in
        if picture.error != nil { failures += 1 }
        let note =
          picture.error.map { "failed: \($0)" }
          ?? (picture.skipped
            ? "already there" : String(format: "%.2f s", picture.seconds ?? 0))
        tell(
          PrintableText.line(progress.line(for: name, seconds: picture.seconds, note: note)))
      })
    ledger?.flush()
    if done < own.count {
      tell("stopped at \(done) of \(own.count); the same command goes on from there")
      throw ExitCode(interrupt.exitCode)
    }
    if failures > 0 { throw ExitCode.failure }
  }

  private func describe(_ grid: SweepGrid) async throws {
    print(counted(grid.plan.count, "picture"))
    for name in grid.names { print(name) }
    guard sample > 0 else { return }
    let load = try await grid.workload(sample: sample)
    let words = RenderProgress.duration(load.seconds(shards: 1))
    var line = "estimate: \(words) in one process"
    if let count = sharding.count, count > 1 {
      line += ", \(RenderProgress.duration(load.seconds(shards: count))) in each of \(count)"
    }
    print(line + String(format: " (%.4f s)", load.seconds(shards: sharding.count ?? 1)))
  }
}
