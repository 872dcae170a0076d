public import Generators

/// Everything a vid2vid training run depends on. Printed at start, stored with the results.
///
/// A step is one stretch of a film; every frame of it moves the weights.
public struct Vid2VidTrainingConfiguration: TrainingConfiguration {
  /// The generators of all scales.
  public var generator: Vid2VidConfiguration
  /// Seed of weights, data order and noise.
  public var seed: UInt64 = 1
  /// Whether films are mirrored at random.
  public var flips = true
  /// Whether convolutions are bfloat16.
  public var usesBFloat16 = false
  /// Frames the whole run sees; its epochs are equal parts of them.
  public var pictures: Int
  /// Frames of the longest film there is.
  public var longestFilm: Int
  /// Lengths, rates, and what the discriminators of motion see.
  public var schedule: Vid2VidSchedule
  /// Width of the discriminators (`ndf`).
  public var discriminatorWidth = 64
  /// Sizes at which each discriminator looks (`num_D`).
  public var discriminatorScales = 2
  /// Weights of the losses.
  public var losses = Vid2VidLosses()
  /// Weight of L1 on the picture's pyramid; 0 in the reference, which has a perceptual loss.
  public var pyramidWeight = 10.0
  /// File of a network for the perceptual loss, which the reference has; `nil` for none.
  public var perceptualNetwork: String?
  /// Share of the stretches that begin from nothing (`no_first_img`: all of them); the others go on
  /// from real pictures.
  public var freshShare = 0.2
  /// Decay of the averaged generator per frame.
  public var averageDecay = 0.999

  /// The reference's settings for everything not given.
  public init(generator: Vid2VidConfiguration, pictures: Int, longestFilm: Int) {
    self.generator = generator
    self.pictures = pictures
    self.longestFilm = longestFilm
    schedule = Vid2VidSchedule()
    schedule.window = generator.frames
    schedule.fixedEpochs = generator.scales > 1 ? 10 : 0
    losses.discriminatorLayers = 4
  }

  /// Frames of the first step.
  public var batchSize: Int { length(after: 0) }

  /// Frames of a step, those before the first made one included.
  public func batchSize(atStep step: Int) -> Int { length(after: picturesSeen(after: step)) }

  /// Frames seen after so many steps: epoch after epoch, in each of which all steps are of one length.
  public func picturesSeen(after step: Int) -> Int {
    var left = step
    var seen = 0
    while left > 0 {
      let epoch = epoch(after: seen)
      let length = length(after: seen)
      let end = epoch < epochs ? epoch * epochPictures : Int.max
      let steps = min(left, (end - seen - 1) / length + 1)
      seen += steps * length
      left -= steps
    }
    return seen
  }

  /// Epochs of the run.
  var epochs: Int { schedule.steadyEpochs + schedule.fallingEpochs }
  /// Frames of an epoch.
  private var epochPictures: Int { max(1, pictures / epochs) }

  /// The epoch after so many frames, from 1; the last one has no end.
  func epoch(after seen: Int) -> Int { min(epochs, 1 + seen / epochPictures) }

  /// The learning rate of generator and discriminator of pictures after so many frames.
  func rate(after seen: Int) -> Double { schedule.rate(in: epoch(after: seen)) }

  private func length(after seen: Int) -> Int {
    schedule.length(in: epoch(after: seen), longest: longestFilm) + generator.history
  }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try generator.validate()
    guard generator.hasFlow else {
      throw ConfigurationError(field: "hasFlow", found: "false", expected: "true")
    }
    try ConfigurationError.check(pictures, in: 1...1_000_000_000, "pictures")
    try ConfigurationError.check(schedule.window, in: generator.frames...generator.frames, "window")
    try ConfigurationError.check(longestFilm, in: generator.frames...100_000, "longestFilm")
    try ConfigurationError.check(schedule.frames, in: 2...8, "schedule.frames")
    try ConfigurationError.check(schedule.temporalScales, in: 0...4, "schedule.temporalScales")
    try ConfigurationError.check(schedule.steadyEpochs, in: 0...10_000, "schedule.steadyEpochs")
    try ConfigurationError.check(schedule.fallingEpochs, in: 1...10_000, "schedule.fallingEpochs")
    try ConfigurationError.check(schedule.doublingEpochs, in: 1...10_000, "schedule.doublingEpochs")
    try ConfigurationError.check(schedule.fixedEpochs, in: 0...10_000, "schedule.fixedEpochs")
    try ConfigurationError.check(schedule.firstLength, in: 1...128, "schedule.firstLength")
    try ConfigurationError.check(rate: schedule.rate, "schedule.rate")
    try ConfigurationError.check(discriminatorWidth, in: 1...1024, "discriminatorWidth")
    try ConfigurationError.check(discriminatorScales, in: 1...4, "discriminatorScales")
    try ConfigurationError.check(losses.discriminatorLayers, in: 2...8, "discriminatorLayers")
    try ConfigurationError.check(weight: losses.featureWeight, "losses.featureWeight")
    try ConfigurationError.check(weight: losses.flowWeight, "losses.flowWeight")
    try ConfigurationError.check(weight: losses.warpWeight, "losses.warpWeight")
    try ConfigurationError.check(weight: pyramidWeight, "pyramidWeight")
    try ConfigurationError.check(freshShare, in: 0...1, "freshShare")
    try ConfigurationError.check(averageDecay, in: 0...1, "averageDecay")
    let least = min(generator.outputSize.width, generator.outputSize.height)
    // Every scale's patches need something to look at.
    guard least >> (discriminatorScales + losses.discriminatorLayers - 2) >= 1 else {
      throw ConfigurationError(
        field: "outputSize", found: "\(generator.outputSize)",
        expected: "more for \(losses.discriminatorLayers) layers at \(discriminatorScales) sizes")
    }
  }

  /// How frames are laid out for the networks.
  var layout: BatchLayout {
    BatchLayout(
      classes: generator.labelCount, hasEdges: generator.usesInstanceEdges,
      background: generator.background ?? .label)
  }
}
