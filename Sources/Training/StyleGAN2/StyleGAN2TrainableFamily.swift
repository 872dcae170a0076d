import Generators

extension TrainableFamily {
  /// StyleGAN2, with or without classes.
  public static let styleGAN2 = TrainableFamily(
    .styleGAN2, arguments: StyleGAN2TrainingArguments.self,
    trained: TrainedStyleBased<StyleGAN2Trainer>.self,
    fixtures: [StyleGAN2DiscriminatorFixture.self])
}
