import Foundation
import Imaging

/// One picture to make: its map, its objects, where it goes.
struct RenderJob {
  /// The label map; `nil` for models without labels.
  var labels: URL? { labelPath.map { URL(fileURLWithPath: $0, isDirectory: false) } }
  /// The instance map, if there is one.
  var instances: URL? { instancePath.map { URL(fileURLWithPath: $0, isDirectory: false) } }
  /// The picture.
  var output: URL { URL(fileURLWithPath: outputPath, isDirectory: false) }
  /// How its latent differs from the others', in a series.
  var member: SeriesOptions.Member?
  /// The picture's name without its folder.
  var outputName: String { (outputPath as NSString).lastPathComponent }

  // A URL takes ten times the memory of its path, and there may be 100,000 jobs.
  private let labelPath: String?
  private let instancePath: String?
  private let outputPath: String

  /// A job.
  init(labels: URL?, instances: URL?, output: URL, member: SeriesOptions.Member? = nil) {
    labelPath = labels?.path
    instancePath = instances?.path
    outputPath = output.path
    self.member = member
  }

  private init(labelPath: String, outputPath: String) {
    self.labelPath = labelPath
    instancePath = nil
    self.outputPath = outputPath
  }

  /// What ledgers and manifests call its input: the map, or the picture of a model without maps.
  var itemName: String { (labels ?? output).lastPathComponent }

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
        map = index(of: folder).partner(of: labelPlace, as: .instances)
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
    let names = try FileManager.default.contentsOfDirectory(atPath: labelPlace.path)
      .filter(ImageFormat.isMap).sorted()
    guard !names.isEmpty else {
      throw RenderUsageError("\(labelPlace.path) holds no map (PNG, GIF or .npy)")
    }
    // Of 100,000 files without an instance map among them, each name is looked at once.
    if instancePlace == nil, !names.contains(where: { PartnerName($0).part == .instances }) {
      return names.map { name in
        RenderJob(
          labelPath: labelPlace.path + "/" + name,
          outputPath: outputPlace.path + "/" + (name as NSString).deletingPathExtension + ".png")
      }
    }
    // Instance maps may lie beside their label maps.
    let maps = names.map { labelPlace.appendingPathComponent($0) }
    let beside = PartnerIndex(maps)
    let objects = instancePlace.map { index(of: $0) }
    func objectsBeside(_ map: URL) -> URL? {
      beside.partner(of: map, as: .instances, isBeside: true)
    }
    let neighbours = Set(maps.compactMap { objectsBeside($0)?.lastPathComponent })
    return maps.filter { !neighbours.contains($0.lastPathComponent) }.map { map in
      RenderJob(
        labels: map,
        instances: objects.map { $0.partner(of: map, as: .instances) } ?? objectsBeside(map),
        output: outputPlace.appendingPathComponent(stem(map) + ".png"))
    }
  }

  /// Every job once for each picture of a series, into a folder.
  /// - Throws: `RenderUsageError` for an output that is a picture.
  static func varied(
    _ jobs: [RenderJob], by members: [SeriesOptions.Member], into output: String
  ) throws -> [RenderJob] {
    let folder = URL(fileURLWithPath: output)
    if ImageFormat(fileExtension: folder.pathExtension) != nil, !isFolder(folder) {
      throw RenderUsageError("a series is several pictures, so --output must be a folder")
    }
    return jobs.flatMap { job in
      members.map { member in
        let name = [job.labels.map(stem), member.name].compactMap { $0 }.joined(separator: "-")
        return RenderJob(
          labels: job.labels, instances: job.instances,
          output: folder.appendingPathComponent(name + ".png"), member: member)
      }
    }
  }

  /// The instance map that lies beside a label map, by `PartnerName`.
  private static func neighbour(of labels: URL) -> URL? {
    index(of: labels.deletingLastPathComponent())
      .partner(of: labels, as: .instances, isBeside: true)
  }

  /// The maps of a folder by the picture they belong to.
  private static func index(of folder: URL) -> PartnerIndex {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return PartnerIndex(
      names.filter(ImageFormat.isMap).map { folder.appendingPathComponent($0) })
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
