import Foundation
import Imaging

/// The subfolders of a data set in the reference layout: those of one set, never of two mixed.
///
/// `train_img`, `train_label` and `train_inst` are one set, `test_img` and `test_label` another,
/// `image`, `label` and `instance` a set without a name.
struct DataFolders {
  /// The set's name: what its folders' names begin with.
  let set: String
  /// Folder of the pictures.
  let pictures: URL
  /// Folder of the label maps.
  let labels: URL
  /// Folder of the instance maps.
  let instances: URL?
  /// Other sets that lie there.
  let others: [String]

  /// Chooses a set.
  /// - Parameter wanted: Its name; `nil` takes `train`, or the only one there is.
  /// - Throws: `TrainingError` when the choice is not clear, naming the sets.
  init(_ folder: URL, set wanted: String?) throws(TrainingError) {
    var sets: [String: [PartnerName.Part: URL]] = [:]
    for place in try FolderListing.folders(in: folder) {
      guard let (name, part) = Self.parsed(place.lastPathComponent) else { continue }
      if let other = sets[name, default: [:]].updateValue(place, forKey: part) {
        throw TrainingError(
          "\(folder.path): \(other.lastPathComponent) and \(place.lastPathComponent) both hold the "
            + "same part of one set; keep one of them")
      }
    }
    let complete = sets.filter { $0.value[.picture] != nil && $0.value[.labels] != nil }.keys
      .sorted()
    guard
      let chosen = try Self.chosen(
        wanted, from: complete, in: folder, holding: "pictures and labels")
    else { throw Self.incomplete(folder, sets) }
    guard let parts = sets[chosen], let pictures = parts[.picture], let labels = parts[.labels]
    else { throw Self.incomplete(folder, sets) }
    set = chosen
    self.pictures = pictures
    self.labels = labels
    instances = parts[.instances]
    others = sets.keys.filter { $0 != chosen }.sorted()
  }

  /// One of the sets that are complete: the wanted one, else `train`, else the only one; `nil` where
  /// there is none.
  /// - Parameter parts: What a set must hold, for the error's words.
  /// - Throws: `TrainingError` when the wanted one is not there or the choice is not clear.
  static func chosen(
    _ wanted: String?, from complete: [String], in folder: URL, holding parts: String
  ) throws(TrainingError) -> String? {
    if let wanted {
      guard complete.contains(wanted) else {
        throw TrainingError(
          "\(folder.path) has no set “\(wanted)” with \(parts)"
            + (complete.isEmpty ? "" : "; there are \(listed(complete))"))
      }
      return wanted
    }
    if let train = complete.first(where: { $0.lowercased() == "train" }) { return train }
    if complete.count > 1 {
      throw TrainingError(
        "\(folder.path) holds several sets: \(listed(complete)); say which with --set")
    }
    return complete.first
  }

  /// Whether some subfolder is one of label maps.
  static func hasLabels(_ folder: URL) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.contains { name in
      parsed(name)?.part == .labels && folder.appendingPathComponent(name).isFolder
    }
  }

  /// A folder's set and part: `train_label` is the labels of `train`.
  private static func parsed(_ name: String) -> (set: String, part: PartnerName.Part)? {
    let words = name.split { "_-. ".contains($0) }
    let parts: [String: PartnerName.Part] = [
      "img": .picture, "image": .picture, "images": .picture, "photo": .picture,
      "photos": .picture, "label": .labels, "labels": .labels, "inst": .instances,
      "instance": .instances, "instances": .instances,
    ]
    guard let last = words.last, let part = parts[last.lowercased()] else { return nil }
    return (words.dropLast().joined(separator: "_"), part)
  }

  private static func incomplete(
    _ folder: URL, _ sets: [String: [PartnerName.Part: URL]]
  ) -> TrainingError {
    let pictures = sets.values.contains { $0[.picture] != nil }
    let labels = sets.values.contains { $0[.labels] != nil }
    if pictures, labels {
      let names = sets.values.flatMap { $0.values.map(\.lastPathComponent) }.sorted()
      return TrainingError(
        "\(folder.path): no set has both pictures and labels (\(names.joined(separator: ", "))); "
          + "folders of one set begin alike, for instance train_img and train_label")
    }
    return TrainingError(
      pictures
        ? "\(folder.path) has no subfolder ending in _label: maps go there"
        : "\(folder.path) has no subfolder ending in _img: pictures go there")
  }

  private static func listed(_ names: [String]) -> String {
    names.map { $0.isEmpty ? "one without a name" : $0 }.joined(separator: ", ")
  }
}

/// What lies in folders of people: dot files (`._x.jpg`, `.DS_Store`) and `__MACOSX` are none of it.
enum FolderListing {
  /// Endings of pictures that are read.
  static let pictureEndings = Set(ImageFormat.endings)

  /// Whether a name is a file manager's own.
  static func isHidden(_ name: String) -> Bool { name.hasPrefix(".") || name == "__MACOSX" }

  /// Whether a name is a picture's.
  static func isPicture(_ name: String) -> Bool {
    !isHidden(name) && pictureEndings.contains((name as NSString).pathExtension.lowercased())
  }

  /// Folders inside a folder, by name.
  static func folders(in folder: URL) throws(TrainingError) -> [URL] {
    try entries(of: folder).filter(\.isFolder)
  }

  /// Pictures of a folder itself, by name.
  static func pictures(in folder: URL) throws(TrainingError) -> [URL] {
    try entries(of: folder).filter { isPicture($0.lastPathComponent) && !$0.isFolder }
  }

  /// Pictures of a folder and of all folders inside it, by path.
  static func allPictures(in folder: URL, depth: Int = 6) throws(TrainingError) -> [URL] {
    var found = try pictures(in: folder)
    guard depth > 0 else { return found }
    for inner in try folders(in: folder) {
      found += try allPictures(in: inner, depth: depth - 1)
    }
    return found
  }

  /// Maps of a folder and of all folders inside it, by path: pictures, and NumPy's arrays.
  static func allMaps(in folder: URL, depth: Int = 6) throws(TrainingError) -> [URL] {
    var found = try entries(of: folder).filter {
      (isPicture($0.lastPathComponent) || ImageFormat.isMap($0.lastPathComponent)) && !$0.isFolder
    }
    guard depth > 0 else { return found }
    for inner in try folders(in: folder) { found += try allMaps(in: inner, depth: depth - 1) }
    return found
  }

  private static func entries(of folder: URL) throws(TrainingError) -> [URL] {
    do {
      return try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: [.isDirectoryKey]
      ).filter { !isHidden($0.lastPathComponent) }.sorted { $0.path < $1.path }
    } catch {
      throw TrainingError("\(folder.path) cannot be read: \(error.localizedDescription)")
    }
  }
}

extension URL {
  /// Whether a folder lies there, links followed.
  var isFolder: Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}
