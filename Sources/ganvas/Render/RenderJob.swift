import Foundation
import Imaging

/// One picture to make: its map, its objects, where it goes.
struct RenderJob {
  /// The label map.
  let labels: URL
  /// The instance map, if there is one.
  let instances: URL?
  /// The picture.
  let output: URL

  /// The jobs that paths from the command line mean.
  /// - Throws: `RenderUsageError` for paths that do not go together.
  static func all(labels: String, instances: String?, output: String) throws -> [RenderJob] {
    let labelPlace = URL(fileURLWithPath: labels)
    let instancePlace = instances.map { URL(fileURLWithPath: $0) }
    let outputPlace = URL(fileURLWithPath: output)
    guard isFolder(labelPlace) else {
      if let instancePlace, isFolder(instancePlace) {
        let map = match(for: labelPlace, in: instancePlace)
        guard let map else {
          throw RenderUsageError(
            "\(instancePlace.path) holds no map for \(labelPlace.lastPathComponent)")
        }
        return [RenderJob(labels: labelPlace, instances: map, output: outputPlace)]
      }
      let target =
        isFolder(outputPlace)
        ? outputPlace.appendingPathComponent(stem(labelPlace) + ".png") : outputPlace
      return [RenderJob(labels: labelPlace, instances: instancePlace, output: target)]
    }
    if let instancePlace, !isFolder(instancePlace) {
      throw RenderUsageError("--labels is a folder, so --instances must be one too")
    }
    if ImageFormat(fileExtension: outputPlace.pathExtension) != nil, !isFolder(outputPlace) {
      throw RenderUsageError("--labels is a folder, so --output must be one too")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: labelPlace.path)
      .filter { !$0.hasPrefix(".") && $0.lowercased().hasSuffix(".png") }.sorted()
    guard !names.isEmpty else { throw RenderUsageError("\(labelPlace.path) holds no PNG") }
    return names.map { name in
      let map = labelPlace.appendingPathComponent(name)
      return RenderJob(
        labels: map, instances: instancePlace.flatMap { match(for: map, in: $0) },
        output: outputPlace.appendingPathComponent(stem(map) + ".png"))
    }
  }

  /// The instance map of a label map: the same name, or the name as Cityscapes and the reference
  /// layouts change it.
  private static func match(for labels: URL, in folder: URL) -> URL? {
    let name = labels.lastPathComponent
    let candidates =
      [name]
      + [("labelIds", "instanceIds"), ("labelTrainIds", "instanceIds"), ("label", "inst")]
      .map { name.replacingOccurrences(of: $0.0, with: $0.1) }
    return candidates.map { folder.appendingPathComponent($0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }

  private static func stem(_ file: URL) -> String {
    file.deletingPathExtension().lastPathComponent
  }

  private static func isFolder(_ place: URL) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: place.path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}

/// Arguments that do not go together.
struct RenderUsageError: Error, CustomStringConvertible {
  /// In words.
  let description: String

  /// Creates the error.
  init(_ description: String) {
    self.description = description
  }
}
