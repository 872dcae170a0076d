public import ArgumentParser
import Foundation
import Imaging
import Inference
import Sharding
import Tensors
public import Synthesis

/// `ganvas render`: label maps to pictures, without a terminal.
struct RenderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Render label maps with a model.",
    discussion: """
      Reads PNGs with class ids, palette indices or colours of a label set, says what it found in \
      them, and writes pictures. Objects of models with styles wear what --style and --style-file say, \
      else the style that training saw most often, as in the studio. A folder is rendered map by map; pictures that are there already, \
      made from the same inputs, are skipped.

      Example:
        ganvas render --labels bay.png --model landscape --seed 3 -o bay-picture.png
        ganvas render --labels maps/ --instances inst/ --model landscape -o pictures/
        ganvas render --labels green.png --model village --style tree=4 --style house:2=1 -o a.png
        ganvas render --labels green.png --model village --style-file green.json -o green-picture.png
        ganvas render --model skies --seed 3 --psi 0.7 --mix 8:4-11 -o sky.png
        ganvas render --model skies --seed 3 --direction pca.npz:0=2 --direction age.pt=-1.5@4-7 -o a.png
        ganvas render --model skies --seeds 0-99,200 --psi 0.7 -o skies/
        ganvas render --model skies --seed 3 --psi-from 1 --psi-to 0 --frames 48 -o way/
        ganvas render --model balloons --size 400x250 --start-scale 3 --seed 5 -o wide.png
        ganvas render --model balloons --inject painted.png --inject-scale 4 -o picture.png
        ganvas render --model skies --latent projected_w.npz --noise off -o sky.png
        ganvas render --labels maps/ --model landscape -o pictures/ --shard 0/4
        ganvas render --labels maps/ --model landscape -o pictures/ --verify --shards 4

      Exit codes: 0 all pictures are there, 1 some failed, 2 wrong usage, 75 stopped: the same \
      command goes on; 143 stopped by SIGTERM. With --verify: 0 all are there, 1 some are damaged or \
      fail every time, 75 some are left.
      """)

  @Option(
    help: "Label map (PNG), or a folder of them; models without labels need none.",
    completion: .file())
  var labels: String?

  @Option(
    help: "Instance map (PNG) of the same size, or a folder; one beside the label map is found.",
    completion: .file())
  var instances: String?

  @Option(help: "Name of a model, or the path of a package or checkpoint folder.")
  var model: String

  @OptionGroup var latent: LatentOptions

  @OptionGroup var series: SeriesOptions

  @OptionGroup var objects: ObjectStyleOptions

  @OptionGroup var pyramid: PyramidOptions

  @Option(help: "Photo whose style the picture takes (models with an encoder).")
  var styleImage: String?

  @Option(help: "float32 or bfloat16.")
  var precision = Precision.float32

  @Option(help: "Statistics that normalize: running or current; the model's own choice if absent.")
  var statistics: NormalizationStatistics?

  @Option(help: "Label set the map is painted with, a name or a JSON file; the model's if absent.")
  var labelSet: String?

  @Flag(help: "Ids in the map count from 1.")
  var oneBased = false

  @Option(
    help: ArgumentHelp(
      "Label that ids without one become, by name or number; they are refused if absent.",
      valueName: "label"))
  var unknown: String?

  @Flag(help: "Colours that no label has become the label of the nearest colour.")
  var nearest = false

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Write a JSON report to the standard output.")
  var json = false

  @Option(name: .shortAndLong, help: "Picture (PNG, JPEG or WebP), or a folder.")
  var output: String

  @OptionGroup var sharding: ShardOptions

  @OptionGroup var verification: VerifyOptions

  func validate() throws { try series.check(beside: latent) }

  func run() async throws {
    var jobs = try allJobs()
    let total = jobs.count
    if sharding.isAsked || verification.verify { try checkFolder() }
    if verification.verify {
      try await verify(jobs)
      return
    }
    let names = sharding.isAsked ? jobs.map(\.outputName) : []
    let shard = try sharding.part(of: names, "maps", device: compute.device)
    if let shard { jobs = jobs.indices.filter { shard.holds(names[$0]) }.map { jobs[$0] } }
    guard !jobs.isEmpty || total == 0 else { return }
    try RenderInputs(self, jobs).check()
    let interrupt = Interrupt(givingUpAfter: 20)
    var renderer = try await MapRenderer(self)
    renderer.isStopped = { interrupt.happened }
    renderer.ledger = try shard.map { try Ledger($0, in: URL(fileURLWithPath: output)) }
    let report = await renderer.run(jobs)
    if json { print(try report.json()) }
    if report.done < jobs.count {
      tell("stopped at \(report.done) of \(jobs.count); the same command goes on from there")
      throw ExitCode(interrupt.exitCode)
    }
    if report.failures > 0 { throw ExitCode.failure }
  }

  /// What can be divided and checked is a folder of pictures.
  func checkFolder() throws {
    let isFolder = ImageFormat(fileExtension: URL(fileURLWithPath: output).pathExtension) == nil
    guard isFolder, latent.saveLatent == nil else {
      throw ValidationError(
        "--shard, --shards and --verify are for a folder of pictures: --labels FOLDER or --seeds, "
          + "with -o FOLDER and without --save-latent")
    }
  }

  /// Looks at the outputs instead of making them.
  private func verify(_ jobs: [RenderJob]) async throws {
    let renderer = try await MapRenderer(self)
    let expected = jobs.lazy.map { job in
      ExpectedOutput(
        item: job.itemName, output: job.outputName,
        accepted: (try? renderer.fingerprint(of: job).accepted) ?? [])
    }
    try verification.check(
      expected, in: URL(fileURLWithPath: output), shards: sharding.count,
      model: renderer.modelName)
  }

  /// The jobs of the whole command line.
  /// - Throws: `ValidationError` for paths that do not go together.
  func allJobs() throws -> [RenderJob] {
    var jobs: [RenderJob]
    do {
      jobs =
        try labels.map { try RenderJob.all(labels: $0, instances: instances, output: output) }
        ?? [RenderJob(labels: nil, instances: nil, output: URL(fileURLWithPath: output))]
      if !series.isEmpty {
        jobs = try RenderJob.varied(jobs, by: series.members(), into: output)
      }
    } catch let error as RenderUsageError {
      throw ValidationError(error.description)
    }
    return jobs
  }
}

extension Precision: ExpressibleByArgument {}
extension NormalizationStatistics: ExpressibleByArgument {}
