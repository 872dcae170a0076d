public import Generators

/// Everything a pix2pixHD training run depends on. Printed at start, stored with the results.
public struct Pix2PixHDTrainingConfiguration: TrainingConfiguration {
  /// Generator and encoder.
  public var generator: Pix2PixHDConfiguration
  /// The discriminator.
  public var discriminator: MultiscaleDiscriminator.Configuration
  /// Seed of weights, data order and noise.
  public var seed: UInt64 = 1
  /// Pictures per step; 1 in the reference.
  public var batchSize = 1
  /// Side of the square crop in pixels, a multiple of the generator's size unit; `nil` for none.
  public var crop: Int?
  /// Whether convolutions are bfloat16.
  public var usesBFloat16 = true
  /// Whether examples are mirrored at random.
  public var flips = true
  /// When which part learns, and how fast.
  public var schedule: Pix2PixHDSchedule
  /// How scores become losses; least squares in the reference.
  public var adversarial = AdversarialLoss.leastSquares
  /// How the adversarial losses of the scales become one; their sum in the reference.
  public var scales = AdversarialLoss.Scales.sum
  /// Weight of feature matching (`lambda_feat`).
  public var featureWeight = 10.0
  /// Weight of L1 on the picture's pyramid; 0 in the reference, which has a perceptual loss.
  public var pyramidWeight = 10.0
  /// File of a VGG19 for the perceptual loss, which the reference has; `nil` for none.
  public var perceptualNetwork: String?
  /// Weight of the perceptual loss, where there is a network for it (`lambda_feat`).
  public var perceptualWeight: Double?
  /// Share of objects whose feature is replaced by zeros, so that zeros mean "nothing chosen";
  /// 0 in the reference.
  public var neutralShare = 0.15
  /// Weight of L1 between an object's first three features and its mean colour, which gives the
  /// encoder something to say from the first step on; 0 in the reference.
  public var anchorWeight = 0.0
  /// Decay of the averaged networks per step.
  public var averageDecay = 0.999

  /// The reference's settings for everything not given.
  /// - Parameter pictures: Pictures the whole run sees; the learning rate reaches zero there.
  public init(generator: Pix2PixHDConfiguration, pictures: Int) {
    self.generator = generator
    discriminator = .init(
      semanticChannels: generator.mapChannels, variant: .pix2pixHD(normalization: .instance))
    schedule = Pix2PixHDSchedule(pictures: pictures, hasEnhancers: generator.enhancers > 0)
  }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try generator.validate()
    try discriminator.validate()
    try ConfigurationError.check(batchSize, in: 1...4096, "batchSize")
    if let crop {
      let unit = generator.sizeUnit
      let largest = min(generator.outputSize.width, generator.outputSize.height)
      guard crop.isMultiple(of: unit), crop >= 2 * unit, crop <= largest else {
        throw ConfigurationError(
          field: "crop", found: "\(crop)",
          expected: "a multiple of \(unit) from \(2 * unit) to the pictures' \(largest)")
      }
    }
    try ConfigurationError.check(rate: schedule.rate, "schedule.rate")
    try ConfigurationError.check(schedule.steadyShare, in: 0...1, "schedule.steadyShare")
    try ConfigurationError.check(schedule.pictures, in: 1...1_000_000_000, "schedule.pictures")
    try ConfigurationError.check(weight: featureWeight, "featureWeight")
    try ConfigurationError.check(weight: pyramidWeight, "pyramidWeight")
    try ConfigurationError.check(weight: perceptualWeight ?? 0, "perceptualWeight")
    try ConfigurationError.check(weight: anchorWeight, "anchorWeight")
    try ConfigurationError.check(neutralShare, in: 0...1, "neutralShare")
    try ConfigurationError.check(averageDecay, in: 0...1, "averageDecay")
  }
}

/// The order of pix2pixHD's training (Wang et al. 2018, §3.2): the global generator alone on small
/// pictures, then the enhancers around it while it stays, then both.
public struct Pix2PixHDSchedule: Codable, Sendable, Hashable {
  /// What learns.
  public enum Stage: String, Codable, Sendable {
    /// The global generator, at the size it has inside the enhancers.
    case global
    /// The enhancers; global generator and encoder stay as they are.
    case enhancers
    /// Everything.
    case all
  }

  /// Pictures the run sees.
  public var pictures: Int
  /// Pictures of the first stage; 0 without enhancers.
  public var globalPictures: Int
  /// Pictures of the second stage (`niter_fix_global`).
  public var fixedPictures: Int
  /// Learning rate of generator, encoder and discriminator before it falls; 2e-4 in the reference.
  public var rate = 2e-4
  /// Share of the pictures after which the learning rate falls linearly to zero; half in the
  /// reference (`niter`, `niter_decay`).
  public var steadyShare = 0.5

  /// The reference's proportions.
  public init(pictures: Int, hasEnhancers: Bool) {
    self.pictures = pictures
    globalPictures = hasEnhancers ? pictures / 2 : 0
    fixedPictures = hasEnhancers ? pictures / 20 : 0
  }

  /// What learns after so many pictures.
  public func stage(after seen: Int) -> Stage {
    if seen < globalPictures { return .global }
    return seen < globalPictures + fixedPictures ? .enhancers : .all
  }

  /// The learning rate after so many pictures: steady, then falling linearly to zero.
  public func rate(after seen: Int) -> Double {
    let steady = steadyShare * Double(pictures)
    let left = (Double(pictures) - Double(seen)) / max(1, Double(pictures) - steady)
    return rate * min(1, max(0, left))
  }
}

extension Pix2PixHDConfiguration {
  /// How batches are laid out for these networks.
  var layout: BatchLayout {
    BatchLayout(
      classes: labelCount, hasEdges: usesInstanceEdges, background: background ?? .label,
      takesPictures: labelCount == 0)
  }
}
