import Generators

extension TrainableFamily {
  /// vid2vid: films from maps.
  public static let vid2vid = TrainableFamily(
    .vid2vid, arguments: Vid2VidTrainingArguments.self, trained: TrainedVid2Vid.self,
    fixtures: [Vid2VidLossFixture.self, Vid2VidScheduleFixture.self])
}
