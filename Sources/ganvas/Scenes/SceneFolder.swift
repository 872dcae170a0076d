import Foundation
import Imaging
import Scenes

/// A folder of scenes in the layout of the reference data sets: `scenes_img`, `scenes_label`,
/// `scenes_inst`, files of equal names. Files are replaced atomically.
struct SceneFolder {
  /// The folder.
  let url: URL
  private let labelSet: LabelSet
  private static let parts = ["img", "label", "inst"]

  /// Describes a folder; nothing is written yet.
  init(_ url: URL, labelSet: LabelSet) {
    self.url = url
    self.labelSet = labelSet
  }

  /// Makes the folders.
  func create() throws {
    for part in Self.parts {
      try FileManager.default.createDirectory(
        at: file("", part).deletingLastPathComponent(), withIntermediateDirectories: true)
    }
  }

  /// Whether all files of a scene are there.
  func holds(_ name: String) -> Bool {
    Self.parts.allSatisfy { FileManager.default.fileExists(atPath: file(name, $0).path) }
  }

  /// Writes a scene; the picture last, so that a picture always has its maps.
  /// - Throws: An error naming the file.
  func write(_ scene: Scene, named name: String) throws {
    try AtomicFile.write(
      LabelMapFile.encode(scene.labels, with: labelSet), to: file(name, "label"))
    try AtomicFile.write(InstanceMapFile.encode(scene.instances), to: file(name, "inst"))
    try AtomicFile.write(PNG.encode(scene.image), to: file(name, "img"))
  }

  private func file(_ name: String, _ part: String) -> URL {
    url.appendingPathComponent("scenes_\(part)").appendingPathComponent("\(name).png")
  }
}
