import Foundation
import Generators
import Imaging
import Studio

/// Projects a photo for the studio: `ganvas project` as a process of its own at the lowest priority,
/// so that painting and rendering go first and a stopped search leaves nothing behind in them.
struct StudioProjection: Sendable {
  /// The photo and the model.
  let request: ProjectionRequest
  /// Folder into which the latent is written.
  let directory: URL
  /// Folders of models are found from here, as the studio finds them.
  let executable: URL

  /// Runs the search to its end.
  /// - Parameter progress: Gets the part that is done, 0…1, from any thread.
  /// - Throws: `SynthesisError`, `CancellationError`, what writing and reading the files does.
  func run(_ progress: @escaping @Sendable (Double) -> Void) async throws -> ProjectedPhoto {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let output = freeName()
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-project-\(UUID().uuidString).png")
    try AtomicFile.write(PNG.encode(request.photo, compression: .fast), to: scratch)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let process = ToolProcess(executable: executable, niceness: 19)
    do {
      try await process.run(
        ["project", scratch.path, "--model", request.model, "--space", "w+"]
          + ["--steps", "\(request.steps)", "--progress", "-o", output.path],
        subject: request.name, progress)
    } catch let error as CancellationError {
      // What it had found so far belongs to nothing any more, and would stand in the way of a search
      // with another model.
      try? FileManager.default.removeItem(at: Self.part(of: output))
      throw error
    }
    return ProjectedPhoto(
      name: request.name, path: output.path, source: try LatentFile.read(output.path))
  }

  /// What a search that was stopped leaves beside its output.
  private static func part(of output: URL) -> URL { output.appendingPathExtension("part") }

  /// A file that is not there yet, not even in part.
  private func freeName() -> URL {
    let stem = (request.name as NSString).deletingPathExtension
    for number in 0... {
      let name = number == 0 ? "\(stem)-w.npz" : "\(stem)-w-\(number + 1).npz"
      let file = directory.appendingPathComponent(name)
      let isFree = [file, Self.part(of: file)].allSatisfy {
        !FileManager.default.fileExists(atPath: $0.path)
      }
      if isFree { return file }
    }
    return directory.appendingPathComponent("\(stem)-w.npz")
  }
}
