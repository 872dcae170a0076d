/// StyleGAN2 as a loaded model.
public typealias StyleGAN2Model = StyleBasedModel<StyleGAN2Generator>

extension Family {
  /// StyleGAN2 (Karras et al. 2020): pictures from a latent, perhaps in classes.
  public static let styleGAN2 = Family(
    model: StyleGAN2Model.self,
    importers: [
      StyleGAN2Import.self, TensorFlowStyleGAN2Import.self, RosinalityStyleGAN2Import.self,
    ],
    presets: StyleGAN2Preset.allCases.map(\.modelPreset), fixtures: [StyleGAN2Fixture.self])
}
