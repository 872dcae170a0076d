public import Foundation
public import Imaging

/// A folder of pictures as training data: every sub-folder is a class, or, without sub-folders, all
/// pictures are of one.
public struct PictureFolderSource: TrainingSource {
  private struct Item: Sendable {
    let file: URL
    let classID: Int
  }

  /// Names of the sub-folders in alphabetical order; empty without sub-folders.
  public let classNames: [String]
  private let items: [Item]
  private let size: PixelSize
  private let folder: URL

  /// Lists a folder; files are read when asked for.
  /// - Parameter size: Pictures are cut to this proportion around their centre and resized.
  /// - Throws: `TrainingError` when there is no picture.
  public init(folder: URL, size: PixelSize) throws(TrainingError) {
    self.folder = folder
    self.size = size
    do {
      let inner = try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: [.isDirectoryKey]
      ).filter { !$0.lastPathComponent.hasPrefix(".") }.sorted { $0.path < $1.path }
      let places = inner.filter(\.isFolder)
      classNames = places.map(\.lastPathComponent)
      items = try (places.isEmpty ? [folder] : places).enumerated().flatMap { index, place in
        try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
          .filter { ["png", "jpg", "jpeg", "webp"].contains($0.pathExtension.lowercased()) }
          .sorted { $0.path < $1.path }.map { Item(file: $0, classID: index) }
      }
    } catch {
      throw TrainingError("\(folder.path) cannot be read: \(error.localizedDescription)")
    }
    guard !items.isEmpty else {
      throw TrainingError(
        "\(folder.path) holds no PNG, JPEG or WebP, neither itself nor in its sub-folders")
    }
  }

  /// A part of the folder, for instance to hold some pictures back.
  private init(_ items: [Item], of source: PictureFolderSource) {
    self.items = items
    classNames = source.classNames
    size = source.size
    folder = source.folder
  }

  /// Every `step`th picture, and all others.
  public func split(
    every step: Int
  ) -> (held: PictureFolderSource, rest: PictureFolderSource) {
    let parts = items.split(every: step)
    return (Self(parts.held, of: self), Self(parts.rest, of: self))
  }

  /// How many pictures there are.
  public var count: Int { items.count }

  /// The folder's name, classes and size, for records.
  public var summary: String {
    "\(items.count) pictures of \(folder.lastPathComponent)"
      + (classNames.isEmpty ? "" : " in \(classNames.count) classes") + ", \(size)"
  }

  /// Reads one picture; its maps are empty.
  /// - Throws: `TrainingError` naming the file.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    let item = items[index]
    do {
      let image = try ImageFile.read(item.file)
      return TrainingExample(
        picture: image.cropped(to: image.bounds.centred(like: size))
          .resized(to: size, by: .bicubic),
        classID: item.classID)
    } catch {
      throw TrainingError("\(item.file.lastPathComponent): \(error)")
    }
  }
}

extension URL {
  fileprivate var isFolder: Bool {
    (try? resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
  }
}
