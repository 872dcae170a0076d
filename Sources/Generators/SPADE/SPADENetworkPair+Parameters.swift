public import Layers

extension SPADENetworkPair: Parameterized {
  /// Shows the generator's tensors under `generator.`, the encoder's under `encoder.`.
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
