extension Family {
  /// SPADE (Park et al. 2019): pictures from label maps.
  public static let spade = Family(
    model: SPADEModel.self, importers: [SPADEImport.self],
    presets: SPADEPreset.allCases.map(\.modelPreset), fixtures: [SPADEFixture.self])
}
