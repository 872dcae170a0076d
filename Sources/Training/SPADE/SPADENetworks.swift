public import Generators
public import Layers

/// Generator and encoder together, as they are trained, averaged and shipped.
public struct SPADENetworks: Sendable, Parameterized {
  /// The generator.
  public var generator: SPADEGenerator
  /// The style encoder, with a VAE.
  public var encoder: ConvEncoder?

  /// Creates the pair.
  public init(generator: SPADEGenerator, encoder: ConvEncoder?) {
    self.generator = generator
    self.encoder = encoder
  }

  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try generator.visit(&visitor, at: path / "generator")
    if var encoder = self.encoder {
      try encoder.visit(&visitor, at: path / "encoder")
      self.encoder = encoder
    }
  }
}
