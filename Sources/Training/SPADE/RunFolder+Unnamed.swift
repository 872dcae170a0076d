extension RunFolder {
  /// Family of runs from before there was more than one: they do not say it.
  static let familyOfUnnamedRuns = SPADETrainer.family
}
