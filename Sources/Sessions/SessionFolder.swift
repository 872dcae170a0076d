import Canvas
import Foundation
import Imaging

/// Where the files of a session lie, and how each is read and written.
struct SessionFolder: Sendable {
  /// The folder `NAME.session`.
  let url: URL

  /// `session.json`
  var manifest: URL { url.appendingPathComponent("session.json") }
  /// `journal`
  var journal: URL { url.appendingPathComponent("journal") }
  /// `lock`
  var lock: URL { url.appendingPathComponent("lock") }
  /// The last picture.
  var lastFrame: URL { url.appendingPathComponent("frames/last.png") }
  /// The fixed picture A.
  var frameA: URL { url.appendingPathComponent("frames/a.png") }

  /// A photo kept in the session.
  func photo(_ name: String) -> URL { url.appendingPathComponent("photos/\(name).png") }

  /// A map that keyframes name.
  func keyframeMap(_ name: MapID) -> URL { url.appendingPathComponent("maps/\(name.text).json") }

  /// Makes the folder and those inside.
  func make() throws(SessionError) {
    for part in ["", "frames", "photos", "maps"] {
      do {
        try FileManager.default.createDirectory(
          at: url.appendingPathComponent(part), withIntermediateDirectories: true)
      } catch {
        throw .file(path: url.path, reason: "the folder cannot be made")
      }
    }
  }

  /// Writes a file that is complete or not there.
  static func write(_ bytes: [UInt8], to url: URL) throws(SessionError) {
    do { try AtomicFile.write(bytes, to: url) } catch {
      throw .file(path: error.file, reason: "\(error.step.rawValue) (\(error.reason))")
    }
  }

  /// Writes a map: labels with their true ids, instances in 16 bits.
  func write(_ content: MapContent, prefix: String = "") throws(SessionError) {
    try SessionFolder.write(
      SessionFolder.png { () throws(ImageFileError) in
        try LabelMapFile.encode(content.labels, with: content.labelSet)
      }, to: url.appendingPathComponent("\(prefix)labels.png"))
    try SessionFolder.write(
      SessionFolder.png { () throws(ImageFileError) in
        try PNG.encode(gray: content.instances.map { UInt16(clamping: $0) })
      }, to: url.appendingPathComponent("\(prefix)instances.png"))
  }

  /// Writes a picture.
  static func write(_ picture: RGBImage, to url: URL) throws(SessionError) {
    try write(
      png { () throws(ImageFileError) in try PNG.encode(picture, compression: .fast) }, to: url)
  }

  /// Reads a map; ids the set does not know are kept as they are.
  func map(prefix: String = "", labelSet: LabelSet) throws(SessionError) -> MapContent {
    let labels = try values(url.appendingPathComponent("\(prefix)labels.png"))
    let instances = try values(url.appendingPathComponent("\(prefix)instances.png"))
    guard labels.size == instances.size else {
      throw .malformed(
        path: url.path, reason: "labels are \(labels.size), instances \(instances.size)")
    }
    return MapContent(labels: labels, instances: instances.map { UInt32($0) }, labelSet: labelSet)
  }

  /// Whether a map was written.
  func hasMap(prefix: String) -> Bool {
    FileManager.default.fileExists(
      atPath: url.appendingPathComponent("\(prefix)labels.png").path)
  }

  /// Reads a picture; `nil` when there is none that can be read.
  static func picture(_ url: URL) -> RGBImage? {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    return try? ImageFile.read(url)
  }

  /// Reads a photo kept in the session.
  func photo(named name: String) throws(SessionError) -> RGBImage {
    guard name == SessionLibrary.fileName(name), let photo = SessionFolder.picture(photo(name))
    else { throw .file(path: photo(name).path, reason: "the photo cannot be read") }
    return photo
  }

  /// Keeps a map that keyframes name; one that is there already is not written again.
  func keep(_ map: MapContent, as name: MapID) throws(SessionError) {
    let file = keyframeMap(name)
    guard !FileManager.default.fileExists(atPath: file.path) else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes: Data
    do {
      // Sessions of earlier programs have no such folder yet.
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      bytes = try encoder.encode(map)
    } catch {
      throw .file(path: file.path, reason: "it cannot be written: \(error)")
    }
    try SessionFolder.write(Array(bytes), to: file)
  }

  /// All maps kept for keyframes. One that cannot be read, or is not what its name says, is left
  /// out: its keyframes show the session's map.
  func keyframeMaps() -> [MapID: MapContent] {
    let folder = url.appendingPathComponent("maps")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var maps: [MapID: MapContent] = [:]
    for file in files where file.hasSuffix(".json") {
      guard let name = MapID(text: String(file.dropLast(5))),
        let data = try? Data(contentsOf: folder.appendingPathComponent(file)),
        data.count <= 1 << 28,
        let map = try? JSONDecoder().decode(MapContent.self, from: data), MapID(of: map) == name
      else { continue }
      maps[name] = map
    }
    return maps
  }

  /// All bytes of the journal; empty when there is none.
  func journalBytes() throws(SessionError) -> [UInt8] {
    guard FileManager.default.fileExists(atPath: journal.path) else { return [] }
    do { return Array(try Data(contentsOf: journal)) } catch {
      throw .file(path: journal.path, reason: "it cannot be read")
    }
  }

  private func values(_ file: URL) throws(SessionError) -> Raster<UInt16> {
    let png: PNGImage
    do { png = try PNG.decode(ImageFile.bytes(of: file), named: file.path) } catch {
      throw .malformed(path: file.path, reason: "\(error)")
    }
    switch png.content {
    case .gray(let values), .indexed(let values, _): return values
    case .color: throw .malformed(path: file.path, reason: "it holds colours, not ids")
    }
  }

  private static func png(
    _ encode: () throws(ImageFileError) -> [UInt8]
  ) throws(SessionError) -> [UInt8] {
    do { return try encode() } catch {
      throw .malformed(path: "PNG", reason: "\(error)")
    }
  }
}
