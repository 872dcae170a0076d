/// A generator with its style encoder, as trained, not folded.
public struct SPADENetworkPair: Sendable {
  /// The generator.
  public var generator: SPADEGenerator
  /// The style encoder.
  public var encoder: ConvEncoder?

  /// Creates a pair.
  public init(generator: SPADEGenerator, encoder: ConvEncoder? = nil) {
    self.generator = generator
    self.encoder = encoder
  }

  /// Learned numbers of both.
  public var parameterCount: Int {
    generator.parameterCount + (encoder?.parameterCount ?? 0)
  }
}
