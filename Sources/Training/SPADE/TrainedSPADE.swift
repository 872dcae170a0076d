public import Checkpoints
public import Foundation
public import Generators
public import Imaging
import Layers
import Scenes
import Synthesis
import Tensors

/// Turns a SPADE run into a model package: averaged weights with statistics of their own.
public struct TrainedSPADE: TrainedModel {
  /// Name of the family.
  public static let family = SPADETrainer.family

  /// The averaged networks.
  public private(set) var networks: SPADENetworkPair
  /// What the run depended on.
  public let configuration: SPADETrainingConfiguration
  /// What happened in it.
  public let record: TrainingRecord
  /// Steps behind the weights.
  public let steps: Int
  /// Mean distance of pictures of one layout in different light; measured on scenes.
  private var referenceDistance: Double?
  /// Whether scenes are what it learned from: then words for light mean something.
  private var knowsScenes = false
  /// Codes of pictures it learned from, `latentDimension` numbers each.
  private var codes: [[Float]] = []
  /// The discriminator of the run.
  private let judge: [StoredTensor]
  /// Whether it goes into the package.
  private var keepsJudge = false
  /// Lights of photos by their names, and the first of them.
  private var lights: (words: [String: [Float]], first: String)?

  /// Size of its pictures.
  public var size: PixelSize { configuration.generator.outputSize }

  /// Reads the averaged networks of a run.
  /// - Throws: `TrainingError` naming what does not fit.
  public init(run folder: URL) throws(TrainingError) {
    let saved = try SavedRun<SPADETrainingConfiguration>(folder, family: SPADETrainer.family)
    configuration = saved.configuration
    record = saved.record
    steps = saved.step
    judge = saved.checkpoint.tensors.filter { $0.name.hasPrefix("discriminator.") }
    var networks = SPADENetworkPair.drawn(saved.configuration)
    do {
      try load(
        into: &networks, from: saved.checkpoint.tensors(under: "average"), file: folder.path)
    } catch {
      throw TrainingError("the run's averaged weights do not load: \(error)")
    }
    self.networks = networks
  }

  /// Measures statistics anew and, on scenes, how far lights are from each other.
  public mutating func measure(
    on source: any TrainingSource, batches: Int
  ) throws(TrainingError) {
    try recalibrate(on: source, batches: batches)
    if source is SceneSource {
      referenceDistance = Self.distanceBetweenLights(layouts: 6, size: size)
      knowsScenes = true
    }
  }

  /// Keeps the discriminator.
  public mutating func keepDiscriminator() { keepsJudge = true }

  /// Encodes the photos; their codes also count for what seeds draw from.
  public mutating func nameLights(of photos: any TrainingSource) throws(TrainingError) {
    guard let encoder = networks.encoder else {
      throw TrainingError("the run has no encoder of photos (--z 0)")
    }
    var words: [String: [Float]] = [:]
    var first: String?
    for index in 0..<photos.count {
      let example = try photos.example(at: index)
      let code = withoutGradients {
        encoder(SemanticBatch([example], for: configuration.generator.layout).pictures)
          .mean.floats()
      }
      let word = Self.word(for: photos.name(at: index), number: index + 1)
      words[word] = code
      first = first ?? word
      codes.append(code)
    }
    lights = first.map { (words, $0) }
  }

  /// The word for a photo's light: its name in lower case, `photo 3` for one that no seed can be called
  /// by, such as `3.jpg`, which is a seed itself.
  static func word(for name: String, number: Int) -> String {
    let word = name.lowercased()
    return ModelPackage.isSeedWord(word) ? word : "photo \(number)"
  }

