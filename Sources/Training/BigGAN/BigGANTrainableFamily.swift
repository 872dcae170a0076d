import Generators

extension TrainableFamily {
  /// BigGAN of classes.
  public static let bigGAN = TrainableFamily(
    .bigGAN, arguments: BigGANTrainingArguments.self, trained: TrainedLatent<BigGANTrainer>.self,
    fixtures: [ProjectionDiscriminatorFixture.self])
}
