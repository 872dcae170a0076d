public import Foundation
public import Imaging

/// A folder in the reference layout as training data: subfolders whose names end in `_label`,
/// `_inst` (optional) and `_img`, holding files of equal names (extensions may differ).
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

  /// Lists a folder; files are read when asked for.
  /// - Parameters:
  ///   - labelSet: What the label maps mean.
  ///   - size: Pictures and maps are cut to this proportion around their centre and resized.
  /// - Throws: `TrainingError` when a subfolder is missing or no file has a partner.
  public init(folder: URL, labelSet: LabelSet, size: PixelSize) throws(TrainingError) {
    self.folder = folder
    self.labelSet = labelSet
    self.size = size
    guard let images = try Self.files(in: folder, ending: "_img") else {
      throw TrainingError("\(folder.path) has no subfolder ending in _img: pictures go there")
    }
    guard let labels = try Self.files(in: folder, ending: "_label") else {
      throw TrainingError("\(folder.path) has no subfolder ending in _label: maps go there")
    }
    let instances = try Self.files(in: folder, ending: "_inst")
    var items: [Item] = []
    for name in images.keys.sorted() {
      guard let image = images[name], let map = labels[name] else { continue }
      if let instances, instances[name] == nil {
        throw TrainingError("\(name) has a map but no instance map; give all or none")
      }
      items.append(Item(name: name, image: image, labels: map, instances: instances?[name]))
    }
    self.items = items
    guard !items.isEmpty else {
      throw TrainingError(
        "\(folder.path): no picture in *_img has a map of the same name in *_label "
          + "(\(images.count) pictures, \(labels.count) maps)")
    }
  }

  /// A part of the folder, for instance to hold some examples back.
  private init(_ items: [Item], of source: FolderSource) {
    self.items = items
    labelSet = source.labelSet
    size = source.size
    folder = source.folder
  }

  /// Every `step`th example, and all others.
  public func split(every step: Int) -> (held: FolderSource, rest: FolderSource) {
    let parts = items.split(every: step)
    return (Self(parts.held, of: self), Self(parts.rest, of: self))
  }

  /// How many pictures have a map.
  public var count: Int { items.count }

  /// The file's name without extension.
  public func name(at index: Int) -> String { items[index].name }

  /// The folder's name, label set and size, for records.
  public var summary: String {
    "\(items.count) pictures of \(folder.lastPathComponent), label set \(labelSet.name), \(size)"
  }

  /// Reads one picture with its maps.
  /// - Throws: `TrainingError` naming the file.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    let item = items[index]
    do {
      let image = try ImageFile.read(item.image)
      let labels = try LabelMapFile.read(item.labels, with: labelSet).map
      let instances =
        try item.instances.map { try Self.objects($0, matching: labels) }
        ?? InstanceMap(width: labels.width, height: labels.height, filledWith: 0)
      return TrainingExample(
        image: image.cropped(to: image.bounds.centred(like: size))
          .resized(to: size, by: .bicubic),
        labels: labels.cropped(to: labels.bounds.centred(like: size)).resizedNearest(to: size),
        instances: instances.cropped(to: instances.bounds.centred(like: size))
          .resizedNearest(to: size))
    } catch {
      throw TrainingError("\(item.name): \(error)")
    }
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

  /// Files of the subfolder with that ending, by name without extension.
  private static func files(
    in folder: URL, ending suffix: String
  ) throws(TrainingError) -> [String: URL]? {
    let manager = FileManager.default
    do {
      let entries = try manager.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: [.isDirectoryKey])
      guard
        let place = entries.filter({ $0.lastPathComponent.hasSuffix(suffix) }).min(by: {
          $0.path < $1.path
        })
      else { return nil }
      var files: [String: URL] = [:]
      for file in try manager.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
      where ["png", "jpg", "jpeg", "webp"].contains(file.pathExtension.lowercased()) {
        files[file.deletingPathExtension().lastPathComponent] = file
      }
      return files
    } catch {
      throw TrainingError("\(folder.path) cannot be read: \(error.localizedDescription)")
    }
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

extension PixelRect {
  /// The largest part around the centre with the proportions of `size`.
  func centred(like size: PixelSize) -> PixelRect {
    let fitted =
      width * size.height > height * size.width
      ? PixelSize(width: max(1, height * size.width / size.height), height: height)
      : PixelSize(width: width, height: max(1, width * size.height / size.width))
    return PixelRect(
      x: x + (width - fitted.width) / 2, y: y + (height - fitted.height) / 2,
      width: fitted.width, height: fitted.height)
  }
}
