import ArgumentParser
import Checkpoints
import Foundation
import Training

/// A search that stopped, beside the file it will become.
struct ProjectionPart {
  private static let fingerprintKey = "projection"
  private static let stepKey = "step"

  private let file: URL
  private let fingerprint: RenderFingerprint

  /// The part of an output.
  /// - Parameter fingerprint: What the search depends on: a part of another one is not taken.
  init(beside output: URL, fingerprint: RenderFingerprint) throws {
    file = output.appendingPathExtension("part")
    self.fingerprint = fingerprint
  }

  /// Goes on from the part, if there is one of this very search.
  /// - Returns: Whether there was.
  func resume(_ search: Projection) throws -> Bool {
    guard FileManager.default.fileExists(atPath: file.path) else { return false }
    let part = try Checkpoint.read(file.path)
    guard fingerprint.accepts(part.metadata[Self.fingerprintKey]),
      let step = part.metadata[Self.stepKey].flatMap({ Int($0) })
    else {
      throw ValidationError(
        "\(file.path) belongs to another search (photo, model or options differ): remove it, or "
          + "name another output")
    }
    try search.resume(from: part.tensors, atStep: step)
    return true
  }

  /// Keeps what is there.
  func save(_ search: Projection) throws {
    try Checkpoint.writeSafetensors(
      search.state(),
      metadata: [Self.fingerprintKey: fingerprint.text, Self.stepKey: "\(search.stepsDone)"],
      to: file.path)
  }

  /// The search is done.
  func remove() { try? FileManager.default.removeItem(at: file) }
}
