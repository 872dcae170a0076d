import Foundation
import Imaging

/// Everything a picture depends on, as one short text that is stored in its PNG: a picture whose
/// text is the wanted one needs not be made again.
struct RenderFingerprint {
  /// Keyword of the PNG entry.
  static let key = "GanvasRender"

  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(state, radix: 16)
    return "1-" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Mixes in bytes (FNV-1a, 64 bit), and their number, so that parts cannot run together.
  mutating func add(_ bytes: some Sequence<UInt8>) {
    var count: UInt64 = 0
    for byte in bytes {
      state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
      count += 1
    }
    withUnsafeBytes(of: count.littleEndian) { length in
      for byte in length { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
  }

  /// Mixes in a text.
  mutating func add(_ text: String) {
    add(text.utf8)
  }

  /// Mixes in a file's path, size and date: enough to see that weights were replaced.
  mutating func add(fileFactsOf file: URL) {
    let facts = try? FileManager.default.attributesOfItem(atPath: file.path)
    let date = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    add("\(file.lastPathComponent) \(facts?[.size] as? Int ?? 0) \(date)")
  }

  /// Whether a file is a whole PNG that carries this fingerprint.
  func matches(_ file: URL) -> Bool {
    guard let bytes = try? ImageFile.bytes(of: file),
      let picture = try? PNG.decode(bytes, named: file.path)
    else { return false }
    return picture.text[Self.key] == text
  }
}
