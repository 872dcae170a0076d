/// NVlabs' StyleGAN as a loaded model.
public typealias NVStyleGANModel = StyleBasedModel<NVStyleGANGenerator>

extension Family {
  /// StyleGAN (Karras et al. 2019) as NVlabs' own program computes it: pictures from a latent, perhaps
  /// in classes.
  public static let nvStyleGAN = Family(
    model: NVStyleGANModel.self, importers: [NVStyleGANImport.self],
    fixtures: [NVStyleGANFixture.self])
}
