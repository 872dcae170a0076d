public import ArgumentParser
import Foundation
import Imaging
import Inference
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

      Exit codes: 0 all pictures are there, 1 some failed, 2 wrong usage.
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

  func validate() throws { try series.check(beside: latent) }

  func run() async throws {
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
    try RenderInputs(self, jobs).check()
    let renderer = try await MapRenderer(self)
    let report = await renderer.run(jobs)
    if json { print(try report.json()) }
    if report.failures > 0 { throw ExitCode.failure }
  }
}

extension Precision: ExpressibleByArgument {}
extension NormalizationStatistics: ExpressibleByArgument {}
