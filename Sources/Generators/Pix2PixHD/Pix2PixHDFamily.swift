extension Family {
  /// pix2pixHD (Wang et al. 2018): pictures from label maps, a style per object.
  public static let pix2pixHD = Family(
    model: Pix2PixHDModel.self, importers: [Pix2PixHDImport.self],
    presets: Pix2PixHDPreset.allCases.map(\.modelPreset), fixtures: [Pix2PixHDFixture.self])
}
