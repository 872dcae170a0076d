import Generators

extension TrainableFamily {
  /// The self-supervised GAN.
  public static let selfSupervised = TrainableFamily(
    .selfSupervised, arguments: SelfSupervisedTrainingArguments.self,
    trained: TrainedLatent<SelfSupervisedTrainer>.self,
    fixtures: [SelfSupervisedDiscriminatorFixture.self])
}
