public import Foundation
public import Imaging

/// A folder in the reference layout as training data: subfolders of one set whose names end in
/// `_label`, `_inst` (optional) and `_img`, holding files that belong together by `PartnerName`.
public struct FolderSource: TrainingSource {
  private struct Item: Sendable {
    let name: String
    let image: URL
    let labels: URL
    let instances: URL?
  }

  private let items: [Item]
  private let labelSet: LabelSet
  private let size: PixelSize
  private let folder: URL
  private let set: String
  /// What lies in the folder and is not learned from, in words.
  public let leftOut: [String]

  /// Lists a folder; files are read when asked for.
  /// - Parameters:
  ///   - labelSet: What the label maps mean.
  ///   - size: Pictures and maps are cut to this proportion around their centre and resized.
  ///   - set: Which set of the folder: what its subfolders' names begin with; `nil` takes `train`,
  ///     or the only one.
  /// - Throws: `TrainingError` when a subfolder is missing, the set is not clear, or no file has a
  ///   partner.
  public init(
    folder: URL, labelSet: LabelSet, size: PixelSize, set: String? = nil
  ) throws(TrainingError) {
    self.folder = folder
    self.labelSet = labelSet
    self.size = size
    let folders = try DataFolders(folder, set: set)
    self.set = folders.set
    let images = try FolderListing.allPictures(in: folders.pictures)
    let labels = try FolderListing.allMaps(in: folders.labels)
    let instances = try folders.instances.map { place throws(TrainingError) in
      try FolderListing.allMaps(in: place)
    }
    let labelIndex = PartnerIndex(labels)
    let instanceIndex = instances.map { PartnerIndex($0) }
    var items: [Item] = []
    var alone: [String] = []
    for image in images {
      let name = image.deletingPathExtension().lastPathComponent
      guard let map = labelIndex.partner(of: image, as: .labels) else {
        alone.append(image.lastPathComponent)
        continue
      }
      let objects = instanceIndex?.partner(of: image, as: .instances)
      if instances != nil, objects == nil {
        throw TrainingError("\(name) has a map but no instance map; give all or none")
      }
      items.append(Item(name: name, image: image, labels: map, instances: objects))
    }
    self.items = items
    leftOut = Self.words(
      others: folders.others, alone: alone,
      maps: labels.count - Swift.Set(items.map(\.labels)).count)
    guard !items.isEmpty else {
      throw TrainingError(
        "\(folder.path): no picture in \(folders.pictures.lastPathComponent) has a map of the same "
          + "name in \(folders.labels.lastPathComponent) (\(images.count) pictures, "
          + "\(labels.count) maps)")
    }
  }

  /// Whether a folder holds pictures with label maps.
  public static func isLabelled(_ folder: URL) -> Bool { DataFolders.hasLabels(folder) }

  private static func words(others: [String], alone: [String], maps: Int) -> [String] {
    var words: [String] = []
    if !others.isEmpty {
      words.append("the sets \(others.joined(separator: ", ")): --set names another")
    }
    if !alone.isEmpty {
      words.append(
        "\(alone.count) pictures without a map (\(alone.prefix(3).joined(separator: ", "))"
          + (alone.count > 3 ? ", …)" : ")"))
    }
    if maps > 0 { words.append("\(maps) maps without a picture") }
    return words
  }

  /// A part of the folder, for instance to hold some examples back.
  private init(_ items: [Item], of source: FolderSource) {
    self.items = items
    labelSet = source.labelSet
    size = source.size
    folder = source.folder
    set = source.set
    leftOut = source.leftOut
  }

  /// Every `step`th example, and all others.
  public func split(every step: Int) -> (held: FolderSource, rest: FolderSource) {
    let parts = items.split(every: step)
    return (Self(parts.held, of: self), Self(parts.rest, of: self))
  }

  /// The examples of these names, and all others.
  /// - Throws: `TrainingError` when a name is not there, or nothing remains.
  public func split(
    holding names: [String]
  ) throws(TrainingError) -> (held: FolderSource, rest: FolderSource) {
    if let unknown = names.first(where: { name in !items.contains { $0.name == name } }) {
      throw TrainingError("\(folder.path) has no picture “\(unknown)” to hold back")
    }
    let held = items.filter { names.contains($0.name) }
    let rest = items.filter { !names.contains($0.name) }
    guard !rest.isEmpty else {
      throw TrainingError(
        "\(folder.path): all pictures are held back; nothing is left to learn from")
    }
    return (Self(held, of: self), Self(rest, of: self))
  }

  /// How many pictures have a map.
  public var count: Int { items.count }

