import Foundation
import Imaging
import Studio
import Synthesis

/// Labels a photo for the studio, by `ganvas label` as a process of its own.
struct StudioLabelling: Sendable {
  /// The photo and the map that is wanted.
  let request: LabellingRequest
  /// The program.
  let executable: URL
  /// Finds a label set by name.
  let labelSet: @Sendable (String) -> LabelSet?

  /// Labels it.
  /// - Returns: A map of the size and in the labels that were asked for.
  /// - Throws: `SynthesisError`, `CancellationError`, what writing and reading the files does.
  func run() async throws -> LabelMap {
    let stem = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-label-\(UUID().uuidString)")
    let photo = stem.appendingPathExtension("png")
    let output = stem.appendingPathExtension("labels.png")
    defer {
      for file in [photo, output] { try? FileManager.default.removeItem(at: file) }
    }
    try AtomicFile.write(PNG.encode(request.photo, compression: .fast), to: photo)
    try await ToolProcess(executable: executable, niceness: 5).run(
      ["label", photo.path, "--size", "\(request.size.width)x\(request.size.height)"]
        + ["--device", "cpu", "-o", output.path], subject: request.name)
    guard let own = labelSet("landscape") else {
      throw SynthesisError(what: "the label set of landscapes is missing", location: request.name)
    }
    let map = try LabelMapFile.read(output, with: own).map
    return LabelTranslation(from: own, to: request.labelSet)(map)
  }
}
