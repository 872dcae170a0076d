import Checkpoints
public import Foundation
public import Imaging

/// A folder or zip archive of pictures as training data.
///
/// Pictures that lie in it directly are all of one kind. Where there are none, each sub-folder with
/// pictures in it, however deep, is a class; a sole sub-folder is looked into instead. A
/// `dataset.json` as stylegan2-ada writes it names the classes where it is there.
public struct PictureFolderSource: TrainingSource {
  private struct Item: Sendable {
    let place: PicturePlace
    let classID: Int
  }

  /// Names of the classes; empty without.
  public let classNames: [String]
  /// What lies there and is not learned from, in words.
  public let leftOut: [String]
  private let items: [Item]
  private let size: PixelSize
  private let folder: URL

  /// Lists a folder or an archive; pictures are read when asked for.
  /// - Parameter size: Pictures are cut to this proportion around their centre and resized.
  /// - Throws: `TrainingError` when there is no picture, or `dataset.json` is not what it should be.
  public init(folder: URL, size: PixelSize) throws(TrainingError) {
    self.folder = folder
    self.size = size
    let listing = try PictureListing(folder)
    if let labels = try listing.classes() {
      items = listing.pictures.compactMap { place in
        labels.classes[place.path].map { Item(place: place, classID: $0) }
      }
      classNames = labels.names
      let unlabelled = listing.pictures.count - items.count
      leftOut =
        listing.leftOut
        + (unlabelled > 0 ? ["\(unlabelled) pictures that dataset.json gives no class"] : [])
    } else {
      let groups = listing.groups()
      classNames = groups.count > 1 ? groups.map(\.name) : []
      items = groups.enumerated().flatMap { index, group in
        group.pictures.map { Item(place: $0, classID: index) }
      }
      leftOut = listing.leftOut
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
    leftOut = source.leftOut
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

  /// The picture's path inside the folder.
  public func name(at index: Int) -> String { items[index].place.path }

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
      let image = try item.place.picture()
      return TrainingExample(
        picture: image.cropped(to: image.bounds.centred(like: size))
          .resized(to: size, by: .bicubic),
        classID: item.classID)
    } catch {
      throw TrainingError("\(item.place.path): \(error)")
    }
  }
}

extension PictureFolderSource: ExaminableSource {
  /// The pictures, or the archive.
  var files: [URL] {
    items.allSatisfy { $0.place.archive != nil }
      ? [folder] : items.map { folder.appendingPathComponent($0.place.path) }
  }

  /// The class's name.
  func name(ofClass id: Int) -> String {
    classNames.indices.contains(id) ? classNames[id] : "class \(id)"
  }

  /// Reads the picture as it is stored.
  func examined(at index: Int) throws(TrainingError) -> ExaminedExample {
    let item = items[index]
    do {
      let bytes = try item.place.bytes()
      let image = try ImageFile.decode(bytes, named: item.place.path)
      var examined = ExaminedExample(size: image.size, fingerprint: image.fingerprint)
      examined.isTurned = ImageFile.isTurned(bytes)
      if !classNames.isEmpty { examined.classID = item.classID }
      return examined
    } catch {
      throw TrainingError("\(item.place.path): \(error)")
    }
  }
}

/// Where a picture lies.
struct PicturePlace: Sendable {
  /// Its path inside the folder or archive, with `/`.
  let path: String
  let folder: URL
  let archive: FileArchive?

  /// Its bytes.
  func bytes() throws -> [UInt8] {
    try archive?.bytes(of: path) ?? ImageFile.bytes(of: folder.appendingPathComponent(path))
  }

  /// The picture.
  func picture() throws -> RGBImage { try ImageFile.decode(bytes(), named: path) }
}

/// The pictures below a folder or in an archive.
struct PictureListing {
  /// All that count, by path.
  let pictures: [PicturePlace]
  /// What does not, in words.
  let leftOut: [String]
  private let folder: URL
  private let archive: FileArchive?

