import Canvas
import Foundation
import Imaging

/// The members of a session's folder, and how each is read and written. All of them are reached
/// through the open folder, so that no link in a stranger's session leads out of it.
struct SessionFolder: Sendable {
  /// Names of the members.
  enum Member {
    static let manifest = "session.json"
    static let journal = "journal"
    static let labels = "labels.png"
    static let instances = "instances.png"
    static let lastFrame = "frames/last.png"
    static let frameA = "frames/a.png"
    static let maps = "maps"
    static let photos = "photos"
    static let film = "film"

    /// What a film remembers after a frame.
    static func memory(_ frame: String) -> String { "\(film)/\(frame).safetensors" }

    /// A photo kept in the session.
    static func photo(_ name: String) -> String { "\(photos)/\(name).png" }

    /// A map that keyframes name.
    static func map(_ name: MapID) -> String { "\(maps)/\(name.text).json" }
  }

  /// Ending of a session's folder.
  static let ending = ".session"

  /// The folder.
  let directory: Directory

  /// Opens a folder that is there.
  init(_ path: String, through calls: FileCalls = FileCalls()) throws(SessionError) {
    do throws(FileError) { directory = try Directory(path, through: calls) } catch {
      throw SessionError(error)
    }
  }

  /// Path of the folder.
  var path: String { directory.path }

  /// Makes the folders inside.
  func makeFolders() throws(SessionError) {
    do throws(FileError) {
      for part in ["frames", Member.photos, Member.maps] { try directory.makeFolder(part) }
    } catch {
      throw SessionError(error)
    }
  }

  /// Writes a member that is complete or not there.
  func write(_ bytes: [UInt8], to member: String) throws(SessionError) {
    do throws(FileError) { try directory.write(bytes, to: member) } catch {
      throw SessionError(error)
    }
  }

  /// Reads a member.
  func read(_ member: String, limit: Int) throws(SessionError) -> [UInt8] {
    do throws(FileError) { return try directory.read(member, limit: limit) } catch {
      throw SessionError(error)
    }
  }

  /// Writes a map: labels with their true ids, instances in 16 bits.
  func write(_ content: MapContent, prefix: String = "") throws(SessionError) {
    try write(
      png { () throws(ImageFileError) in
        try LabelMapFile.encode(content.labels, with: content.labelSet)
      }, to: prefix + Member.labels)
    try write(
      png { () throws(ImageFileError) in
        try PNG.encode(gray: content.instances.map { UInt16(clamping: $0) })
      }, to: prefix + Member.instances)
  }

  /// Writes a picture.
  func write(_ picture: RGBImage, to member: String) throws(SessionError) {
    try write(
      png { () throws(ImageFileError) in try PNG.encode(picture, compression: .fast) },
      to: member)
  }

  /// Reads a map; ids the set does not know are kept as they are.
  func map(prefix: String = "", labelSet: LabelSet) throws(SessionError) -> MapContent {
    let labels = try values(prefix + Member.labels)
    let instances = try values(prefix + Member.instances)
    guard labels.size == instances.size else {
      throw .malformed(path: path, reason: "labels are \(labels.size), instances \(instances.size)")
    }
    guard labels.size.area <= mapAreaLimit else {
      throw .malformed(path: path, reason: "a map of \(labels.size) is larger than maps are")
    }
    return MapContent(labels: labels, instances: instances.map { UInt32($0) }, labelSet: labelSet)
  }

  /// Whether a map was written.
  func hasMap(prefix: String) -> Bool { directory.hasFile(prefix + Member.labels) }

  /// Reads a picture; `nil` when there is none that can be read.
  func picture(_ member: String) -> RGBImage? {
    guard let bytes = try? directory.read(member, limit: FileLimits.picture) else { return nil }
    return try? ImageFile.decode(bytes, named: directory.path(of: member))
  }

  /// Reads a photo kept in the session.
  func photo(named name: String) throws(SessionError) -> RGBImage {
    let member = Member.photo(name)
    guard name == SessionLibrary.fileName(name), let photo = picture(member) else {
      throw .file(path: directory.path(of: member), reason: "the photo cannot be read")
    }
    return photo
  }

  /// Keeps a map that keyframes name; one that is there already is not written again.
  func keep(_ map: MapContent, as name: MapID) throws(SessionError) {
    let member = Member.map(name)
    guard !directory.hasFile(member) else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes: Data
    do { bytes = try encoder.encode(map) } catch {
      throw .file(path: directory.path(of: member), reason: "it cannot be written: \(error)")
    }
    try write(Array(bytes), to: member)
  }

  /// All maps kept for keyframes. One that cannot be read, or is not what its name says, is left
  /// out: its keyframes show the session's map.
  func keyframeMaps() -> [MapID: MapContent] {
    var maps: [MapID: MapContent] = [:]
    for file in directory.names(in: Member.maps, limit: FileLimits.keptMaps)
    where file.hasSuffix(".json") {
      guard let name = MapID(text: String(file.dropLast(5))),
        let bytes = try? directory.read(Member.map(name), limit: FileLimits.keptMap),
        let map = try? StoredJSON.decode(MapContent.self, from: bytes), MapID(of: map) == name
      else { continue }
      maps[name] = map
    }
    return maps
  }

  /// Opens the journal for reading; `nil` when there is none.
  func journal() throws(SessionError) -> OpenFile? {
    do throws(FileError) { return try directory.openForReading(Member.journal) } catch {
      if error.kind == .missing { return nil }
      throw SessionError(error)
    }
  }

  private func values(_ member: String) throws(SessionError) -> Raster<UInt16> {
    let file = directory.path(of: member)
    let bytes = try read(member, limit: FileLimits.picture)
    let png: PNGImage
    do throws(ImageFileError) { png = try PNG.decode(bytes, named: file) } catch {
      throw .malformed(path: file, reason: error.reason)
    }
    switch png.content {
    case .gray(let values), .indexed(let values, _): return values
    case .color: throw .malformed(path: file, reason: "it holds colours, not ids")
    }
  }

  private func png(
    _ encode: () throws(ImageFileError) -> [UInt8]
  ) throws(SessionError) -> [UInt8] {
    do { return try encode() } catch {
      throw .malformed(path: "PNG", reason: error.reason)
    }
  }
}
