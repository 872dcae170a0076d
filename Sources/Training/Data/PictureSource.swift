public import Foundation
public import Imaging

/// A folder of pictures without maps as training data; every label is 0.
public struct PictureSource: TrainingSource {
  private let files: [URL]
  private let size: PixelSize
  private let folder: URL

  /// Lists a folder; files are read when asked for.
  /// - Parameter size: Pictures are cut to this proportion around their centre and resized.
  /// - Throws: `TrainingError` when there is no picture.
  public init(folder: URL, size: PixelSize) throws(TrainingError) {
    self.folder = folder
    self.size = size
    do {
      files = try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: nil
      ).filter { ImageFormat(fileExtension: $0.pathExtension) != nil }
        .sorted { $0.lastPathComponent < $1.lastPathComponent }
    } catch {
      throw TrainingError("\(folder.path) cannot be read: \(error.localizedDescription)")
    }
    guard !files.isEmpty else { throw TrainingError("\(folder.path) holds no picture") }
  }

  private init(_ files: [URL], of source: PictureSource) {
    self.files = files
    size = source.size
    folder = source.folder
  }

  /// Every `step`th picture, and all others.
  public func split(every step: Int) -> (held: PictureSource, rest: PictureSource) {
    let held = files.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    let rest = files.enumerated().filter { $0.offset % step != 0 }.map(\.element)
    return (PictureSource(held, of: self), PictureSource(rest.isEmpty ? held : rest, of: self))
  }

  /// How many pictures there are.
  public var count: Int { files.count }

  /// The folder's name and the size, for records.
  public var summary: String { "\(files.count) pictures of \(folder.lastPathComponent), \(size)" }

  /// Reads one picture.
  /// - Throws: `TrainingError` naming the file.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    do {
      let image = try ImageFile.read(files[index])
      return TrainingExample(
        image: image.cropped(to: image.bounds.centred(like: size))
          .resized(to: size, by: .bicubic),
        labels: LabelMap(width: size.width, height: size.height, filledWith: 0),
        instances: InstanceMap(width: size.width, height: size.height, filledWith: 0))
    } catch {
      throw TrainingError("\(files[index].lastPathComponent): \(error)")
    }
  }
}
