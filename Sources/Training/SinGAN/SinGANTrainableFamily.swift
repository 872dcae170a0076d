import Generators

extension TrainableFamily {
  /// SinGAN: one photo.
  public static let sinGAN = TrainableFamily(
    .sinGAN, arguments: SinGANTrainingArguments.self, trained: TrainedSinGAN.self,
    fixtures: [SinGANTrainingFixture.self])
}
