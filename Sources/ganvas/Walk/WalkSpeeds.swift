import Foundation
import Imaging
import Sessions
import Synthesis

/// The measured lengths of stretches on disk, a file each, `lengths/<fingerprint>.json` beside the
/// frames, so that several processes measure at once. Tables of the former `lengths.json` are read.
struct WalkSpeeds {
  private let target: WalkTarget
  private let former: [String: ArcLengthTable]

  /// The tables of a walk.
  init(_ target: WalkTarget) {
    self.target = target
    let file = target.frames.appendingPathComponent("lengths.json")
    let bytes = try? ImageFile.bytes(of: file, limit: FileLimits.packageManifest)
    former =
      bytes.flatMap {
        try? JSONDecoder().decode([String: ArcLengthTable].self, from: Data($0))
      } ?? [:]
  }

  /// The table of a stretch, if it was measured.
  func table(_ fingerprint: RenderFingerprint) -> ArcLengthTable? {
    for name in fingerprint.accepted {
      if let table = former[name] { return table }
      let bytes = try? ImageFile.bytes(of: file(name), limit: FileLimits.packageManifest)
      if let table = bytes.flatMap({
        try? JSONDecoder().decode(ArcLengthTable.self, from: Data($0))
      }) {
        return table
      }
    }
    return nil
  }

  /// Keeps the table of a stretch.
  func keep(_ table: ArcLengthTable, _ fingerprint: RenderFingerprint) throws {
    try FileManager.default.createDirectory(
      at: target.lengths, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try AtomicFile.write(try encoder.encode(table), to: file(fingerprint.text))
  }

  private func file(_ name: String) -> URL {
    target.lengths.appendingPathComponent(name).appendingPathExtension("json")
  }
}
