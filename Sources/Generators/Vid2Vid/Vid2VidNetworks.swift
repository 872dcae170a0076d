public import Imaging
public import Layers

/// What a package stores of a vid2vid model: everything under `generator.`.
public struct Vid2VidNetworks: PackageNetworks {
  /// The generators of all scales, with the network for first pictures.
  public var generator: Vid2VidGenerator

  /// Wraps generators.
  public init(_ generator: Vid2VidGenerator) {
    self.generator = generator
  }

  /// Visits the generators' parameters.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try generator.visit(&visitor, at: path / "generator")
  }

  /// The generators as a loaded model; a missing label set is numbered.
  public func model(
    named name: String, labelSet: LabelSet?, styles: StyleClusters?
  ) -> any Generator {
    Vid2VidModel(
      name: name, generator: generator,
      labelSet: labelSet ?? .numbered(generator.configuration.labelCount))
  }
}
