public import Checkpoints
public import Foundation
public import Generators
public import Imaging
import Tensors

/// A training of a pyramid in a folder: scale after scale, resumable after any end.
///
/// The folder holds `run.json`, `photo.png`, `scales/N.safetensors` for each finished scale,
/// `state.safetensors` of the scale in work, `samples/`, `progress.json`, and the model package, which
/// is written anew after each scale. All files are replaced atomically.
///
/// Not Sendable: belongs to the training thread, which has loaded the engine.
public final class SinGANRun {
  /// A moment of a run.
  public struct Progress: Codable, Sendable {
    /// The scale in work; one beyond the finest at the end.
    public var scale: Int
    /// Sizes of all scales.
    public var sizes: [PixelSize]
    /// Iterations made at this scale.
    public var iteration: Int
    /// Iterations of this scale.
    public var iterations: Int
    /// Expected seconds to the end of this scale.
    public var scaleSecondsLeft: Double
    /// Expected seconds to the end.
    public var secondsLeft: Double
    /// Losses by name.
    public var losses: [String: Double]
  }

  /// What the run depends on.
  public let configuration: SinGANTrainingConfiguration
  /// Sizes of the pyramid.
  public let sizes: SinGANSizes
  /// Folder of the run.
  public let folder: URL
  /// What happened so far.
  public private(set) var record: TrainingRecord
  /// The finished scales.
  public private(set) var pyramid: SinGANPyramid?
  private var discriminator: SinGANDiscriminator?
  private let pictures: [Tensor]
  private let photo: RGBImage

  /// Opens the run in a folder, or begins one.
  /// - Parameters:
  ///   - configuration: Of a new run; one that is there keeps its own.
  /// - Throws: `TrainingError` for a photo without pyramid, or when the folder holds something else.
  public init(
    _ wanted: SinGANTrainingConfiguration, photo: RGBImage, folder: URL
  ) throws(TrainingError) {
    self.folder = folder
    if let left = try SinGANRunFiles.left(in: folder) {
      guard left.configuration.photo == wanted.photo else {
        throw TrainingError(
          "\(folder.path) holds a run of a photo of \(left.configuration.photo), not of "
            + "\(wanted.photo): name another folder")
      }
      configuration = left.configuration
      record = left.record
      self.photo = try SinGANRunFiles.photo(in: folder)
      guard self.photo == photo else {
        throw TrainingError("\(folder.path) holds a run of another photo: name another folder")
      }
    } else {
      configuration = wanted
      record = TrainingRecord()
      self.photo = photo
    }
    let resolved = configuration
    sizes = try TrainingError.naming { () throws(ConfigurationError) in
      try resolved.validate()
      return try resolved.sizes()
    }
    pictures = SinGANPyramid.pictures(
      of: SinGANResize.tensor(of: photo), photoFactor: sizes.photoFactor, factor: sizes.factor,
      last: sizes.last)
    TrainingRecord.note("one photo of \(photo.size)", in: &record.data)
    TrainingRecord.note(
      "\(Engine.description), \(Engine.threads) threads", in: &record.machines)
    try SinGANRunFiles.begin(in: folder, photo: photo, configuration, record)
    try loadFinished()
  }

  /// Number of the scale in work.
  public var scale: Int { pyramid.map { $0.configuration.channels.count } ?? 0 }
  /// Whether all scales are finished.
  public var isFinished: Bool { scale > sizes.last }

  private func loadFinished() throws(TrainingError) {
    while let saved = try SinGANRunFiles.scale(scale, in: folder), !isFinished {
      add(saved.generator, saved.noise, saved.amplitude)
      discriminator = saved.discriminator
    }
  }

  /// Adds a finished scale to the pyramid.
  private func add(_ generator: SinGANGenerator, _ noise: Tensor, _ amplitude: Double) {
    let old = pyramid
    var known =
      old?.configuration
      ?? SinGANConfiguration(
        sizes: sizes.sizes, channels: [], noiseAmplitudes: [], factor: sizes.factor,
        purpose: configuration.rules.purpose)
    known.channels.append(generator.trunkChannels)
    known.noiseAmplitudes.append(amplitude)
    pyramid = SinGANPyramid(
      known, generators: (old?.generators ?? []) + [generator],
      noises: (old?.noises ?? []) + [noise], pictures: pictures)
  }

  /// Trains until the last scale is finished or `shouldStop` says so.
  /// - Throws: `TrainingError`.
  public func train(
    shouldStop: () -> Bool, report: (Progress) -> Void
  ) throws(TrainingError) {
    while !isFinished, !shouldStop() {
      try trainScale(shouldStop: shouldStop, report: report)
    }
  }

  private func trainScale(
    shouldStop: () -> Bool, report: (Progress) -> Void
  ) throws(TrainingError) {
    let scale = scale
    let source = try source(of: scale)
    let trainer = try begin(scale, amplitude: source.amplitude)
    let count = configuration.recipe.iterations(at: scale)
    var watch = SinGANWatch(before: record.seconds)
    while trainer.iteration < count {
      if shouldStop() { break }
      let index = trainer.iteration
      let losses = try trainer.iterate(
        source.draws(iteration: index),
        decay: configuration.recipe.rateFactor(iteration: index, scale: scale))
      if configuration.recipe.measuredPictures == 0, index % 500 == 0 || index == count - 1 {
        // The reference's sample picture also moves the stored statistics.
        _ = withoutGradients {
          trainer.made(source.origin(iteration: index), source.reconstructionBelow)
        }
      }
      watch.count += 1
      record.seconds = watch.seconds
      if watch.isLineDue() || trainer.iteration == count {
        note(losses, trainer, scale)
        let progress = progress(trainer, scale, watch, losses)
        try SinGANRunFiles.write(progress, in: folder)
        report(progress)
      }
      if watch.isSaveDue() {
        try SinGANRunFiles.save(trainer, scale: scale, configuration, record, in: folder)
        try writeSample(trainer, source, scale)
      }
    }
    guard trainer.iteration == count else {
      try SinGANRunFiles.save(trainer, scale: scale, configuration, record, in: folder)
      return
    }
    try finish(trainer, source, scale)
  }

