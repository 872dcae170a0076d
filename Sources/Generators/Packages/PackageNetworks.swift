public import Imaging
public import Layers

/// The networks of one model as a package stores them, under `generator.…`, `encoder.…`.
public protocol PackageNetworks: Parameterized, Sendable {
  /// The networks as a loaded model, without a package between them.
  /// - Parameters:
  ///   - labelSet: What the labels mean, for families that paint from maps.
  ///   - styles: Clusters of object styles.
  func model(
    named name: String, labelSet: LabelSet?, styles: StyleClusters?
  ) -> any Generator
}

extension PackageContents {
  /// The networks as a loaded model, without a package between them.
  public var model: any Generator {
    let labelSet: LabelSet? =
      if case .embedded(let set) = manifest.labels { set } else { nil }
    return networks.model(named: manifest.name, labelSet: labelSet, styles: styles)
  }
}
