/// The kind of a file, told by its first bytes; its name only breaks ties.
enum FileFormat: Equatable {
  case zip, legacy, safetensors, npy, pickle
  /// None of them; the hint says what it looks like.
  case unknown(hint: String)

  /// PyTorch's magic number 0x1950a86a20f9469cfc6c as a pickle writes it, after the protocol.
  private static let legacyMagic: [UInt8] = [
    0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
  ]

  init(of buffer: ByteBuffer, path: String) {
    let head = buffer.copy(0..<min(buffer.count, 64))
    func starts(_ text: String) -> Bool { head.starts(with: text.utf8) }
    let suffix = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if starts("PK\u{3}\u{4}") || starts("PK\u{5}\u{6}") {
      self = .zip
    } else if head.starts(with: [0x93] + Array("NUMPY".utf8)) {
      self = .npy
    } else if head.count > 2, head[0] == 0x80, head[2...].starts(with: Self.legacyMagic) {
      self = .legacy
    } else if suffix == "safetensors" || (head.count > 8 && head[8] == UInt8(ascii: "{")) {
      self = .safetensors
    } else if head[0] == 0x80 || suffix == "pkl" || suffix == "pickle" {
      self = .pickle
    } else {
      self = .unknown(hint: Self.hint(head, starts))
    }
  }

  /// What people feed to such programs by mistake.
  private static func hint(_ head: [UInt8], _ starts: (String) -> Bool) -> String {
    if starts("version https://git-lfs") {
      return "a Git LFS pointer; fetch the real file with \"git lfs pull\""
    }
    if starts("<") { return "a web page, probably a download that failed" }
    if head.starts(with: [0x1f, 0x8b]) { return "gzip; unpack it first" }
    if starts("BZh") || starts("7z") || starts("Rar!") { return "a compressed archive" }
    if head.starts(with: [0x89, 0x48, 0x44, 0x46]) { return "HDF5, as Keras writes" }
    if head.starts(with: [0x89, 0x50, 0x4e, 0x47]) || head.starts(with: [0xff, 0xd8]) {
      return "a picture"
    }
    let bytes = head.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
    return "it begins with the bytes \(bytes)"
  }
}
