public import Imaging

extension Pix2PixHDNetworks: PackageNetworks {
  /// The networks as a loaded model; a missing label set is numbered.
  public func model(
    named name: String, labelSet: LabelSet?, styles: StyleClusters?
  ) -> any Generator {
    let classes = generator.configuration.labelCount
    return Pix2PixHDModel(
      name: name, networks: self, labelSet: labelSet ?? (classes == 0 ? nil : .numbered(classes)),
      styles: styles)
  }
}