  /// Measures running statistics and spectral vectors anew for the averaged weights, on whole
  /// pictures: those copied from training belong to other weights and to crops.
  /// - Parameter batches: Batches of four, whose statistics are averaged.
  private mutating func recalibrate(on source: any TrainingSource, batches: Int)
    throws(TrainingError)
  {
    var random = SeededRandom(seed: configuration.seed, stream: 0xca11)
    for batch in 0..<batches {
      var examples: [TrainingExample] = []
      for _ in 0..<4 {
        examples.append(
          try source.example(at: Int.random(in: 0..<source.count, using: &random)))
      }
      withoutGradients {
        let input = SemanticBatch(examples, for: configuration.generator.layout)
        let noise = RandomGenerator(seed: UInt64(batch))
        let latent = networks.encoder.map { encoder in
          let code = encoder(input.pictures)
          let length = configuration.generator.latentDimension
          let numbers = code.mean.floats()
          codes += stride(from: 0, to: numbers.count, by: length).map {
            Array(numbers[$0..<($0 + length)])
          }
          let epsilon = noise.normal([4, configuration.generator.latentDimension])
          let sampled = ConvEncoder.sample(
            mean: code.mean, logVariance: code.logVariance, noise: epsilon)
          // Half from pictures, half from the prior: both are what people will ask for.
          return Tensor.concatenated(
            [
              sampled.sliced(axis: 0, from: 0, to: 2), epsilon.sliced(axis: 0, from: 2, to: 4),
            ], axis: 0)
        }
        _ = networks.generator(
          SemanticPyramid(input.semantics(), type: .bfloat16), latent: latent,
          noise: configuration.generator.hasNoise
            ? PixelNoise(seeds: (0..<4).map { UInt32(4 * batch + $0) }) : nil,
          mode: .measuring(momentum: 1 / Double(batch + 1)),
          type: .bfloat16)
      }
    }
  }

  /// Mean absolute difference of pixels in −1…1 between pictures of one procedural layout in
  /// different light, over all pairs of the style presets and some layouts.
  private static func distanceBetweenLights(layouts: Int, size: PixelSize) -> Double {
    var total = 0.0
    var pairs = 0.0
    for seed in 0..<layouts {
      var recipe = SceneRecipe(seed: UInt64(500 + seed), size: size)
      let pictures = SceneStyle.presets.prefix(6).map { preset in
        recipe.style = preset.style
        return recipe.render().image
      }
      for (index, first) in pictures.enumerated() {
        for second in pictures[(index + 1)...] {
          total += first.meanDistance(to: second)
          pairs += 1
        }
      }
    }
    return total / max(pairs, 1)
  }

  /// Writes the package.
  /// - Parameters:
  ///   - labelSet: What the label channels mean.
  ///   - precision: How weights are stored; float16 halves the file.
  /// - Throws: `TrainingError`.
  public func write(
    to folder: URL, labelSet: LabelSet, precision: Checkpoints.ElementType = .float16,
    licence: String
  ) throws(TrainingError) {
    let name = folder.deletingPathExtension().lastPathComponent
    do {
      // Measured on what is stored, so the rounding to half precision is part of it.
      let tensors = networks.storedTensors(as: precision)
      var stored = networks
      try load(into: &stored, from: tensors, file: name)
      var model = SPADEModel(
        name: name, generator: stored.generator, encoder: stored.encoder, labelSet: labelSet)
      model.prior = LatentPrior(fitting: codes)
      let latent = try model.codeDistance().map {
        ModelManifest.LatentFacts(
          dimension: configuration.generator.latentDimension, codeDistance: $0,
          referenceDistance: referenceDistance,
          words: try words(of: model), prior: model.prior, start: lights?.first)
      }
      let manifest = try ModelManifest(
        name: name, spade: configuration.generator, labelSet: labelSet, statistics: .running,
        weights: .init(precision: precision, parameterCount: networks.parameterCount),
        latent: latent, training: try record.facts(steps: steps, of: configuration.withoutPlaces),
        licence: licence,
        provenance: .init(
          source: "trained by ganvas train spade, "
            + (record.data.first { $0.hasPrefix("begun from the model ") } ?? "from random weights"),
          date: nil))
      try ModelPackage.write(
        manifest, tensors: tensors,
        discriminator: keepsJudge
          ? judge.map {
            StoredTensor(name: $0.name, shape: $0.shape, floats: $0.floats(), as: precision)
          } : nil,
        preview: model.preview(), to: folder)
    } catch {
      throw TrainingError("\(folder.path) could not be written: \(error)")
    }
  }

  /// Words for light: those of scenes where they mean something, and the photos' names.
  private func words(of model: SPADEModel) throws -> [String: [Float]]? {
    let known = knowsScenes && networks.encoder != nil ? try LightWords().codes(of: model) : nil
    guard let lights else { return known }
    return (known ?? [:]).merging(lights.words) { _, photo in photo }
  }
}
