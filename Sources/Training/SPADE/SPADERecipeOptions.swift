import ArgumentParser
import Generators

/// How a SPADE that is trained here differs from the reference's: its structure, its discriminator
/// and its losses.
struct SPADERecipeOptions: ParsableArguments {
  /// Whose generator is trained.
  enum Structure: String, ExpressibleByArgument, CaseIterable {
    /// Noise per pixel, z in the modulations, edges repeated, bilinear last doublings.
    case ganvas
    /// As NVlabs/SPADE has it: with --ngf, and z as the start.
    case reference
  }

  @Option(help: "ganvas (noise, z in the modulations, edges repeated) or reference.")
  var structure = Structure.ganvas

  @Option(help: "With --structure ganvas: channels of the start and behind each of the 7 blocks.")
  var widths: String?

  @Option(help: "With --structure reference: base width of the generator.")
  var ngf = 16

  @Option(help: "Weight of feature matching.")
  var features = 1.0

  @Option(help: "Weight of L1 on the picture's pyramid.")
  var pyramid = 5.0

  @Flag(
    inversion: .prefixedNo,
    help: "Instance norms in the discriminator, as in the reference.")
  var discriminatorNorms = false

  @Option(help: "Weight of R1, the discriminator's gradient penalty; 0 for none.")
  var r1 = 0.05

  @Option(help: "What a discriminator without norms multiplies in every layer, 0.1…10.")
  var discriminatorGain = 2.0

  @Option(
    help: """
      Width of a second discriminator that says of every pixel which label it shows (OASIS, with \
      LabelMix); 0 for none.
      """)
  var segmentation = 0

  @Option(help: "Weight of what the second discriminator says.")
  var segmentationWeight = 1.0

  @Flag(help: "Show the discriminator pictures in changing colours and with parts cut out.")
  var augment = false

  @Option(
    help: """
      Weights of EfficientNet-Lite0 or VGG19 for a perceptual loss; none if absent. \
      Scripts/setup --training fetches the first.
      """, completion: .file())
  var perceptual: String?

  @Option(help: "Weight of the perceptual loss.")
  var perceptualWeight = 2.0

  func validate() throws {
    _ = try channels()
    guard (0.1...10).contains(discriminatorGain) else {
      throw ValidationError("--discriminator-gain is 0.1…10")
    }
    guard (1...1024).contains(ngf) else { throw ValidationError("--ngf is 1…1024") }
    guard (0...512).contains(segmentation) else {
      throw ValidationError("--segmentation is 0…512")
    }
    for (name, value) in [
      ("features", features), ("pyramid", pyramid), ("r1", r1),
      ("perceptual-weight", perceptualWeight), ("segmentation-weight", segmentationWeight),
    ] where !(0...1000).contains(value) {
      throw ValidationError("--\(name) is 0…1000")
    }
  }

  private func channels() throws -> [Int] {
    guard let widths else { return SPADEStructure.standard.widths }
    let numbers = widths.split(separator: ",").map { Int($0) }
    guard numbers.count == 8, numbers.allSatisfy({ (1...4096).contains($0 ?? 0) }) else {
      throw ValidationError(
        "--widths is eight numbers 1…4096, such as 192,192,192,192,128,80,48,24")
    }
    return numbers.compactMap { $0 }
  }

  /// Puts the structure into a generator's configuration.
  func apply(to generator: inout SPADEConfiguration) throws {
    generator.ngf = ngf
    generator.structure =
      structure == .ganvas ? SPADEStructure(widths: try channels()) : nil
  }

  /// Puts discriminator and losses into a run's configuration.
  func apply(to configuration: inout SPADETrainingConfiguration) {
    configuration.discriminator.normalizes = discriminatorNorms
    configuration.discriminator.gain = discriminatorNorms ? nil : discriminatorGain
    configuration.featureWeight = features
    configuration.pyramidWeight = pyramid
    configuration.hasSmoothPyramid = structure == .ganvas
    configuration.hasSmallEncoder = structure == .ganvas
    configuration.r1Weight = r1 > 0 ? r1 : nil
    configuration.augments = augment
    configuration.segmentationWidth = segmentation > 0 ? segmentation : nil
    configuration.segmentationWeight = segmentation > 0 ? segmentationWeight : nil
    configuration.perceptualNetwork = perceptual
    configuration.perceptualWeight = perceptual == nil ? nil : perceptualWeight
  }
}
