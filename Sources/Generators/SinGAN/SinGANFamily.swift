extension Family {
  /// SinGAN (Shaham et al. 2019): a pyramid of generators learned from a single photo.
  public static let sinGAN = Family(
    model: SinGANModel.self, importers: [SinGANImport.self],
    fixtures: [
      SinGANFixture.self, SinGANResizeFixture.self, SinGANEditFixture.self,
      SinGANWalkFixture.self,
    ])
}
