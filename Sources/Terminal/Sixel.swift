import CSixel
import Imaging

/// Pictures as DEC's sixels.
enum Sixel {
  /// A picture as a sequence that draws it at the cursor; empty when there is no memory for it.
  /// - Parameter colors: How many the terminal has at once, 2…256.
  static func encode(_ image: RGBImage, colors: Int) -> [UInt8] {
    var buffer = csixel_buffer()
    defer { csixel_buffer_free(&buffer) }
    let isEncoded = image.elements.withUnsafeBytes {
      csixel_encode(
        $0.bindMemory(to: UInt8.self).baseAddress, Int32(image.width), Int32(image.height),
        Int32(min(256, max(2, colors))), &buffer)
    }
    guard isEncoded, let bytes = buffer.bytes else { return [] }
    return Array(UnsafeBufferPointer(start: bytes, count: buffer.size))
  }
}
