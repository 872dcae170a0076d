public import Foundation

/// Something worth knowing about an instance file that was read.
public enum InstanceMapDiagnosis: Hashable, Sendable, CustomStringConvertible {
  /// An 8-bit file holds hardly any values while the label map holds more labels than that: it
  /// was scaled or thresholded when it was saved, and its objects have melted into one.
  case collapsed(values: [UInt32], labels: Int)
  /// Colours were read as numbers; only their being different matters.
  case colorsAsNumbers
  /// The whole map is one object: it separates nothing.
  case uniform

  /// A sentence for the person who opened the map.
  public var description: String {
    switch self {
    case .collapsed(let values, let labels):
      "The instance map holds only the values "
        + values.map(String.init).joined(separator: ", ")
        + " for \(labels) labels: it lost its objects when it was saved. "
        + "Save it as 16-bit PNG, unscaled."
    case .colorsAsNumbers:
      "The instance map is coloured: each colour became an object."
    case .uniform:
      "The instance map holds one value only: it separates no objects."
    }
  }
}

/// An instance map read from a file, and what was found out on the way.
public struct InstanceMapFile: Hashable, Sendable {
  /// One number per object; only equality matters.
  public var map: InstanceMap
  /// Findings.
  public var diagnoses: [InstanceMapDiagnosis]

  /// Creates a result.
  public init(map: InstanceMap, diagnoses: [InstanceMapDiagnosis] = []) {
    self.map = map
    self.diagnoses = diagnoses
  }

  /// Reads an instance PNG of 8- or 16-bit gray, palette indices or colours.
  ///
  /// - Parameter labels: The label map it belongs to; sizes must be equal.
  /// - Throws: `LabelMapError` for unreadable files and another size.
  public static func read(
    _ url: URL, matching labels: LabelMap
  ) throws(LabelMapError) -> InstanceMapFile {
    let bytes: [UInt8]
    do { bytes = try ImageFile.bytes(of: url) } catch { throw .picture(error) }
    return try decode(bytes, named: url.path, matching: labels)
  }

  /// Reads an instance PNG from its bytes; `file` names it in errors.
  public static func decode(
    _ bytes: [UInt8], named file: String = "The instance map", matching labels: LabelMap
  ) throws(LabelMapError) -> InstanceMapFile {
    let png = try decodeMap(bytes, named: file)
    guard png.size == labels.size else {
      throw .sizeMismatch(file: file, found: png.size, expected: labels.size)
    }
    switch png.content {
    case .color(let image):
      let map = mapRuns(image) {
        UInt32($0.red) | UInt32($0.green) << 8 | UInt32($0.blue) << 16
      }
      return InstanceMapFile(map: map, diagnoses: [.colorsAsNumbers])
    case .gray(let values), .indexed(let values, _):
      let instances = Histogram(values).values
      let classes = Histogram(labels).values.count
      var diagnoses: [InstanceMapDiagnosis] = []
      if png.bitDepth <= 8, instances.count <= 2, classes > instances.count {
        diagnoses = [.collapsed(values: instances.map { UInt32($0.id) }, labels: classes)]
      } else if instances.count == 1 {
        diagnoses = [.uniform]
      }
      return InstanceMapFile(map: values.map { UInt32($0) }, diagnoses: diagnoses)
    }
  }

  /// Encodes an instance map as 16-bit gray.
  ///
  /// - Throws: `LabelMapError.idTooLarge` above 65535; see `InstanceMap.renumbered()`.
  public static func encode(
    _ map: InstanceMap, text: [String: String] = [:]
  ) throws(LabelMapError) -> [UInt8] {
    if let highest = map.elements.max(), highest > 65535 { throw .idTooLarge(id: Int(highest)) }
    let values = map.map { UInt16(truncatingIfNeeded: $0) }
    do { return try PNG.encode(gray: values, text: text) } catch { throw .picture(error) }
  }
}

extension InstanceMap {
  /// The same objects with small numbers: 0 stays 0, the others get 1, 2, 3, … in the order of
  /// their first pixels.
  public func renumbered() -> InstanceMap {
    var numbers: [UInt32: UInt32] = [0: 0]
    return mapRuns(self) { old in
      if let number = numbers[old] { return number }
      let number = UInt32(numbers.count)
      numbers[old] = number
      return number
    }
  }
}
