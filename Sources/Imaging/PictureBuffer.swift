import CImageIO

/// Owns one picture decoded by C and hands out Swift values of it.
struct PictureBuffer: ~Copyable {
  private var picture: imageio_picture

  /// Largest picture that is read: 32,768 a side and 2²⁶ pixels (8192²).
  static let limits = imageio_limits(max_side: 32768, max_pixels: 1 << 26)
  /// Largest map that is read: as many a side, and what a session can hold.
  static let mapLimits = imageio_limits(
    max_side: 32768, max_pixels: UInt64(FileLimits.mapArea))

  /// Decodes bytes of a known format; `file` names them in errors.
  init(
    decoding bytes: [UInt8], as format: ImageFormat, named file: String,
    limits: imageio_limits = PictureBuffer.limits
  ) throws(ImageFileError) {
    var decoded = imageio_picture()
    let status = bytes.withUnsafeBufferPointer { bytes in
      switch format {
      case .png: imageio_png_read(bytes.baseAddress, bytes.count, limits, &decoded)
      case .jpeg: imageio_jpeg_read(bytes.baseAddress, bytes.count, limits, &decoded)
      case .webp: imageio_webp_read(bytes.baseAddress, bytes.count, limits, &decoded)
      case .gif: imageio_gif_read(bytes.baseAddress, bytes.count, limits, &decoded)
      case .avif: imageio_avif_read(bytes.baseAddress, bytes.count, limits, &decoded)
      }
    }
    // A failed call leaves nothing to free.
    picture = decoded
    if let error = status.error(of: file, format: format) { throw error }
  }

  deinit {
    var picture = picture
    imageio_picture_free(&picture)
  }

  var width: Int { Int(picture.width) }
  var height: Int { Int(picture.height) }
  var kind: imageio_kind { picture.kind }
  var bitDepth: Int { Int(picture.bit_depth) }
  /// EXIF orientation that the decoder found, 1…8; 0 where it does not look for one.
  var orientation: Int { Int(picture.orientation) }
  var hasAlpha: Bool { kind == IMAGEIO_GRAY_ALPHA || kind == IMAGEIO_RGBA }

  /// Its colours; palettes applied, alpha dropped.
  var rgb: RGBImage {
    let count = width * height
    let pixels = [RGB](unsafeUninitializedCapacity: count) { pixels, initialized in
      pixels.withMemoryRebound(to: UInt8.self) { bytes in
        withUnsafePointer(to: picture) { imageio_to_rgb8($0, bytes.baseAddress) }
      }
      initialized = count
    }
    return RGBImage(width: width, height: height, elements: pixels)
  }

  /// Raw gray values or palette indices.
  var values: Raster<UInt16> {
    let count = width * height
    let values = [UInt16](unsafeUninitializedCapacity: count) { values, initialized in
      withUnsafePointer(to: picture) { imageio_to_values($0, values.baseAddress) }
      initialized = count
    }
    return Raster(width: width, height: height, elements: values)
  }

  /// Palette entries, empty for kinds without one.
  var palette: [RGB] {
    withUnsafeBytes(of: picture.palette) { bytes in
      (0..<Int(picture.palette_count)).map {
        RGB(bytes[3 * $0], bytes[3 * $0 + 1], bytes[3 * $0 + 2])
      }
    }
  }

  /// Text entries; of equal keys the last stays.
  var text: [String: String] {
    guard let start = picture.text else { return [:] }
    let bytes = UnsafeRawBufferPointer(start: start, count: picture.text_size)
    let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    var entries: [String: String] = [:]
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      entries[parts[index]] = parts[index + 1]
    }
    return entries
  }
}

extension imageio_status {
  /// The Swift error of a failed call; `nil` for success.
  func error(of file: String, format: ImageFormat) -> ImageFileError? {
    let reason = withUnsafeBytes(of: message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return switch code {
    case IMAGEIO_OK: nil
    case IMAGEIO_TOO_LARGE: .tooLarge(file: file, reason: reason)
    case IMAGEIO_UNSUPPORTED: .unsupported(file: file, format: format, reason: reason)
    case IMAGEIO_OUT_OF_MEMORY: .outOfMemory(file: file, reason: reason)
    case IMAGEIO_INVALID: .notEncodable(format: format, reason: reason)
    default: .malformed(file: file, format: format, reason: reason)
    }
  }
}

/// Runs a C writer and copies what it made.
func encoded(
  as format: ImageFormat, by write: (inout imageio_buffer) -> imageio_status
) throws(ImageFileError) -> [UInt8] {
  var buffer = imageio_buffer()
  let status = write(&buffer)
  defer { imageio_buffer_free(&buffer) }
  if let error = status.error(of: "The picture", format: format) { throw error }
  return Array(UnsafeBufferPointer(start: buffer.bytes, count: buffer.size))
}
