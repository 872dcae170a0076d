/// One family of networks: everything the program knows of it without training. A family is a
/// folder that ends in such a value, and a line in `FamilyTable.builtIn`; nothing else in the
/// program asks which family something belongs to.
public struct Family: Sendable {
  /// Name in `model.json`, `run.json` and the options of fixtures, for instance `spade`.
  public let name: String
  /// Its models: loaded from packages, rendered, measured.
  public let model: any Generator.Type
  /// Reference programs whose weights become its models, in the order in which they are asked.
  public let importers: [any ModelImport.Type]
  /// Its official sizes, in the order in which help lists them.
  public let presets: [ModelPreset]
  /// What computes the fixtures of its reference programs, one type per network.
  public let fixtures: [any FixtureNetwork.Type]

  /// Creates a family named as its models name it.
  public init(
    model: any Generator.Type, importers: [any ModelImport.Type] = [],
    presets: [ModelPreset] = [], fixtures: [any FixtureNetwork.Type] = []
  ) {
    name = model.family
    self.model = model
    self.importers = importers
    self.presets = presets
    self.fixtures = fixtures
  }
}
