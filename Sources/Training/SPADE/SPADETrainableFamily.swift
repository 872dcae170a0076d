import Generators

extension TrainableFamily {
  /// SPADE with its style encoder.
  public static let spade = TrainableFamily(
    .spade, arguments: SPADETrainingArguments.self, trained: TrainedSPADE.self,
    fixtures: [SPADEDiscriminatorFixture.self])
}
