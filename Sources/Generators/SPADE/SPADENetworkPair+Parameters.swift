public import Imaging
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

extension SPADENetworkPair: PackageNetworks {
  /// The networks as a loaded model; a missing label set is numbered.
  public func model(
    named name: String, labelSet: LabelSet?, styles: StyleClusters?
  ) -> any Generator {
    SPADEModel(
      name: name, generator: generator, encoder: encoder,
      labelSet: labelSet ?? .numbered(generator.configuration.labelCount))
  }
}
