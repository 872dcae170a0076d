import Foundation
import Imaging

/// One picture to make: its map, its objects, where it goes.
struct RenderJob {
  /// The label map; `nil` for models without labels.
  let labels: URL?
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
      let target =
        isFolder(outputPlace)
        ? outputPlace.appendingPathComponent(stem(labelPlace) + ".png") : outputPlace
      var map = instancePlace
      if let folder = instancePlace, isFolder(folder) {
        map = match(for: labelPlace, in: folder)
        guard map != nil else {
          throw RenderUsageError(
            "\(folder.path) holds no map for \(labelPlace.lastPathComponent)")
        }
      }
      return [
        RenderJob(
          labels: labelPlace, instances: map ?? neighbour(of: labelPlace), output: target)
      ]
    }
    if let instancePlace, !isFolder(instancePlace) {
      throw RenderUsageError("--labels is a folder, so --instances must be one too")
    }
    if ImageFormat(fileExtension: outputPlace.pathExtension) != nil, !isFolder(outputPlace) {
      throw RenderUsageError("--labels is a folder, so --output must be one too")
    }
    let maps = try FileManager.default.contentsOfDirectory(atPath: labelPlace.path)
      .filter { !$0.hasPrefix(".") && $0.lowercased().hasSuffix(".png") }.sorted()
      .map { labelPlace.appendingPathComponent($0) }
    guard !maps.isEmpty else { throw RenderUsageError("\(labelPlace.path) holds no PNG") }
    // Instance maps may lie beside their label maps.
    let neighbours = Set(maps.compactMap { neighbour(of: $0)?.lastPathComponent })
    return maps.filter { !neighbours.contains($0.lastPathComponent) }.map { map in
      RenderJob(
        labels: map,
        instances: instancePlace.map { match(for: map, in: $0) } ?? neighbour(of: map),
        output: outputPlace.appendingPathComponent(stem(map) + ".png"))
    }
  }

  /// The instance map of a label map in a folder of instance maps: the same name, or the name as
  /// Cityscapes, the reference layouts and our own maps change it.
  private static func match(for labels: URL, in folder: URL) -> URL? {
    existing([labels.lastPathComponent] + otherNames(of: labels), in: folder)
  }

  /// The instance map that lies beside a label map.
  private static func neighbour(of labels: URL) -> URL? {
    existing(otherNames(of: labels), in: labels.deletingLastPathComponent())
  }

  private static func otherNames(of labels: URL) -> [String] {
    let name = labels.lastPathComponent
    let words = [
      ("labels", "instances"), ("labelIds", "instanceIds"), ("labelTrainIds", "instanceIds"),
      ("label", "inst"),
    ]
    return words.map { name.replacingOccurrences(of: $0.0, with: $0.1) }.filter { $0 != name }
  }

  private static func existing(_ names: [String], in folder: URL) -> URL? {
    names.map { folder.appendingPathComponent($0) }
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