  /// The file's name without extension.
  public func name(at index: Int) -> String { items[index].name }

  /// The folder's name, label set and size, for records.
  public var summary: String {
    "\(items.count) pictures of \(folder.lastPathComponent)" + (set.isEmpty ? "" : "/\(set)")
      + ", label set \(labelSet.name), \(size)"
  }

  /// Reads one picture with its maps, cut and resized.
  /// - Throws: `TrainingError` naming the file.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    let whole = try whole(at: index)
    return whole.cropped(to: whole.image.bounds.centred(like: size)).resized(to: size)
  }

  /// Reads one picture with its maps as they are; maps of another size are brought to the picture's.
  /// - Throws: `TrainingError` naming the file.
  func whole(at index: Int) throws(TrainingError) -> TrainingExample {
    let item = items[index]
    do {
      let image = try ImageFile.read(item.image)
      let labels = try knownLabels(item.labels)
      let instances =
        try item.instances.map { try Self.objects($0, matching: labels) }
        ?? InstanceMap(width: labels.width, height: labels.height, filledWith: 0)
      return TrainingExample(
        image: image,
        labels: labels.cropped(to: labels.bounds.centred(like: image.size))
          .resizedNearest(to: image.size),
        instances: instances.cropped(to: instances.bounds.centred(like: image.size))
          .resizedNearest(to: image.size))
    } catch {
      throw TrainingError("\(item.name): \(error)")
    }
  }

  /// Reads a label map. Pixels of the set's "ignored" value, or of 255, that has no class become
  /// unknown; other ids that the set does not know are refused, with what they probably are.
  private func knownLabels(_ file: URL) throws -> LabelMap {
    let unknown = Int(TrainingExample.unknownLabel)
    let read = try LabelMapFile.read(file, with: labelSet, unknownIDsBecome: unknown)
    for diagnosis in read.diagnoses {
      guard case .unknownIDs(let ids, _) = diagnosis else { continue }
      let areIgnored = ids.allSatisfy { $0.id == 255 || $0.id == labelSet.ignore }
      if !areIgnored { _ = try LabelMapFile.read(file, with: labelSet) }
    }
    return read.map
  }

  /// Reads an instance map; one that lost its objects would teach wrong ones and is refused.
  private static func objects(
    _ file: URL, matching labels: LabelMap
  ) throws -> InstanceMap {
    let read = try InstanceMapFile.read(file, matching: labels)
    for diagnosis in read.diagnoses {
      guard case .collapsed = diagnosis else { continue }
      throw TrainingError("\(diagnosis) Or train without *_inst: labels' borders stand in.")
    }
    return read.map
  }
}

extension FolderSource: ExaminableSource {
  /// Pictures and maps.
  var files: [URL] { items.flatMap { [$0.image, $0.labels] + ($0.instances.map { [$0] } ?? []) } }

  /// The label's name.
  func name(ofClass id: Int) -> String { labelSet.name(of: id) }

  /// Reads picture and maps as they are stored.
  func examined(at index: Int) throws(TrainingError) -> ExaminedExample {
    let item = items[index]
    do {
      let bytes = try ImageFile.bytes(of: item.image)
      let image = try ImageFile.decode(bytes, named: item.image.lastPathComponent)
      let labels = try knownLabels(item.labels)
      if let instances = item.instances { _ = try Self.objects(instances, matching: labels) }
      var examined = ExaminedExample(size: image.size, fingerprint: image.fingerprint)
      examined.isTurned = ImageFile.isTurned(bytes)
      examined.labels = labels.pixelCounts
      let (a, b) = (image.size, labels.size)
      let across = Double(a.width * b.height)
      let down = Double(a.height * b.width)
      if abs(across - down) > 0.02 * max(across, down) {
        examined.remarks.append(
          "the picture has \(a), its map \(b): their proportions differ"
            + (a.width == b.height && a.height == b.width ? "; one of them is turned" : ""))
      }
      return examined
    } catch {
      throw TrainingError("\(item.name): \(error)")
    }
  }
}

extension RGBImage {
  /// Stands for the picture's content.
  var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    fingerprint.add(numbers: [Int64(width), Int64(height)])
    withBytes { fingerprint.add($0) }
    return fingerprint
  }
}

extension Array {
  /// Every `step`th element, and all others; where there are no others, the same again.
  func split(every step: Int) -> (held: [Element], rest: [Element]) {
    let held = indices.filter { $0 % step == 0 }.map { self[$0] }
    let rest = indices.filter { $0 % step != 0 }.map { self[$0] }
    return (held, rest.isEmpty ? held : rest)
  }
}
