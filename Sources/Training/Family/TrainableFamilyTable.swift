public import Foundation
public import Generators

/// The families that can be trained, and what is asked of all of them together.
public struct TrainableFamilyTable: Sendable {
  /// The families in the order in which help names them.
  public let families: [TrainableFamily]

  /// A table of families whose names differ.
  public init(_ families: [TrainableFamily]) {
    self.families = families
  }

  /// The families that are built in: a line each.
  public static let builtIn = TrainableFamilyTable([
    .spade,
    .pix2pixHD,
    .styleGAN,
    .styleGAN2,
    .bigGAN,
    .selfSupervised,
    .sinGAN,
    .vid2vid,
  ])

  /// The family of that name.
  public subscript(name: String) -> TrainableFamily? {
    families.first { $0.family.name == name }
  }

  /// Opens a run of any family.
  /// - Throws: `TrainingError`.
  public func openRun(_ folder: URL) throws(TrainingError) -> any TrainedModel {
    let name = try RunFolder.family(of: folder)
    guard let family = self[name] else {
      let known = families.map(\.family.name).joined(separator: ", ")
      throw TrainingError("\(folder.path) holds a run of “\(name)”; known are \(known)")
    }
    return try family.trained.init(run: folder)
  }

  /// Everything that computes fixtures, of all families.
  public var fixtures: [any FixtureNetwork.Type] {
    let alone = FamilyTable.builtIn.families.filter { self[$0.name] == nil }
    return alone.flatMap(\.fixtures)
      + families.flatMap { $0.family.fixtures + $0.fixtures }
  }

  /// Everything that computes fixtures of a family: its own networks, then those of its training.
  public func fixtures(
    ofFamily name: String, models: FamilyTable = .builtIn
  ) -> [any FixtureNetwork.Type] {
    (models[name]?.fixtures ?? []) + (self[name]?.fixtures ?? [])
  }
}
