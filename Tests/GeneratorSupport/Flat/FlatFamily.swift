public import Generators

extension Family {
  /// A family that exists in tests alone, to show what a new one takes: this folder, and a line in
  /// the table.
  public static let flat = Family(
    model: FlatModel.self, importers: [FlatImport.self], presets: [.flat],
    fixtures: [FlatFixture.self])
}
