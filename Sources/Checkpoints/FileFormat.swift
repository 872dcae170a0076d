/// The kind of a file, told by its first bytes; its name only breaks ties.
enum FileFormat: Equatable {
  case zip, legacy, safetensors, npy, pickle
  /// None of them; the hint says what it looks like.
  case unknown(hint: String)

  /// PyTorch's magic number 0x1950a86a20f9469cfc6c as a pickle writes it, after the protocol.
  private static let legacyMagic: [UInt8] = [
    0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
  ]

  /// Looks at the content first: a web page or an archive is one under every name.
  init(of buffer: ByteBuffer, path: String) {
    let head = buffer.copy(0..<min(buffer.count, 512))
    func starts(_ text: String) -> Bool { head.starts(with: text.utf8) }
    let suffix = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if starts("PK\u{3}\u{4}") || starts("PK\u{5}\u{6}") {
      self = .zip
    } else if head.starts(with: [0x93] + Array("NUMPY".utf8)) {
      self = .npy
    } else if head.count > 2, head[0] == 0x80, head[2...].starts(with: Self.legacyMagic) {
      self = .legacy
    } else if let hint = Self.hint(head, starts) {
      self = .unknown(hint: hint)
    } else if suffix == "safetensors" || (head.count > 8 && head[8] == UInt8(ascii: "{")) {
      self = .safetensors
    } else if head[0] == 0x80 || suffix == "pkl" || suffix == "pickle" {
      self = .pickle
    } else {
      let bytes = head.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
      self = .unknown(hint: "it begins with the bytes \(bytes)")
    }
  }

  /// What people feed to such programs by mistake; `nil` for anything else.
  private static func hint(_ head: [UInt8], _ starts: (String) -> Bool) -> String? {
    if starts("version https://git-lfs") {
      return "a Git LFS pointer; fetch the real file with \"git lfs pull\""
    }
    let text = head.starts(with: [0xef, 0xbb, 0xbf]) ? head.dropFirst(3) : head[...]
    let first = text.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
    let page = String(decoding: first.prefix(9), as: UTF8.self).lowercased()
    if ["<!doctype", "<html", "<?xml", "<head", "<body"].contains(where: { page.hasPrefix($0) })
      || first.first == UInt8(ascii: "<")
    {
      return "a web page, probably a download that failed"
    }
    if head.starts(with: [0x1f, 0x8b]) { return "gzip; unpack it first: gunzip FILE" }
    if head.count > 262, head[257..<262].elementsEqual("ustar".utf8) {
      return "a tar archive; unpack it first: tar -xf FILE"
    }
    if starts("BZh") || starts("7z\u{bc}") || starts("7z") || starts("Rar!")
      || head.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a]) || head.starts(with: [0x28, 0xb5, 0x2f])
    {
      return "a compressed archive; unpack it first"
    }
    if head.starts(with: [0x89, 0x48, 0x44, 0x46]) { return "HDF5, as Keras writes" }
    if head.starts(with: [0x89, 0x50, 0x4e, 0x47]) || head.starts(with: [0xff, 0xd8, 0xff]) {
      return "a picture"
    }
    return nil
  }
}