  private func note(
    _ losses: [SinGANScaleTrainer.Loss: Double], _ trainer: SinGANScaleTrainer, _ scale: Int
  ) {
    let before = (0..<scale).reduce(0) { $0 + configuration.recipe.iterations(at: $1) }
    record.entries.append(
      .init(
        step: before + trainer.iteration, pictures: before + trainer.iteration,
        seconds: record.seconds,
        losses: Dictionary(uniqueKeysWithValues: losses.map { ($0.key.rawValue, $0.value) })))
  }

  private func progress(
    _ trainer: SinGANScaleTrainer, _ scale: Int, _ watch: SinGANWatch,
    _ losses: [SinGANScaleTrainer.Loss: Double]
  ) -> Progress {
    let recipe = configuration.recipe
    func work(_ scale: Int) -> Double {
      SinGANPlan.multiplications(
        recipe.window(of: sizes.sizes[scale], scale: scale), width: recipe.width(at: scale),
        recipe: recipe.resolved(at: scale))
    }
    let count = recipe.iterations(at: scale)
    let left = Double(count - trainer.iteration) * watch.secondsPerIteration
    let later = (scale + 1..<sizes.sizes.count).reduce(0.0) { sum, next in
      sum + Double(recipe.iterations(at: next)) * watch.secondsPerIteration * work(next)
        / work(scale)
    }
    return Progress(
      scale: scale, sizes: sizes.sizes, iteration: trainer.iteration, iterations: count,
      scaleSecondsLeft: left, secondsLeft: left + later,
      losses: Dictionary(uniqueKeysWithValues: losses.map { ($0.key.rawValue, $0.value) }))
  }

  private func source(of scale: Int) throws(TrainingError) -> SinGANScaleSource {
    var below = pyramid
    try TrainingError.naming { () throws(TensorError) in try below?.packForInference() }
    return SinGANScaleSource(
      scale: scale, real: pictures[scale], below: below, border: 5, configuration: configuration)
  }

  /// The trainer of a scale: from the scale below where widths are equal, and from where a run was
  /// left.
  private func begin(
    _ scale: Int, amplitude: Double
  ) throws(TrainingError) -> SinGANScaleTrainer {
    let channels = [Int](repeating: configuration.recipe.width(at: scale), count: 4)
    let random = SinGANNoise.generator(seed: configuration.seed, [scale, 7])
    var generator = SinGANGenerator(channels: channels, using: random)
    var judge = SinGANDiscriminator(channels: channels, using: random)
    if let last = pyramid?.generators.last, let discriminator, last.trunkChannels == channels {
      generator = last.duplicated()
      judge = discriminator.duplicated()
    }
    let trainer = try SinGANScaleTrainer(
      generator: generator, discriminator: judge, amplitude: amplitude,
      recipe: configuration.recipe.resolved(at: scale))
    try SinGANRunFiles.restore(trainer, scale: scale, in: folder)
    return trainer
  }

  private func finish(
    _ trainer: SinGANScaleTrainer, _ source: SinGANScaleSource, _ scale: Int
  ) throws(TrainingError) {
    let count = configuration.recipe.measuredPictures
    withoutGradients {
      for index in 0..<count {
        let (noise, below) = source.sample(index)
        _ = trainer.generator(
          noise * trainer.amplitude + below, previous: below,
          mode: .measuring(momentum: 1 / Double(index + 1)))
      }
    }
    let generator = trainer.generator.duplicated()
    discriminator = trainer.discriminator.duplicated()
    let noise = source.origin(iteration: trainer.iteration - 1)
    add(generator, noise, trainer.amplitude)
    try SinGANRunFiles.finish(
      scale, generator, trainer.discriminator, noise, trainer.amplitude, in: folder)
    try SinGANRunFiles.describe(configuration, record, in: folder)
    try writePackage(to: packageFolder)
  }

  /// Where the model package lies.
  public var packageFolder: URL {
    folder.appendingPathComponent("\(folder.lastPathComponent).ganvas")
  }

  /// Writes the finished scales as a model package.
  /// - Throws: `TrainingError`.
  public func writePackage(
    to place: URL, as type: Checkpoints.ElementType = .float32, licence: String? = nil
  ) throws(TrainingError) {
    guard let pyramid else { throw TrainingError("no scale is finished yet") }
    do {
      var contents = try pyramid.contents(named: place.deletingPathExtension().lastPathComponent)
      let steps = (0..<scale).reduce(0) { $0 + configuration.recipe.iterations(at: $1) }
      contents.manifest.training = try record.facts(steps: steps, of: configuration)
      contents.manifest.licence = licence
      contents.manifest.provenance = .init(source: "learned here from one photo")
      let preview = try contents.model.preview()
      try contents.write(to: place, as: type, preview: preview)
    } catch {
      throw TrainingError("the package could not be written: \(error)")
    }
  }

  private func writeSample(
    _ trainer: SinGANScaleTrainer, _ source: SinGANScaleSource, _ scale: Int
  ) throws(TrainingError) {
    let picture = withoutGradients {
      let (noise, below) = source.sample(0)
      return trainer.generator(
        noise * trainer.amplitude + below, previous: below, mode: .currentStatistics)
    }
    try SinGANRunFiles.write(RGBImage(picture), named: "scale\(scale).png", in: folder)
  }
}
