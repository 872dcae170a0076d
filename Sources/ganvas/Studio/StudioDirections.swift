import Foundation
import Generators
import Inference
import Synthesis

/// Reads directions for the studio: `FILE[:component]`, or `principal:3` and `factors:0`, which are
/// computed from the loaded model and kept as a file; `=NAME` behind either names it.
struct StudioDirections: Sendable {
  /// The networks.
  let renderer: InferenceActor
  /// Folder into which computed directions are written.
  let directory: URL

  /// Components that are kept of computed directions.
  private static let components = 20

  /// Reads a direction for a model of so many layers.
  /// - Throws: what the file's reader does; `SynthesisError` for a model without w.
  func read(_ text: String, layers: Int) async throws -> LatentDirection {
    let (place, name) = Self.named(text)
    var (path, component) = DirectionOption.place((place as NSString).expandingTildeInPath)
    if let kind = InferenceActor.DirectionKind(rawValue: path),
      !FileManager.default.fileExists(atPath: path)
    {
      path = try await file(of: kind).path
      component = component ?? "0"
    }
    var direction = try DirectionFile(reading: path, layers: layers).direction(component)
    if let name { direction.name = name }
    return direction
  }

  /// The file of a kind for the loaded model, computed where it is not there yet.
  private func file(of kind: InferenceActor.DirectionKind) async throws -> URL {
    let found = try await renderer.directions(kind, count: Self.components)
    let file = directory.appendingPathComponent("\(found.model)-\(kind.rawValue).npz")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try found.write(to: file)
    return file
  }

  /// What stands before and behind the last `=`; a file of that whole name is one.
  static func named(_ text: String) -> (place: String, name: String?) {
    let path = (text as NSString).expandingTildeInPath
    guard !FileManager.default.fileExists(atPath: path), let sign = text.lastIndex(of: "="),
      sign > text.startIndex
    else { return (text, nil) }
    let name = text[text.index(after: sign)...].trimmingCharacters(in: .whitespaces)
    return (String(text[..<sign]), name.isEmpty ? nil : String(name.prefix(40)))
  }
}
