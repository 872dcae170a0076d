/// A BigGAN as a loaded model.
public typealias BigGANModel = LatentModel<BigGANGenerator>

extension Family {
  /// BigGAN (Brock et al. 2019): pictures of classes from a latent.
  public static let bigGAN = Family(
    model: BigGANModel.self, importers: [BigGANImport.self],
    presets: BigGANPreset.allCases.map(\.modelPreset), fixtures: [BigGANFixture.self])
}
