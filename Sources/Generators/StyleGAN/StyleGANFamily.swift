/// StyleGAN as a loaded model.
public typealias StyleGANModel = StyleBasedModel<StyleGANGenerator>

extension Family {
  /// StyleGAN (Karras et al. 2019): pictures from a latent, layer by layer.
  public static let styleGAN = Family(
    model: StyleGANModel.self, importers: [StyleGANImport.self],
    presets: StyleGANPreset.allCases.map(\.modelPreset),
    fixtures: [StyleGANFixture.self, NVStyleGANFixture.self])
}
