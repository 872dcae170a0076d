import ArgumentParser
import Foundation
import Generators
import Imaging
import Tensors

/// `ganvas models import`: weights of a reference program to a model package.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model package from weights of a reference program.",
    discussion: """
      Takes a weight file (.pth, .pkl or .safetensors), or the folder of a training with its \
      opt.txt, which answers everything. The family, width, channels, latent, depth, kernel and \
      normalization are read from the weights; what they cannot tell is asked for by flag. \
      Nothing in the files is executed, and nothing is written unless all of it fits.

      Programs: \(FamilyTable.builtIn.importers.map { $0.program }.joined(separator: ", ")).

      Example:
        ganvas models import checkpoints/coco_pretrained
        ganvas models import latest_net_G.pth --labels coco-stuff -o coco.ganvas
        ganvas models import latest_net_G.pth --encoder latest_net_E.pth --labels streets.json \
      --aspect 2 --upsampling more --edges

      Exit codes: 0 imported, 1 the files are broken or contradict the flags, 2 wrong usage or \
      something must be said by flag.
      """)

  @Argument(help: "Weight file, or the folder of a training.", completion: .file())
  var place: String

  @Option(help: "Weights of the style encoder; in a folder they are found.", completion: .file())
  var encoder: String?

  @Option(
    help: "Style clusters (features_clustered_010.npy); in a folder they are found.",
    completion: .file())
  var clusters: String?

  @Option(help: "Label set: a shipped one's name, or a JSON file.")
  var labels: String?

  @Option(
    help: "Names of the classes of class-conditional models, a text file with one a line.",
    completion: .file())
  var classes: String?

  @Option(help: "Width of the pictures divided by their height.")
  var aspect: Double?

  @Option(help: "Doublings from start grid to picture: normal, more or most.")
  var upsampling: String?

  @Flag(inversion: .prefixedNo, help: "Whether the last channel holds instance edges.")
  var edges: Bool?

  @Option(help: "Width of the pictures in pixels (crop_size).")
  var crop: Int?

  @Option(
    name: .customLong("option"),
    help: ArgumentHelp(
      "An option of the reference program by its own name, as its opt.txt has it; repeatable.",
      valueName: "name=value"))
  var options: [String] = []

  @Option(help: "Map (PNG) on which the effect of z is measured; a made-up one if absent.")
  var map: String?

  @Flag(help: "Store half precision (float16): half the size.")
  var half = false

  @Option(help: "Terms of use to write into the package.")
  var licence: String?

  @Flag(help: "Write JSON for scripts.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: "Package: a path ending in .ganvas, or a name among your own models.")
  var output: String?

  func validate() throws {
    if let aspect, !(aspect.isFinite && aspect > 0.05 && aspect < 20) {
      throw ValidationError("--aspect is a number from 0.05 to 20")
    }
    if let crop, !(32...8192).contains(crop) {
      throw ValidationError("--crop is a number from 32 to 8192")
    }
  }

  func run() async throws {
    let places = ProgramPlaces()
    let source = URL(fileURLWithPath: place)
    let weights: any ModelImport
    do {
      weights = try places.imported(
        source, encoder: encoder.map { URL(fileURLWithPath: $0) },
        clusters: clusters.map { URL(fileURLWithPath: $0) },
        answers: ImportAnswers(
          labelSet: try labels.map { try places.labelSet($0) }, aspectRatio: aspect,
          usesInstanceEdges: edges, cropSize: crop,
          classNames: try classes.map(Self.classNames),
          options: try ReferenceOptions(assignments: options + doublings)))
    } catch let error as ImportError {
      switch error {
      case .unanswered, .unknownOptions: throw ValidationError(error.description)
      default: throw error
      }
    } catch let error as ConfigurationError {
      throw ValidationError(error.description)
    }
    if !json { print(weights.conclusions.joined(separator: "\n")) }
    let folder = places.packageFolder(output, named: type(of: weights).name(for: source))
    let package = try write(weights, to: folder)
    let info = ModelInfo(package, library: places.library)
    print(json ? try info.json() : info.latentLine.map { $0 + "\n" } ?? "", terminator: "")
    print(json ? "" : "Imported as \(package.name): \(package.folder.path)")
  }

  /// `--upsampling` as the option of the reference program that it stands for.
  private var doublings: [String] { upsampling.map { ["num_upsampling_layers=\($0)"] } ?? [] }

  /// Loads, measures and writes, on one thread.
  private func write(_ weights: any ModelImport, to folder: URL) throws -> ModelPackage {
    Engine.threads = ProcessInfo.processInfo.activeProcessorCount
    let model = try weights.model(named: folder.deletingPathExtension().lastPathComponent)
    var contents = model.contents
    contents.manifest.latent = try measure(model, labelSet: weights.labelSet)
    contents.manifest.licence = licence ?? "unknown: as the source of the weights says"
    contents.manifest.provenance = ModelManifest.Provenance(
      source: "imported from weights of \(type(of: weights).program)'s layout",
      files: weights.files.map(\.lastPathComponent), date: Self.today(),
      conclusions: weights.conclusions)
    return try contents.write(
      to: folder, as: half ? .float16 : .float32, preview: try model.generator.preview())
  }

  /// How much z changes the picture; large models are asked for fewer pictures.
  private func measure(
    _ model: ImportedModel, labelSet: LabelSet?
  ) throws -> ModelManifest.LatentFacts? {
    guard let latent = model.generator.description.capabilities.latent else { return nil }
    let sample = try map.flatMap { path in
      try labelSet.map { try Self.read(path, $0) }
    }
    return ModelManifest.LatentFacts(
      dimension: latent.dimension,
      codeDistance: try model.generator.codeDistance(
        on: sample, codes: model.generator.byteCount > 200_000_000 ? 3 : 6))
  }

  private static func read(_ path: String, _ labelSet: LabelSet) throws -> LabelMap {
    let file = URL(fileURLWithPath: path)
    return try LabelMapFile.decode(
      try ImageFile.bytes(of: file), named: path, with: labelSet
    ).map
  }

  /// The lines of a text file that hold something.
  private static func classNames(in path: String) throws -> [String] {
    let text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: .whitespaces)
    }.filter { !$0.isEmpty }
  }

  private static func today() -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd"
    return formatter.string(from: Date())
  }
}
