import Foundation
import Imaging
import Scenes

/// A folder of scenes in the layout of the reference data sets: `scenes_img`, `scenes_label`,
/// `scenes_inst`, files of equal names. Files are replaced atomically.
struct SceneFolder {
  /// The folder.
  let url: URL
  private let labelSet: LabelSet
  /// The kinds of files of a scene, the picture first.
  static let parts = ["img", "label", "inst"]

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
  /// - Returns: The bytes of the picture.
  /// - Throws: An error naming the file.
  func write(_ scene: Scene, named name: String) throws -> [UInt8] {
    try AtomicFile.write(
      LabelMapFile.encode(scene.labels, with: labelSet), to: file(name, "label"))
    try AtomicFile.write(InstanceMapFile.encode(scene.instances), to: file(name, "inst"))
    let bytes = try PNG.encode(scene.image)
    try AtomicFile.write(bytes, to: file(name, "img"))
    return bytes
  }

  /// Path of a file of a scene, relative to the folder.
  static func path(_ name: String, _ part: String) -> String { "scenes_\(part)/\(name).png" }

  private func file(_ name: String, _ part: String) -> URL {
    url.appendingPathComponent(Self.path(name, part))
  }
}
