import Generators

extension TrainableFamily {
  /// StyleGAN, growing.
  public static let styleGAN = TrainableFamily(
    .styleGAN, arguments: StyleGANTrainingArguments.self,
    trained: TrainedStyleBased<StyleGANTrainer>.self,
    fixtures: [StyleGANDiscriminatorFixture.self, NVStyleGANDiscriminatorFixture.self])
}
