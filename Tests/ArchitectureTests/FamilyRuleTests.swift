import Foundation
import Testing

/// What a family is stands in its folders and in one line of each table: nothing else names one,
/// so nothing else can switch over families or cast to them.
@Suite("Families are named in their folders alone") struct FamilyRuleTests {
  /// The targets that know networks or sit above them.
  static let targets = [
    "Generators", "Training", "Inference", "Sessions", "Studio", "StudioUI", "ganvas",
  ]
  /// The tables.
  static let tables: Set = [
    "Sources/Generators/Family/FamilyTable.swift",
    "Sources/Training/Family/TrainableFamilyTable.swift",
  ]

  /// A family as its folder and its value say it.
  struct FamilyFolder {
    /// Name of the folder, which its types begin with.
    let name: String
    /// Name of its `Family`, for instance `styleGAN2`.
    let value: String
    /// What `model.json` calls it.
    let stored: String
  }

  /// Every folder of `Generators` with a file `<Folder>Family.swift`.
  static func families() throws -> [FamilyFolder] {
    let files = try Repository.files(below: "Sources/Generators", endings: ["swift"])
    return files.compactMap { file in
      let parts = file.path.split(separator: "/").map(String.init)
      guard parts.count == 4, parts[3] == parts[2] + "Family.swift",
        let value = file.text.firstMatch(of: /static let (\w+) = Family\(/)?.output.1
      else { return nil }
      let own = files.filter { $0.path.hasPrefix("Sources/Generators/\(parts[2])/") }
      let stored = own.compactMap {
        $0.text.firstMatch(of: /static let family = "(\w+)"/)?.output.1
      }.first
      return FamilyFolder(
        name: parts[2], value: String(value), stored: stored.map(String.init) ?? String(value))
    }
  }

  /// Names of families that code mentions, in comments and texts for people not counted.
  static func mentions(in text: String, of families: [FamilyFolder]) throws -> [String] {
    var code = text.replacing(/(?s)"""(.*?)"""/, with: "\"\"")
    code = code.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.replacing(/\/\/.*$/, with: "") }.joined(separator: "\n")
    let literals = code.matches(of: /"(\w+)"/).map { String($0.output.1) }
    let bare = code.replacing(/"[^"\n]*"/, with: "\"\"")
    return try families.flatMap { family in
      let types = try Regex("\\b\(family.name)([A-Z]\\w*)?\\b").wordBoundaryKind(.simple)
      let values = try Regex("Family(Table)?(\\.builtIn)?\\.\(family.value)\\b")
        .wordBoundaryKind(.simple)
      return (bare.matches(of: types) + bare.matches(of: values)).map { String(bare[$0.range]) }
        + literals.filter { $0 == family.stored }
    }
  }

  @Test("Each family has a value in its folder and a line in the tables") func values() throws {
    let families = try Self.families()
    #expect(families.count >= 6)
    let table = try Repository.text(of: "Sources/Generators/Family/FamilyTable.swift")
    for family in families {
      #expect(table.contains("    .\(family.value),\n"), "\(family.name) has no line")
    }
    let lines = table.matches(of: /(?m)^    \.(\w+),$/).map { String($0.output.1) }
    #expect(Set(lines) == Set(families.map(\.value)))
  }

  @Test("No code outside of a family's folders names it") func mentions() throws {
    let families = try Self.families()
    for target in Self.targets {
      for file in try Repository.files(below: "Sources/\(target)", endings: ["swift"]) {
        if Self.tables.contains(file.path) { continue }
        let folder = file.path.split(separator: "/").dropFirst(2).first.map(String.init)
        // Families may build on each other: pix2pixHD has SPADE's maps.
        if families.contains(where: { $0.name == folder }) { continue }
        let found = try Self.mentions(in: file.text, of: families)
        #expect(found.isEmpty, "\(file.path) names \(Set(found).sorted())")
      }
    }
  }

  @Test("A switch, a cast, a list or a name in text over families is found") func finds() throws {
    let families = try Self.families()
    for line in [
      "guard let model = generator as? SPADEModel else { return }",
      "switch package.manifest.family { case \"biggan\": break }",
      "let all: [any Generator.Type] = [StyleGAN2Model.self]",
      "let family = Family.pix2pixHD",
    ] {
      #expect(try !Self.mentions(in: line, of: families).isEmpty, "\(line)")
    }
    for line in [
      "/// A SPADEModel, for instance.", "let words = \"SPADE paints from maps\"",
      "let family = table[name]",
    ] {
      #expect(try Self.mentions(in: line, of: families).isEmpty, "\(line)")
    }
  }
}
