import CImageIO
public import Foundation

/// Pictures on disk: PNG, JPEG, WebP, GIF and AVIF, recognized by content.
public enum ImageFile {
  /// Largest file that is read, in bytes.
  public static let sizeLimit = FileLimits.picture

  /// Reads a picture; a JPEG is turned upright by its EXIF orientation, an AVIF by its own.
  ///
  /// Palettes are applied, alpha is dropped, 16 bits are reduced to 8. For label maps use
  /// `LabelMapFile`, which keeps ids.
  public static func read(_ url: URL) throws(ImageFileError) -> RGBImage {
    try decode(bytes(of: url), named: url.path)
  }

  /// Decodes a picture; `file` names it in errors.
  public static func decode(
    _ bytes: [UInt8], named file: String = "The picture"
  ) throws(ImageFileError) -> RGBImage {
    guard let format = ImageFormat.detect(in: bytes) else { throw .unknownFormat(file: file) }
    let picture = try PictureBuffer(decoding: bytes, as: format, named: file)
    let image = picture.rgb
    var orientation = picture.orientation
    if format == .jpeg {
      orientation = bytes.withUnsafeBufferPointer {
        Int(imageio_jpeg_orientation($0.baseAddress, $0.count))
      }
    }
    return orientation > 1 ? image.turnedUpright(exifOrientation: orientation) : image
  }

  /// Whether a file asks to be turned or mirrored when it is shown (a JPEG's EXIF orientation).
  public static func isTurned(_ bytes: [UInt8]) -> Bool {
    guard ImageFormat.detect(in: bytes) == .jpeg else { return false }
    return bytes.withUnsafeBufferPointer {
      imageio_jpeg_orientation($0.baseAddress, $0.count) > 1
    }
  }

  /// Encodes a picture.
  ///
  /// - Parameter quality: 1…100 for JPEG and WebP, which loses detail; `nil` takes 92 for JPEG and
  ///   stores WebP without loss. PNG is always exact.
  public static func encode(
    _ image: RGBImage, as format: ImageFormat, quality: Int? = nil
  ) throws(ImageFileError) -> [UInt8] {
    if let quality, !(1...100).contains(quality) {
      throw .notEncodable(format: format, reason: "quality \(quality) lies outside 1…100")
    }
    let width = UInt32(image.width)
    let height = UInt32(image.height)
    switch format {
    case .png:
      return try PNG.encode(image)
    case .jpeg:
      return try encoded(as: .jpeg) { buffer in
        image.elements.withUnsafeBytes {
          imageio_jpeg_write(
            width, height, $0.bindMemory(to: UInt8.self).baseAddress, Int32(quality ?? 92), &buffer)
        }
      }
    case .gif, .avif:
      throw .notEncodable(format: format, reason: "it is read, not written")
    case .webp:
      return try encoded(as: .webp) { buffer in
        image.elements.withUnsafeBytes {
          imageio_webp_write(
            width, height, $0.bindMemory(to: UInt8.self).baseAddress, Float(quality ?? 101), &buffer
          )
        }
      }
    }
  }

  /// A regular file's bytes, at most `limit` of them; links are followed, the path is a person's.
  public static func bytes(
    of url: URL, limit: Int = sizeLimit
  ) throws(ImageFileError) -> [UInt8] {
    // O_NONBLOCK: opening a pipe that nobody writes to must not wait for ever.
    let file = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    func unreadable() -> ImageFileError {
      .unreadable(file: url.path, reason: String(cString: strerror(errno)))
    }
    guard file >= 0 else { throw unreadable() }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw unreadable() }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(file: url.path, reason: "it is not a regular file")
    }
    guard status.st_size <= limit else {
      throw .tooLarge(
        file: url.path, reason: "\(status.st_size >> 20) MiB; up to \(limit >> 20) are read")
    }
    let capacity = Int(status.st_size)
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = 0
      while count < capacity {
        let got = Foundation.read(file, buffer.baseAddress.map { $0 + count }, capacity - count)
        if got < 0, errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { break }
        count += got
      }
    }
    if failed { throw unreadable() }
    return bytes
  }
}

extension Raster {
  /// Turned and mirrored as an EXIF orientation of 1…8 asks for; other values change nothing.
  func turnedUpright(exifOrientation: Int) -> Raster {
    guard (2...8).contains(exifOrientation) else { return self }
    let swapsAxes = exifOrientation >= 5
    let newWidth = swapsAxes ? height : width
    let newHeight = swapsAxes ? width : height
    var turned: [Element] = []
    turned.reserveCapacity(elements.count)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        // Where the pixel that belongs at (x, y) is stored.
        let (column, row) =
          switch exifOrientation {
          case 2: (width - 1 - x, y)
          case 3: (width - 1 - x, height - 1 - y)
          case 4: (x, height - 1 - y)
          case 5: (y, x)
          case 6: (y, height - 1 - x)
          case 7: (width - 1 - y, height - 1 - x)
          default: (width - 1 - y, x)
          }
        turned.append(elements[row * width + column])
      }
    }
    return Raster(width: newWidth, height: newHeight, elements: turned)
  }
}
