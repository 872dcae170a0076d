public import Generators

/// A family that can be trained: what a run, a package made from it and the command line need. A
/// trainable family is a folder that ends in such a value, and a line in
/// `TrainableFamilyTable.builtIn`.
public struct TrainableFamily: Sendable {
  /// The family of the models that come out.
  public let family: Family
  /// What `ganvas train FAMILY` takes: options, their checks, the trainer and its configuration.
  public let arguments: any TrainingArguments.Type
  /// What becomes a model package of a run.
  public let trained: any TrainedModel.Type
  /// What computes the parts of fixtures that only training has: discriminators and losses.
  public let fixtures: [any FixtureNetwork.Type]

  /// Creates a trainable family; `trained` is of the same family.
  public init(
    _ family: Family, arguments: any TrainingArguments.Type, trained: any TrainedModel.Type,
    fixtures: [any FixtureNetwork.Type] = []
  ) {
    precondition(
      trained.family == family.name, "runs of \(trained.family) for models of \(family.name)")
    self.family = family
    self.arguments = arguments
    self.trained = trained
    self.fixtures = fixtures
  }
}
