import Checksums
public import Foundation
import Imaging

/// Looks whether a file is a whole PNG that carries a fingerprint, without decoding it: signature,
/// check sum of every chunk, the text entry, the end.
public enum PictureCheck {
  /// Keyword of the fingerprint's text entry.
  public static let fingerprintKey = "GanvasRender"

  /// What a file is.
  public enum State: Hashable, Sendable {
    /// Whole, with an accepted fingerprint; its size in bytes and the CRC-32 of all of it.
    case valid(fingerprint: String, bytes: Int, sum: UInt32)
    /// There is nothing of that name.
    case missing
    /// It is no whole PNG, for the reason given.
    case damaged(reason: String)
    /// Whole, but made from something else; `nil` where it carries no fingerprint.
    case foreign(fingerprint: String?)

    /// Whether it is what is wanted.
    public var isValid: Bool {
      if case .valid = self { true } else { false }
    }
  }

  /// What a file is.
  /// - Parameters:
  ///   - accepted: Fingerprints that will do; `nil` where any whole PNG will do.
  ///   - isDeep: Whether the pixels are decoded too; 8 milliseconds instead of 1.
  public static func state(of file: URL, accepted: [String]?, isDeep: Bool = false) -> State {
    var status = stat()
    guard lstat(file.path, &status) == 0 else {
      return errno == ENOENT ? .missing : .damaged(reason: String(cString: strerror(errno)))
    }
    let bytes: [UInt8]
    do throws(ImageFileError) { bytes = try ImageFile.bytes(of: file) } catch {
      return .damaged(reason: error.description)
    }
    switch entry(in: bytes) {
    case .failure(let fault): return .damaged(reason: fault.description)
    case .success(let fingerprint):
      if isDeep {
        do throws(ImageFileError) { _ = try PNG.decode(bytes, named: file.path) } catch {
          return .damaged(reason: error.description)
        }
      }
      if let accepted {
        guard let fingerprint, accepted.contains(fingerprint) else {
          return .foreign(fingerprint: fingerprint)
        }
      }
      return .valid(
        fingerprint: fingerprint ?? "", bytes: bytes.count, sum: CRC32.checksum(of: bytes))
    }
  }

  /// Why bytes are no whole PNG.
  public enum Fault: Error, Hashable, CustomStringConvertible {
    /// Other bytes at the beginning.
    case signature
    /// The file ends inside a chunk, or without its end.
    case truncated
    /// A chunk whose check sum differs.
    case checkSum(chunk: String)
    /// Bytes behind the end.
    case trailing

    /// In words.
    public var description: String {
      switch self {
      case .signature: "it is no PNG"
      case .truncated: "it ends too early"
      case .checkSum(let chunk): "bytes of its part \(chunk) are not those that were written"
      case .trailing: "something follows its end"
      }
    }
  }

  /// The fingerprint in the bytes of a whole PNG; `nil` where it carries none.
  public static func entry(in bytes: [UInt8]) -> Result<String?, Fault> {
    let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    guard bytes.starts(with: signature) else { return .failure(.signature) }
    return bytes.withUnsafeBytes { all in
      var offset = signature.count
      var found: String?
      while true {
        guard offset + 12 <= all.count else { return .failure(.truncated) }
        let length = Int(number(in: all, at: offset))
        // The length is at most 2³² here: no sum overflows.
        let end = offset + 12 + length
        guard end <= all.count else { return .failure(.truncated) }
        let kind = all[offset + 4..<offset + 8]
        let name = String(decoding: kind, as: UTF8.self)
        let covered = UnsafeRawBufferPointer(rebasing: all[offset + 4..<end - 4])
        guard CRC32.checksum(of: covered) == number(in: all, at: end - 4) else {
          return .failure(.checkSum(chunk: name.filter { $0.isASCII && $0.isLetter }))
        }
        if name == "tEXt" {
          let text = all[offset + 8..<end - 4]
          if let zero = text.firstIndex(of: 0), text[..<zero].elementsEqual(fingerprintKey.utf8) {
            found = String(decoding: text[(zero + 1)...], as: UTF8.self)
          }
        }
        offset = end
        if name == "IEND" {
          return offset == all.count ? .success(found) : .failure(.trailing)
        }
      }
    }
  }

  /// Four bytes, the highest first.
  private static func number(in bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
