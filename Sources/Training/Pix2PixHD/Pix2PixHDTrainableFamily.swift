import Generators

extension TrainableFamily {
  /// pix2pixHD with its feature encoder.
  public static let pix2pixHD = TrainableFamily(
    .pix2pixHD, arguments: Pix2PixHDTrainingArguments.self, trained: TrainedPix2PixHD.self,
    fixtures: [Pix2PixHDDiscriminatorFixture.self])
}
