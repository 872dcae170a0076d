public import Checkpoints
import Layers
import Tensors

extension BigGANGenerator {
  /// A generator filled with stored tensors; nothing is drawn first.
  /// - Parameter tensors: Under this program's names (`BigGANWeights.canonical`).
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: BigGANConfiguration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)? = nil
  ) throws(ModelError) -> BigGANGenerator {
    try checkPlausible(
      parameters: configuration.parameterEstimate, stored: tensors, file: file)
    var network = BigGANGenerator(
      configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    try load(into: &network, from: tensors, file: file, progress: progress)
    return network
  }
}

/// Refuses a configuration that needs far more memory than its weight file makes plausible.
/// - Parameter parameters: Learned numbers the configuration asks for, roughly.
/// - Throws: `ModelError.tooLarge`.
func checkPlausible(
  parameters: Double, stored tensors: [StoredTensor], file: String
) throws(ModelError) {
  let stored = Double(tensors.reduce(0) { $0 + $1.count })
  guard parameters <= max(4 * stored, 5e8) else {
    throw .tooLarge(
      file: file,
      reason: "the configuration asks for some \(Int(parameters / 1e6)) million numbers, "
        + "the weights hold \(Int(stored / 1e6)) million")
  }
}
