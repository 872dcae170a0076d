import Foundation
import Generators
import Imaging
import Scenes

/// A personal model from a handful of photos and their maps: the networks of a model package with the
/// discriminator that learned beside it, trained a little further on the photos and, so that they
/// forget nothing, on scenes where those have the same labels.
struct FewShot {
  /// Most photos; more are for `--photos`.
  static let limit = 100
  /// Scenes beside the photos.
  static let scenes = 4000

  /// The model it begins from.
  let package: ModelPackage
  private let labels: LabelSet
  private let photos: FolderSource
  private let start: SPADETrainingConfiguration
  private var size: PixelSize { start.generator.outputSize }

  /// - Parameters:
  ///   - folder: Photos and maps.
  ///   - model: Name or path of a package; the shipped landscape if absent.
  /// - Throws: `TrainingError` for a model that says nothing of its training, for a folder without
  ///   photos or with too many, what `environment.model` throws.
  init(_ folder: String, from model: String?, in environment: TrainingEnvironment) throws {
    package = try environment.model(model ?? "landscape")
    let manifest = package.manifest
    guard manifest.family == SPADEModel.family else {
      throw TrainingError(
        "\(package.name) is a model of \(manifest.family): --few-shot goes on from one of "
          + "\(SPADEModel.family)")
    }
    guard let kept = manifest.training?.configuration else {
      throw TrainingError(
        "\(package.name) does not say how it was trained, as models made by ganvas train do: "
          + "--start-from another one")
    }
    do {
      start = try kept.decoded(as: SPADETrainingConfiguration.self)
      try start.validate()
    } catch {
      throw TrainingError("what \(package.name) says of its training cannot be used: \(error)")
    }
    switch manifest.labels {
    case .named(let name): labels = try environment.labelSet(name)
    case .embedded(let set): labels = set
    case nil: throw TrainingError("\(package.name) paints from no labels")
    }
    photos = try FolderSource(
      folder: URL(fileURLWithPath: folder), labelSet: labels,
      size: start.generator.outputSize)
    guard photos.count <= Self.limit else {
      throw TrainingError(
        "\(folder) holds \(photos.count) photos: --few-shot is for up to \(Self.limit); with more, "
          + "train with --photos \(folder) beside --scenes")
    }
  }

  /// What is begun from, in words.
  var summary: String {
    "few-shot: \(photos.count) photos from the model \(package.name)"
      + (knowsScenes ? ", scenes beside them" : "")
  }

  /// Whether the model's labels are those of scenes.
  private var knowsScenes: Bool {
    labels.name == "landscape" && labels.channelCount == SceneLabel.allCases.count
  }

  /// The photos changed by chance, and scenes; the photos as they are for the sheets.
  /// - Parameters:
  ///   - share: Of the examples that are photos; half if absent.
  ///   - looks: What the scenes show.
  func learned(share: Double?, looks: SceneLooks) throws -> RunOptions.Learned {
    let varied = PhotoSource(photos, size: size)
    guard knowsScenes else {
      return RunOptions.Learned(
        source: varied, held: photos, labelCount: labels.channelCount,
        whole: [photos])
    }
    let scenes = SceneSource(
      count: Self.scenes, size: size, firstSeed: ExampleOptions.trainingSeed, looks: looks)
    return RunOptions.Learned(
      source: MixtureSource(scenes, varied, share: share ?? 0.5),
      held: AlternatingSource(
        photos, SceneSource(count: 3, size: size, firstSeed: 7, looks: looks)),
      labelCount: labels.channelCount, whole: [photos])
  }

  /// The model's own training, set to few pictures: its structure and losses, a discriminator that sees
  /// changing colours, no rise of the divergence, a quicker average.
  func configuration() throws -> SPADETrainingConfiguration {
    var configuration = start
    configuration.augments = true
    configuration.divergenceWarmUp = 0
    configuration.averageDecay = 0.998
    return configuration
  }
}
