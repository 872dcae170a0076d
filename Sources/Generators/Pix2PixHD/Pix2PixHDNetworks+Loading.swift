public import Checkpoints
import Layers
import Tensors

extension Pix2PixHDGenerator {
  /// A generator filled with stored tensors; nothing is drawn first.
  ///
  /// Strict: the reference loads "whatever matches" and goes on with random weights (its issue
  /// 163); here every tensor that does not fit is listed and nothing is loaded.
  /// - Throws: `ModelError`.
  public static func loaded(
    _ configuration: Pix2PixHDConfiguration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)? = nil
  ) throws(ModelError) -> Pix2PixHDGenerator {
    let size = configuration.outputSize
    let pixels = Double(size.width) * Double(size.height)
    // Input, its padded copy, first features before and after the norm.
    try SizeLimits.check(
      pictureNumbers: pixels
        * (3 * Double(configuration.ngf) + 2 * Double(configuration.generatorChannels)),
      size: size, file: file)
    try SizeLimits.check(weights: configuration.parameterEstimate, stored: tensors, file: file)
    var network = Pix2PixHDGenerator(
      configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    try load(into: &network, from: tensors, file: file, progress: progress)
    return network
  }
}

extension FeatureEncoder {
  /// An encoder filled with stored tensors.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: Pix2PixHDConfiguration, from tensors: [StoredTensor], file: String
  ) throws(ModelError) -> FeatureEncoder {
    let width = Double((configuration.encoderWidth ?? 16) << configuration.encoderDownsamplings)
    try SizeLimits.check(weights: 12 * width * width, stored: tensors, file: file)
    var network = FeatureEncoder(
      configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    try load(into: &network, from: tensors, file: file)
    return network
  }
}

extension Pix2PixHDConfiguration {
  /// Learned numbers of the widest parts, in floating point so that no configuration overflows;
  /// within a factor of two of the whole generator.
  var parameterEstimate: Double {
    let widest = Double(globalWidth << downsamplings)
    let inside = Double(2 * globalWidth)
    let input = 49 * Double(generatorChannels) * Double(globalWidth)
    return (18 * Double(blocks) + 12) * widest * widest + input
      + Double(enhancers) * 18 * Double(enhancerBlocks) * inside * inside
  }
}
