public import ArgumentParser
import Foundation
import Imaging

/// Photos with maps that are learned from beside other examples.
public struct PhotoOptions: ParsableArguments {
  @Option(
    help: """
      Folder of photos with maps to learn from beside the other examples: subfolders ending in \
      image (or img) and label, perhaps instance; pixels of 255 are unknown. Photos are mirrored, \
      cut, bent and lit by chance.
      """,
    completion: .directory)
  var photos: String?

  @Option(help: "Share of the examples that are photos; 0.3 if absent, 0.5 with --few-shot.")
  var photoShare: Double?

  @Option(
    parsing: .upToNextOption,
    help: """
      Names (without extension) of pictures of --photos or --data that are never learned from and \
      shown on the sheets; every few if absent.
      """)
  var holdBack: [String] = []

  /// Creates options to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    guard (0...1).contains(photoShare ?? 0) else {
      throw ValidationError("--photo-share is a share from 0 to 1")
    }
  }

  /// The photos to learn from and those held back; `nil` without.
  func split(
    labelSet: LabelSet, size: PixelSize
  ) throws -> (learned: PhotoSource, held: FolderSource, whole: FolderSource)? {
    guard let photos else { return nil }
    let folder = try FolderSource(
      folder: URL(fileURLWithPath: photos), labelSet: labelSet, size: size)
    let parts = try held(of: folder)
    return (PhotoSource(parts.rest, size: size), parts.held, folder)
  }

  /// A folder's examples that are held back, and the others.
  func held(of folder: FolderSource) throws -> (held: FolderSource, rest: FolderSource) {
    holdBack.isEmpty
      ? folder.split(every: max(2, folder.count / 6)) : try folder.split(holding: holdBack)
  }
}
