extension Family {
  /// vid2vid (Wang et al. 2018): films from label maps, each picture from the ones before.
  public static let vid2vid = Family(
    model: Vid2VidModel.self, importers: [Vid2VidImport.self],
    presets: Vid2VidPreset.allCases.map(\.modelPreset),
    fixtures: [Vid2VidFixture.self, Vid2VidPreparationFixture.self])
}