  /// - Throws: `TrainingError` when it cannot be read.
  init(_ place: URL) throws(TrainingError) {
    folder = place
    let paths: [String]
    if place.isFolder {
      archive = nil
      let root = place.standardizedFileURL.path
      paths = try FolderListing.allPictures(in: place.standardizedFileURL).map {
        String($0.path.dropFirst(root.count + (root.hasSuffix("/") ? 0 : 1)))
      }
    } else {
      let opened = try TrainingError.naming { () throws(CheckpointError) in
        try FileArchive(place.path)
      }
      archive = opened
      paths = opened.names.filter { name in
        FolderListing.isPicture(name)
          && !name.split(separator: "/").contains { FolderListing.isHidden(String($0)) }
      }.sorted()
    }
    // Pictures beside folders of pictures: what lies there directly is the set.
    let hasIndex =
      archive?.names.contains("dataset.json")
      ?? FileManager.default.fileExists(atPath: place.appendingPathComponent("dataset.json").path)
    let direct = paths.filter { !$0.contains("/") }
    let inner = paths.filter { $0.contains("/") }
    let hides = !hasIndex && !direct.isEmpty && !inner.isEmpty
    let (folder, archive) = (folder, archive)
    pictures = (hides ? direct : paths).map {
      PicturePlace(path: $0, folder: folder, archive: archive)
    }
    let names = Set(inner.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
    leftOut =
      hides
      ? [
        "\(inner.count) pictures in \(names.joined(separator: ", ")): pictures beside them are the set"
      ]
      : []
  }

  /// The classes as folders say them: one group without a name where pictures lie directly.
  func groups() -> [(name: String, pictures: [PicturePlace])] {
    var depth = 0
    while true {
      let heads = Set(pictures.map { Self.head($0.path, depth) })
      if heads.contains(nil) { return [("", pictures)] }
      if heads.count > 1 {
        let groups = Dictionary(grouping: pictures) { Self.head($0.path, depth) ?? "" }
        return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      }
      if heads.isEmpty { return [] }
      depth += 1
    }
  }

  /// The folder of a path at a depth; `nil` where the file itself stands.
  private static func head(_ path: String, _ depth: Int) -> String? {
    let parts = path.split(separator: "/")
    return depth < parts.count - 1 ? String(parts[depth]) : nil
  }

  /// Classes of `dataset.json`: `{"labels": [["a/b.png", 3], …]}`; `nil` where there is none, or it
  /// holds `null` labels.
  /// - Throws: `TrainingError` when it is not of that form.
  func classes() throws(TrainingError) -> (classes: [String: Int], names: [String])? {
    let bytes: [UInt8]
    let name = "dataset.json"
    do {
      if let archive {
        guard archive.names.contains(name) else { return nil }
        bytes = try archive.bytes(of: name)
      } else {
        let file = folder.appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        bytes = try ImageFile.bytes(of: file)
      }
    } catch {
      throw TrainingError("\(folder.path): \(error)")
    }
    struct Index: Decodable {
      struct Label: Decodable {
        let path: String
        let classID: Int

        init(from decoder: any Decoder) throws {
          var container = try decoder.unkeyedContainer()
          path = try container.decode(String.self)
          classID = try container.decode(Int.self)
        }
      }
      let labels: [Label]?
    }
    let index: Index
    do {
      index = try JSONDecoder().decode(Index.self, from: Data(bytes))
    } catch {
      throw TrainingError(
        "\(folder.path)/dataset.json does not read as {\"labels\": [[\"picture.png\", 0], …]}; "
          + "classes are whole numbers there")
    }
    guard let labels = index.labels, !labels.isEmpty else { return nil }
    guard let highest = labels.map(\.classID).max(), let lowest = labels.map(\.classID).min(),
      lowest >= 0, highest < 65536
    else { throw TrainingError("\(folder.path)/dataset.json has a class outside 0…65535") }
    let classes = Dictionary(labels.map { ($0.path, $0.classID) }) { first, _ in first }
    return (classes, (0...highest).map { "class \($0)" })
  }
}
