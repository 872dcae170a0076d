/// Limits of a safetensors file; the format itself allows a header of 100 MB.
enum SafetensorsLimits {
  static let headerBytes = 16 << 20
  static let tensors = 10_000
  static let rank = 8
}

extension Checkpoint {
  /// Reads safetensors: 8 bytes of header length, a JSON header, the tensors without gaps.
  static func readSafetensors(
    _ buffer: ByteBuffer, origin: Origin
  ) throws(CheckpointError) -> Checkpoint {
    var cursor = ByteCursor(buffer, 0..<buffer.count, origin: origin)
    let length = try cursor.integer(UInt64.self, "header length")
    guard length <= SafetensorsLimits.headerBytes else {
      throw origin.error(
        .limitExceeded(
          what: "header length", found: Int(clamping: length),
          limit: SafetensorsLimits.headerBytes), at: 0)
    }
    let header = try cursor.take(Int(length), "header")
    guard !header.isEmpty, buffer[header.lowerBound] == UInt8(ascii: "{") else {
      throw origin.error(.malformed("the header does not begin with {"), at: 8)
    }
    let parsed = try StrictJSON.parse(buffer, header, origin: origin.entry("header"))
    guard case .object(let pairs) = parsed else {
      throw origin.error(.malformed("the header is not an object"), at: 8)
    }
    let data = header.upperBound..<buffer.count
    var metadata: [String: String] = [:]
    var descriptions: [TensorDescription] = []
    for (key, value) in pairs {
      if key == "__metadata__" {
        metadata = try stringPairs(value, origin)
      } else {
        descriptions.append(
          try TensorDescription(name: key, value, data: data, origin: origin))
      }
    }
    guard descriptions.count <= SafetensorsLimits.tensors else {
      throw origin.error(
        .limitExceeded(
          what: "number of tensors", found: descriptions.count, limit: SafetensorsLimits.tensors))
    }
    descriptions.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try requireContiguous(descriptions, data: data, origin: origin)
    let tensors = descriptions.map { description in
      StoredTensor(
        name: description.name, type: description.type, shape: description.shape, buffer: buffer,
        offset: description.range.lowerBound, strides: nil)
    }
    let value = CheckpointValue.dictionary(
      tensors.map { .init(key: .string($0.name), value: .tensor($0)) })
    return try Checkpoint(
      container: .safetensors, tensors: tensors, metadata: metadata, value: value, origin: origin)
  }

  /// Tensors must fill the data part from its start to the end of the file, without gap or overlap.
  private static func requireContiguous(
    _ sorted: [TensorDescription], data: Range<Int>, origin: Origin
  ) throws(CheckpointError) {
    var end = data.lowerBound
    for description in sorted {
      guard description.range.lowerBound == end else {
        let how = description.range.lowerBound < end ? "overlaps" : "leaves a gap after"
        throw origin.error(
          .malformed("tensor \"\(description.name)\" \(how) the tensor before it"),
          at: description.range.lowerBound)
      }
      end = description.range.upperBound
    }
    guard end == data.upperBound else {
      throw origin.error(
        .sizeMismatch(
          what: "bytes of all tensors", expected: end - data.lowerBound, found: data.count), at: end
      )
    }
  }

  private static func stringPairs(
    _ value: JSONValue, _ origin: Origin
  ) throws(CheckpointError) -> [String: String] {
    var result: [String: String] = [:]
    guard case .object(let pairs) = value else {
      throw origin.error(.malformed("__metadata__ is not an object of texts"))
    }
    for (key, value) in pairs {
      guard case .string(let text) = value else {
        throw origin.error(.malformed("__metadata__ holds something other than text"))
      }
      result[key] = text
    }
    return result
  }
}

/// What the header says about one tensor, checked against the size of the file.
private struct TensorDescription {
  let name: String
  let type: ElementType
  let shape: [Int]
  /// Where its elements lie, in bytes from the start of the file.
  let range: Range<Int>

  init(
    name: String, _ value: JSONValue, data: Range<Int>, origin: Origin
  ) throws(CheckpointError) {
    func wrong(_ what: String) -> CheckpointError {
      origin.error(.malformed("tensor \"\(name)\": \(what)"))
    }
    guard case .object(let pairs) = value else { throw wrong("its description is not an object") }
    var type: ElementType?
    var shape: [Int]?
    var offsets: [Int]?
    for (key, value) in pairs {
      switch key {
      case "dtype":
        guard case .string(let text) = value else { throw wrong("its dtype is not text") }
        guard let known = ElementType(safetensorsName: text) else {
          throw origin.error(.unsupported("element type \(text) of tensor \"\(name)\""))
        }
        type = known
      case "shape": shape = Self.naturals(value)
      case "data_offsets": offsets = Self.naturals(value)
      default: throw wrong("unknown key \"\(key)\"")
      }
    }
    guard let type else { throw wrong("dtype is missing") }
    guard let shape else { throw wrong("shape is missing or not a list of sizes") }
    guard let offsets, offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= data.count else {
      throw wrong("data_offsets are missing, reversed or outside the file")
    }
    guard shape.count <= SafetensorsLimits.rank else {
      throw origin.error(
        .limitExceeded(
          what: "rank of tensor \"\(name)\"", found: shape.count, limit: SafetensorsLimits.rank))
    }
    guard let bytes = checkedProduct(shape + [type.size]) else {
      throw wrong("its shape \(shape) overflows")
    }
    guard bytes == offsets[1] - offsets[0] else {
      throw origin.error(
        .sizeMismatch(
          what: "bytes of tensor \"\(name)\"", expected: bytes, found: offsets[1] - offsets[0]))
    }
    self.name = name
    self.type = type
    self.shape = shape
    self.range = (data.lowerBound + offsets[0])..<(data.lowerBound + offsets[1])
  }

  private static func naturals(_ value: JSONValue) -> [Int]? {
    guard case .array(let values) = value else { return nil }
    var result: [Int] = []
    for value in values {
      guard case .integer(let integer) = value, integer >= 0 else { return nil }
      result.append(integer)
    }
    return result
  }
}

/// The product of sizes (not negative); `nil` if it does not fit 63 bits, also when a later zero
/// would hide that.
func checkedProduct(_ factors: [Int]) -> Int? {
  var product = 1
  for factor in factors {
    let (next, overflow) = product.multipliedReportingOverflow(by: max(factor, 1))
    if overflow { return nil }
    product = next
  }
  return factors.contains(0) ? 0 : product
}
