public import Synthesis

/// Families by name, and what is asked of all of them together.
public struct FamilyTable: Sendable {
  /// The families in the order in which help names them and imports ask them.
  public let families: [Family]

  /// A table of families whose names differ.
  public init(_ families: [Family]) {
    precondition(
      Set(families.map(\.name)).count == families.count,
      "two families share a name: \(families.map(\.name))")
    self.families = families
  }

  /// The families that are built in: a line each.
  public static let builtIn = FamilyTable([
    .spade,
    .pix2pixHD,
    .styleGAN,
    .nvStyleGAN,
    .styleGAN2,
    .bigGAN,
    .selfSupervised,
    .sinGAN,
    .vid2vid,
  ])

  /// The family of that name.
  public subscript(name: String) -> Family? { families.first { $0.name == name } }

  /// The family a package's manifest names.
  /// - Throws: `ModelError.unknownFamily`.
  public func family(of package: ModelPackage) throws(ModelError) -> Family {
    let name = package.manifest.family
    guard let family = self[name] else {
      throw .unknownFamily(file: package.folder.path, found: name, known: families.map(\.name))
    }
    return family
  }

  /// What a package's model can be asked for; its weights are not read.
  /// - Throws: `ModelError`.
  public func capabilities(
    of package: ModelPackage, from library: ModelLibrary
  ) throws(ModelError) -> Capabilities {
    package.manifest.completed(
      try family(of: package).model
        .capabilities(of: package, labelSet: library.labelSet(of: package)))
  }

  /// Loads a package with the family its manifest names.
  /// - Parameter progress: Gets the share that is done, 0…1.
  /// - Throws: `ModelError`.
  public func load(
    _ package: ModelPackage, from library: ModelLibrary, progress: ((Double) -> Void)? = nil
  ) throws(ModelError) -> any Generator {
    try family(of: package).model.init(
      package: package, labelSet: library.labelSet(of: package), progress: progress)
  }

  /// All official sizes.
  public var presets: [ModelPreset] { families.flatMap(\.presets) }

  /// The preset of that name.
  public func preset(named name: String) -> ModelPreset? {
    presets.first { $0.name == name }
  }

  /// All reference programs whose weights become models.
  public var importers: [any ModelImport.Type] { families.flatMap(\.importers) }
}
