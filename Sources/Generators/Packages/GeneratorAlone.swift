public import Imaging
public import Layers

/// A network that is a model by itself.
public protocol ModelNetwork: Parameterized, Sendable {
  /// The network as a loaded model.
  func model(named name: String) -> any Generator
}

/// What a package stores of a family that is a generator alone: everything under `generator.`.
public struct GeneratorAlone<Network: ModelNetwork>: PackageNetworks {
  /// The generator.
  public var generator: Network

  /// Wraps a generator.
  public init(_ generator: Network) {
    self.generator = generator
  }

  /// Visits the generator's parameters.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try generator.visit(&visitor, at: path / Self.prefix)
  }

  /// The generator as a loaded model; it takes no map.
  public func model(
    named name: String, labelSet: LabelSet?, styles: StyleClusters?
  ) -> any Generator {
    generator.model(named: name)
  }

  /// What stands before the generator's names.
  static var prefix: String { "generator" }
}
