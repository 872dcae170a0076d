/// The picture formats that are read and written.
public enum ImageFormat: String, Hashable, Sendable, CaseIterable {
  /// Portable Network Graphics: exact; the only format for label and instance maps.
  case png = "PNG"
  /// JPEG: photos; never exact.
  case jpeg = "JPEG"
  /// WebP: photos and renders, with or without loss.
  case webp = "WebP"
  /// GIF: maps of at most 256 ids and pictures; read only.
  case gif = "GIF"
  /// AVIF: photos; read only, and only where its library is installed.
  case avif = "AVIF"

  /// Endings of files that are read as pictures, without dots.
  public static let endings = ["png", "jpg", "jpeg", "webp", "gif", "avif"]

  /// Endings of files that are read as label and instance maps.
  public static let mapEndings = ["png", "gif", "npy"]

  /// Whether a file's name is that of a map: not hidden, with one of `mapEndings`.
  public static func isMap(_ name: String) -> Bool {
    guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
    return mapEndings.contains(name[name.index(after: dot)...].lowercased())
  }

  /// Whether the values of its pixels are those that were stored: maps can be kept in it.
  public var isExact: Bool { self == .png || self == .gif }

  /// The format whose signature the bytes begin with.
  public static func detect(in bytes: [UInt8]) -> ImageFormat? {
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return .png }
    if bytes.starts(with: [0xff, 0xd8, 0xff]) { return .jpeg }
    if bytes.count >= 12, bytes.starts(with: Array("RIFF".utf8)),
      bytes[8..<12].elementsEqual("WEBP".utf8)
    {
      return .webp
    }
    if bytes.starts(with: Array("GIF8".utf8)) { return .gif }
    // `ftyp` with a brand of AV1 still pictures or sequences.
    if bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8),
      ["avif", "avis"].contains(String(decoding: bytes[8..<12], as: UTF8.self))
    {
      return .avif
    }
    return nil
  }

  /// The format that a file name's extension asks to be written, with or without capitals.
  public init?(fileExtension: String) {
    switch fileExtension.lowercased() {
    case "png": self = .png
    case "jpg", "jpeg": self = .jpeg
    case "webp": self = .webp
    default: return nil
    }
  }
}

/// Why a picture could not be read or written; `description` says what, where and what to do.
public enum ImageFileError: Error, Hashable, Sendable {
  /// The file system refused: missing, no permission, a folder.
  case unreadable(file: String, reason: String)
  /// The bytes begin like no picture that is read.
  case unknownFormat(file: String)
  /// The bytes break the format's rules or end too early.
  case malformed(file: String, format: ImageFormat, reason: String)
  /// A NumPy file that holds no map.
  case malformedArray(file: String, reason: String)
  /// The picture, or the file, is beyond what is read.
  case tooLarge(file: String, reason: String)
  /// Well formed, but of a kind that is not read.
  case unsupported(file: String, format: ImageFormat, reason: String)
  /// The picture does not fit into the format.
  case notEncodable(format: ImageFormat, reason: String)
  /// Memory ran out.
  case outOfMemory(file: String, reason: String)
}

extension ImageFileError: CustomStringConvertible {
  /// The bare reason, for messages of other kinds of files.
  public var reason: String {
    switch self {
    case .unreadable(_, let reason), .malformed(_, _, let reason), .tooLarge(_, let reason),
      .malformedArray(_, let reason),
      .unsupported(_, _, let reason), .notEncodable(_, let reason), .outOfMemory(_, let reason):
      reason
    case .unknownFormat: "its format is unknown"
    }
  }

  /// A sentence or two for the person who named the file.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(file) cannot be read: \(reason)."
    case .unknownFormat(let file):
      "\(file) is neither PNG, JPEG, WebP, GIF nor AVIF. Convert it to PNG and try again."
    case .malformed(let file, let format, let reason):
      "\(file) is a damaged \(format.rawValue): \(reason). Copy or export it again."
    case .malformedArray(let file, let reason):
      "\(file) is a NumPy file that holds no map: \(reason)."
    case .tooLarge(let file, let reason):
      "\(file) is too large: \(reason). Make it smaller and try again."
    case .unsupported(let file, let format, let reason):
      "\(file) is a \(format.rawValue) that is not read: \(reason). Convert it to an RGB PNG."
    case .notEncodable(let format, let reason):
      "The picture cannot be written as \(format.rawValue): \(reason)."
    case .outOfMemory(let file, let reason):
      "\(file) needs more memory than there is: \(reason)."
    }
  }
}
