import CImageIO

/// A decoded PNG with its values as the file holds them: indices stay indices.
public struct PNGImage: Hashable, Sendable {
  /// What the pixels are.
  public enum Content: Hashable, Sendable {
    /// Raw gray values, 0…2^depth − 1; an alpha channel is dropped.
    case gray(Raster<UInt16>)
    /// Raw palette indices and the palette; an index may lie beyond a broken palette's end.
    case indexed(Raster<UInt16>, palette: [RGB])
    /// Colours, 16 bits reduced to 8; an alpha channel is dropped.
    case color(RGBImage)
  }

  /// The pixels.
  public var content: Content
  /// Bits per sample in the file: 1, 2, 4, 8 or 16.
  public var bitDepth: Int
  /// Whether the file has an alpha channel (which `content` leaves out).
  public var hasAlpha: Bool
  /// Text entries (tEXt, zTXt, iTXt) by keyword.
  public var text: [String: String]

  /// Columns and rows.
  public var size: PixelSize {
    switch content {
    case .gray(let raster), .indexed(let raster, _): raster.size
    case .color(let image): image.size
    }
  }
}

/// Portable Network Graphics in memory.
public enum PNG {
  /// How hard the writer packs.
  public enum Compression: Int32, Sendable {
    /// For files that are read back at once.
    case fast = 1
    /// zlib's usual balance.
    case balanced = 6
    /// For files that are kept.
    case small = 9
  }

  /// Reads a PNG of any kind: 1…16-bit gray, palette, RGB, with or without alpha.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: What errors call it.
  /// - Throws: `ImageFileError.unknownFormat` for other files, `.malformed` for damaged ones,
  ///   `.tooLarge` beyond 32,768 pixels a side or 2²⁶ in all (checked before allocating).
  public static func decode(
    _ bytes: [UInt8], named file: String = "The picture"
  ) throws(ImageFileError) -> PNGImage {
    try decode(bytes, named: file, limits: PictureBuffer.limits)
  }

  /// Reads a PNG of at most a size.
  static func decode(
    _ bytes: [UInt8], named file: String, limits: imageio_limits
  ) throws(ImageFileError) -> PNGImage {
    guard ImageFormat.detect(in: bytes) == .png else { throw .unknownFormat(file: file) }
    let picture = try PictureBuffer(decoding: bytes, as: .png, named: file, limits: limits)
    let content: PNGImage.Content =
      switch picture.kind {
      case IMAGEIO_GRAY, IMAGEIO_GRAY_ALPHA: .gray(picture.values)
      case IMAGEIO_PALETTE: .indexed(picture.values, palette: picture.palette)
      default: .color(picture.rgb)
      }
    return PNGImage(
      content: content, bitDepth: picture.bitDepth, hasAlpha: picture.hasAlpha,
      text: picture.text)
  }

  /// Writes a picture as 8-bit RGB.
  ///
  /// - Parameter text: Entries to store with it; keys of 1…79 Latin letters, such as `Software`.
  /// - Throws: `ImageFileError.notEncodable` for empty pictures and impossible keys.
  public static func encode(
    _ image: RGBImage, text: [String: String] = [:], compression: Compression = .balanced
  ) throws(ImageFileError) -> [UInt8] {
    try write(image, kind: IMAGEIO_RGB, bitDepth: 8, palette: [], text, compression)
  }

  /// Writes values as 8-bit gray.
  public static func encode(
    gray: Raster<UInt8>, text: [String: String] = [:], compression: Compression = .balanced
  ) throws(ImageFileError) -> [UInt8] {
    try write(gray, kind: IMAGEIO_GRAY, bitDepth: 8, palette: [], text, compression)
  }

  /// Writes values as 16-bit gray.
  public static func encode(
    gray: Raster<UInt16>, text: [String: String] = [:], compression: Compression = .balanced
  ) throws(ImageFileError) -> [UInt8] {
    try write(gray, kind: IMAGEIO_GRAY, bitDepth: 16, palette: [], text, compression)
  }

  /// Writes indices as an 8-bit palette picture; `palette` needs 1…256 colours.
  public static func encode(
    indices: Raster<UInt8>, palette: [RGB], text: [String: String] = [:],
    compression: Compression = .balanced
  ) throws(ImageFileError) -> [UInt8] {
    try write(indices, kind: IMAGEIO_PALETTE, bitDepth: 8, palette: palette, text, compression)
  }

  private static func write<Element>(
    _ raster: Raster<Element>, kind: imageio_kind, bitDepth: Int32, palette: [RGB],
    _ text: [String: String], _ compression: Compression
  ) throws(ImageFileError) -> [UInt8] {
    let entries = try TextEntries(text)
    let colors = palette.flatMap { [$0.red, $0.green, $0.blue] }
    return try encoded(as: .png) { buffer in
      raster.elements.withUnsafeBytes { samples in
        entries.withPointers { texts in
          imageio_png_write(
            UInt32(raster.width), UInt32(raster.height), kind, bitDepth, samples.baseAddress,
            colors, Int32(palette.count), texts.baseAddress, Int32(texts.count),
            compression.rawValue, &buffer)
        }
      }
    }
  }
}

/// Text entries as the zero-terminated strings C wants, in the order of their keys.
private struct TextEntries {
  private let bytes: [CChar]
  private let offsets: [(key: Int, value: Int)]

  init(_ text: [String: String]) throws(ImageFileError) {
    var bytes: [CChar] = []
    var offsets: [(key: Int, value: Int)] = []
    for (key, value) in text.sorted(by: { $0.key < $1.key }) {
      let isKeyword =
        (1...79).contains(key.utf8.count) && key.utf8.allSatisfy { $0 >= 32 && $0 < 127 }
      guard isKeyword, !value.utf8.contains(0) else {
        throw .notEncodable(format: .png, reason: "it cannot store the text entry “\(key)”")
      }
      let keyOffset = bytes.count
      bytes += key.utf8CString
      offsets.append((keyOffset, bytes.count))
      bytes += value.utf8CString
    }
    self.bytes = bytes
    self.offsets = offsets
  }

  func withPointers<Result>(_ body: (UnsafeBufferPointer<imageio_text>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else {
        return body(UnsafeBufferPointer(start: nil, count: 0))
      }
      return offsets.map { imageio_text(key: start + $0.key, value: start + $0.value) }
        .withUnsafeBufferPointer(body)
    }
  }
}
