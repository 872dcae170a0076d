import Foundation

/// The checkout these tests were compiled from.
enum Repository {
  /// Its top folder.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file with its text.
  struct SourceFile {
    /// Path from the top folder, such as `Sources/Canvas/Edit.swift`.
    let path: String
    let text: String

    /// The target a file under `Sources` belongs to.
    var target: String { String(path.split(separator: "/")[1]) }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  /// All files below a folder with one of the endings, sorted by path.
  static func files(below folder: String, endings: Set<String>) throws -> [SourceFile] {
    let top = root.appendingPathComponent(folder)
    guard let walk = FileManager.default.enumerator(atPath: top.path) else { return [] }
    let paths = walk.compactMap { $0 as? String }.filter {
      endings.contains(URL(fileURLWithPath: $0).pathExtension)
    }
    return try paths.sorted().map { path in
      SourceFile(
        path: folder + "/" + path,
        text: try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8))
    }
  }

  /// A file's text.
  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Names of the folders in `Sources`.
  static func targets() throws -> Set<String> {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("Sources").path)
    return Set(names.filter { !$0.hasPrefix(".") })
  }

  /// A file of the build that made these tests: beside the test program.
  static func product(_ name: String) throws -> URL {
    let executable = URL(
      fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    let candidates =
      CommandLine.arguments.filter { $0.hasSuffix(".xctest") }.map { URL(fileURLWithPath: $0) }
      + [executable]
    let found = candidates.map { $0.deletingLastPathComponent().appendingPathComponent(name) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
    guard let found else { throw MissingProduct(name: name) }
    return found
  }

  /// A product was not built beside the tests.
  struct MissingProduct: Error {
    let name: String
  }
}
