public import Foundation
public import Imaging

/// A folder of pictures and what they shall become, in pix2pixHD's layout for `label_nc 0`:
/// subfolders of one set whose names end in `_A` (given) and `_B` (wanted), holding files of equal
/// names.
public struct PicturePairSource: TrainingSource {
  private struct Item: Sendable {
    let name: String
    let given: URL
    let wanted: URL
  }

  private let items: [Item]
  private let size: PixelSize
  private let folder: URL
  private let set: String
  /// What lies in the folder and is not learned from, in words.
  public let leftOut: [String]

  /// Lists a folder; files are read when asked for.
  /// - Parameters:
  ///   - size: Both pictures are cut to this proportion around their centre and resized.
  ///   - set: Which set of the folder: what its subfolders' names begin with; `nil` takes `train`,
  ///     or the only one.
  /// - Throws: `TrainingError` when a subfolder is missing, the set is not clear, or no file has a
  ///   partner.
  public init(
    folder: URL, size: PixelSize, set wanted: String? = nil
  ) throws(TrainingError) {
    self.folder = folder
    self.size = size
    let sides = try Self.sides(of: folder)
    let complete = sides.filter { $0.value.given != nil && $0.value.wanted != nil }.keys.sorted()
    let chosen = try DataFolders.chosen(
      wanted, from: complete, in: folder, holding: "both _A and _B")
    guard let chosen, let given = sides[chosen]?.given, let made = sides[chosen]?.wanted else {
      throw TrainingError(
        "\(folder.path) has no set with both sides: pictures that are given go into train_A, what "
          + "they shall become into train_B")
    }
    set = chosen
    let pictures = try FolderListing.allPictures(in: given)
    let partners = try FolderListing.allPictures(in: made)
    let index = PartnerIndex(partners)
    var items: [Item] = []
    var alone: [String] = []
    for picture in pictures {
      guard let partner = index.partner(of: picture, as: .picture) else {
        alone.append(picture.lastPathComponent)
        continue
      }
      items.append(
        Item(
          name: picture.deletingPathExtension().lastPathComponent, given: picture,
          wanted: partner))
    }
    self.items = items
    leftOut = Self.words(
      others: sides.keys.filter { $0 != chosen }.sorted(), alone: alone,
      partners: partners.count - Swift.Set(items.map(\.wanted)).count)
    guard !items.isEmpty else {
      throw TrainingError(
        "\(folder.path): no picture in \(given.lastPathComponent) has a partner of the same name "
          + "in \(made.lastPathComponent) (\(pictures.count) and \(partners.count) pictures)")
    }
  }

  /// Whether a folder holds pictures in pairs.
  public static func isPaired(_ folder: URL) -> Bool {
    let sides = (try? sides(of: folder)) ?? [:]
    return sides.values.contains { $0.given != nil && $0.wanted != nil }
  }

  private static func sides(
    of folder: URL
  ) throws(TrainingError) -> [String: (given: URL?, wanted: URL?)] {
    var sides: [String: (given: URL?, wanted: URL?)] = [:]
    for place in try FolderListing.folders(in: folder) {
      let words = place.lastPathComponent.split { "_-. ".contains($0) }
      let set = words.dropLast().joined(separator: "_")
      switch words.last?.lowercased() {
      case "a": sides[set, default: (nil, nil)].given = place
      case "b": sides[set, default: (nil, nil)].wanted = place
      default: continue
      }
    }
    return sides
  }

  private static func words(others: [String], alone: [String], partners: Int) -> [String] {
    var words: [String] = []
    if !others.isEmpty {
      words.append("the sets \(others.joined(separator: ", ")): --set names another")
    }
    if !alone.isEmpty {
      words.append(
        "\(alone.count) pictures of _A without one in _B "
          + "(\(alone.prefix(3).joined(separator: ", "))\(alone.count > 3 ? ", …" : ""))")
    }
    if partners > 0 { words.append("\(partners) pictures of _B without one in _A") }
    return words
  }

  private init(_ items: [Item], of source: PicturePairSource) {
    self.items = items
    size = source.size
    folder = source.folder
    set = source.set
    leftOut = source.leftOut
  }

  /// Every `step`th pair, and all others.
  public func split(every step: Int) -> (held: PicturePairSource, rest: PicturePairSource) {
    let parts = items.split(every: step)
    return (Self(parts.held, of: self), Self(parts.rest, of: self))
  }

  /// How many pairs there are.
  public var count: Int { items.count }

  /// The file's name without extension.
  public func name(at index: Int) -> String { items[index].name }

  /// The folder's name and size, for records.
  public var summary: String {
    "\(items.count) pairs of pictures of \(folder.lastPathComponent)"
      + (set.isEmpty ? "" : "/\(set)") + ", \(size)"
  }

  /// Reads one pair, cut and resized; its maps are empty.
  /// - Throws: `TrainingError` naming the file.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    let item = items[index]
    do {
      var example = TrainingExample(picture: Self.fitted(try ImageFile.read(item.wanted), size))
      example.given = Self.fitted(try ImageFile.read(item.given), size)
      return example
    } catch {
      throw TrainingError("\(item.name): \(error)")
    }
  }

  private static func fitted(_ image: RGBImage, _ size: PixelSize) -> RGBImage {
    image.cropped(to: image.bounds.centred(like: size)).resized(to: size, by: .bicubic)
  }
}

extension PicturePairSource: ExaminableSource {
  /// Pictures of both sides.
  var files: [URL] { items.flatMap { [$0.given, $0.wanted] } }

  /// There are no classes.
  func name(ofClass id: Int) -> String { "class \(id)" }

  /// Reads both pictures as they are stored.
  func examined(at index: Int) throws(TrainingError) -> ExaminedExample {
    let item = items[index]
    do {
      let bytes = try ImageFile.bytes(of: item.wanted)
      let wanted = try ImageFile.decode(bytes, named: item.wanted.lastPathComponent)
      let given = try ImageFile.read(item.given)
      var examined = ExaminedExample(size: wanted.size, fingerprint: wanted.fingerprint)
      examined.isTurned = ImageFile.isTurned(bytes)
      let across = Double(wanted.width * given.height)
      let down = Double(wanted.height * given.width)
      if abs(across - down) > 0.02 * max(across, down) {
        examined.remarks.append(
          "the picture of _A has \(given.size), that of _B \(wanted.size): their proportions differ"
        )
      }
      return examined
    } catch {
      throw TrainingError("\(item.name): \(error)")
    }
  }
}
