/// A self-supervised GAN as a loaded model.
public typealias SelfSupervisedModel = LatentModel<SelfSupervisedGenerator>

extension Family {
  /// The self-supervised GAN (Chen et al. 2019): pictures from a latent.
  public static let selfSupervised = Family(
    model: SelfSupervisedModel.self, importers: [SelfSupervisedImport.self],
    presets: SelfSupervisedPreset.allCases.map(\.modelPreset),
    fixtures: [SelfSupervisedFixture.self])
}
