import NumpyFormat

/// Label and instance maps as NumPy saves them: whole numbers of any size, `[H, W]`, `[1, H, W]`
/// or `[H, W, 1]`, in either order (`np.save`).
enum NumpyMap {
  /// Whether bytes begin like such a file.
  static func isArray(_ bytes: [UInt8]) -> Bool { bytes.starts(with: NumpyHeader.signature) }

  /// Reads a map. −1, with which programs mark what nobody knows, becomes 255.
  /// - Throws: `ImageFileError.malformedArray`, `.tooLarge`.
  static func decode(
    _ bytes: [UInt8], named file: String
  ) throws(ImageFileError) -> Raster<UInt16> {
    func malformed(_ reason: String) -> ImageFileError {
      .malformedArray(file: file, reason: reason)
    }
    guard bytes.count >= 12, let begin = start(of: bytes) else {
      throw malformed("its header is broken or cut")
    }
    let header: NumpyHeader
    do throws(NumpyHeaderError) {
      header = try NumpyHeader(
        Substring(String(decoding: bytes[begin.header], as: Unicode.ASCII.self)))
    } catch {
      switch error {
      case .malformed(let what): throw malformed("its header \(what)")
      case .structures: throw malformed("its elements are structures, not numbers")
      case .rank(let rank): throw malformed("it has \(rank) extents, a map has two")
      }
    }
    guard let number = WholeNumber(header.type) else {
      throw malformed("its elements are \(header.type), not whole numbers")
    }
    let extents = header.shape.count == 2 ? header.shape : header.shape.filter { $0 != 1 }
    guard (2...3).contains(header.shape.count), extents.count == 2, extents.allSatisfy({ $0 > 0 })
    else { throw malformed("its shape is \(header.shape), a map's is [height, width]") }
    let (height, width) = (extents[0], extents[1])
    let limits = PictureBuffer.mapLimits
    guard width <= limits.max_side, height <= limits.max_side,
      UInt64(width * height) <= limits.max_pixels
    else {
      throw .tooLarge(
        file: file,
        reason: "it announces \(width)×\(height) pixels; at most \(limits.max_side) a side and "
          + "\(limits.max_pixels) in all are read")
    }
    let data = bytes[begin.data...]
    guard data.count == width * height * number.size else {
      throw malformed(
        "\(data.count) bytes of elements, \(width)×\(height) of \(header.type) take "
          + "\(width * height * number.size)")
    }
    var map = Raster<UInt16>(width: width, height: height, filledWith: 0)
    for index in 0..<(width * height) {
      let value = number.value(in: data, at: begin.data + index * number.size)
      let id = value == -1 ? 255 : value
      guard let id = UInt16(exactly: id) else {
        throw malformed("it holds \(value), which is no id: 0 to 65535 are")
      }
      let place = header.isFortran ? index % height * width + index / height : index
      map.elements[place] = id
    }
    return map
  }

  /// Where the header's text and the elements stand.
  private static func start(of bytes: [UInt8]) -> (header: Range<Int>, data: Int)? {
    func little(_ range: Range<Int>) -> Int {
      bytes[range].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let begin = bytes[6] == 1 ? 10 : 12
    guard (1...3).contains(bytes[6]) else { return nil }
    let length = little(8..<begin)
    guard length <= NumpyHeader.largestLength, begin + length <= bytes.count else { return nil }
    return (begin..<(begin + length), begin + length)
  }
}

/// A type of whole numbers as NumPy names it: `<i8`, `|u1`, `>u2`, `?`.
private struct WholeNumber {
  let size: Int
  private let isSigned: Bool
  private let isBigEndian: Bool

  init?(_ type: String) {
    var code = Substring(type)
    isBigEndian = code.first == ">"
    if let first = code.first, "<>|=".contains(first) { code.removeFirst() }
    switch code {
    case "b1", "?": (size, isSigned) = (1, false)
    case "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8":
      size = Int(code.dropFirst()) ?? 1
      isSigned = code.first == "i"
    default: return nil
    }
  }

  /// One number; what is beyond a signed word's range becomes its end.
  func value(in bytes: ArraySlice<UInt8>, at start: Int) -> Int {
    var bits: UInt64 = 0
    for step in 0..<size {
      let byte = bytes[start + (isBigEndian ? step : size - 1 - step)]
      bits = bits << 8 | UInt64(byte)
    }
    guard isSigned else { return Int(clamping: bits) }
    let shift = 64 - 8 * size
    return Int(Int64(bitPattern: bits << shift) >> shift)
  }
}
