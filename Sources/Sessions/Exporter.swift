public import Canvas
public import Foundation
public import Imaging

/// Writes pictures and maps for the world outside, never over something that is there.
public struct Exporter: Sendable {
  /// What is written.
  public struct Content: Sendable {
    /// The picture; `nil` writes none.
    public var picture: RGBImage?
    /// The map; `nil` writes none.
    public var map: MapContent?
    /// How the picture was made, for the name that the files get; written beside it as JSON.
    public var sidecar: (@Sendable (_ name: String) -> Sidecar)?

    /// What is to be written.
    public init(
      picture: RGBImage? = nil, map: MapContent? = nil,
      sidecar: (@Sendable (_ name: String) -> Sidecar)? = nil
    ) {
      self.picture = picture
      self.map = map
      self.sidecar = sidecar
    }
  }

  /// How a picture was made: enough to make it again.
  public struct Sidecar: Codable, Hashable, Sendable {
    /// What the picture was made with.
    public var settings: PictureSettings
    /// Name of the label set of the map.
    public var labelSet: String
    /// The command that does the same.
    public var command: String
    /// Number format.
    public var precision: String
    /// Styles that were chosen, as `--style-file` reads them.
    public var styles: [String: String]

    /// A sidecar.
    public init(
      settings: PictureSettings, labelSet: String, command: String, precision: String = "float32",
      styles: [String: String] = [:]
    ) {
      self.settings = settings
      self.labelSet = labelSet
      self.command = command
      self.precision = precision
      self.styles = styles
    }
  }

  /// The folder files are written to.
  public let directory: URL

  /// An exporter into a folder; the folder is made when needed.
  public init(directory: URL) { self.directory = directory }

  /// Writes `NAME.png` with `NAME.json`, `NAME-labels.png` and `NAME-instances.png`, as far as
  /// given; a name that is taken gets a number.
  /// - Returns: The files with their sizes, the most important first.
  public func write(_ content: Content, named name: String) throws(SessionError)
    -> [(url: URL, bytes: Int)]
  {
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw .file(path: directory.path, reason: "the folder cannot be made")
    }
    let base = freeName(name)
    var written: [(url: URL, bytes: Int)] = []
    func put(_ bytes: [UInt8], _ ending: String) throws(SessionError) {
      let url = directory.appendingPathComponent(base + ending)
      do throws(AtomicFileError) { try AtomicFile.write(bytes, to: url) } catch {
        throw SessionError.file(
          path: error.file, reason: "\(error.step.rawValue) (\(error.reason))")
      }
      written.append((url, bytes.count))
    }
    do {
      if let picture = content.picture {
        try put(PNG.encode(picture, text: ["Software": "ganvas"]), ".png")
      }
      if let map = content.map {
        try put(LabelMapFile.encode(map.labels, with: map.labelSet), "-labels.png")
        if map.instances.elements.contains(where: { $0 != 0 }) {
          try put(
            PNG.encode(gray: map.instances.map { UInt16(clamping: $0) }), "-instances.png")
        }
      }
      if let sidecar = content.sidecar {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try put(Array(encoder.encode(sidecar(base))), ".json")
      }
    } catch let error as SessionError {
      throw error
    } catch {
      throw .malformed(path: base, reason: "\(error)")
    }
    return written
  }

  private func freeName(_ name: String) -> String {
    let plain = SessionLibrary.fileName(name)
    var free = plain
    var number = 2
    let endings = [".png", "-labels.png", "-instances.png", ".json"]
    while endings.contains(where: {
      FileManager.default.fileExists(atPath: directory.appendingPathComponent(free + $0).path)
    }) {
      free = "\(plain)-\(number)"
      number += 1
    }
    return free
  }
}
