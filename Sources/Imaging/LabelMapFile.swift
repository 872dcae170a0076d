public import Foundation

/// How the values of a label file are to be understood.
public enum LabelInterpretation: Hashable, Sendable {
  /// Values are ids; coloured files are recognized.
  case automatic
  /// Values are ids plus one; 0 is unlabelled.
  case oneBased
  /// Values are ids minus one and 255 is unlabelled, for sets whose id 0 is unlabelled (ADE20K
  /// files of toolboxes that "reduce the zero label").
  case zeroBased
  /// The red byte is the id, as in maps of the GauGAN demo.
  case gauGANColors
}

/// A label map read from a file, and what was found out on the way.
public struct LabelMapFile: Hashable, Sendable {
  /// True ids of the label set, every one of them known to it.
  public var map: LabelMap
  /// Findings, the most important first.
  public var diagnoses: [LabelMapDiagnosis]

  /// Creates a result.
  public init(map: LabelMap, diagnoses: [LabelMapDiagnosis] = []) {
    self.map = map
    self.diagnoses = diagnoses
  }

  /// Reads a label map: a PNG of ids of 1…16 bits, palette indices or colours, a GIF of palette
  /// indices or colours, or a NumPy array of whole numbers.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - labels: The classes its values mean.
  ///   - interpretation: How values are understood.
  ///   - replacement: Class that unknown ids get; `nil` refuses them.
  ///   - nearestColors: Whether colours of no class take the class of the nearest one; else a
  ///     map with more than a few of them is refused.
  /// - Throws: `LabelMapError` for unreadable files and for ids or colours without a class.
  public static func read(
    _ url: URL, with labels: LabelSet, as interpretation: LabelInterpretation = .automatic,
    unknownIDsBecome replacement: Int? = nil, nearestColors: Bool = false
  ) throws(LabelMapError) -> LabelMapFile {
    let bytes: [UInt8]
    do { bytes = try ImageFile.bytes(of: url) } catch { throw .picture(error) }
    return try decode(
      bytes, named: url.path, with: labels, as: interpretation, unknownIDsBecome: replacement,
      nearestColors: nearestColors)
  }

  /// Reads a label map from its bytes; `file` names it in errors.
  public static func decode(
    _ bytes: [UInt8], named file: String = "The map", with labels: LabelSet,
    as interpretation: LabelInterpretation = .automatic, unknownIDsBecome replacement: Int? = nil,
    nearestColors: Bool = false
  ) throws(LabelMapError) -> LabelMapFile {
    let png = try decodeMap(bytes, named: file)
    var reader = LabelMapReader(
      file: file, labels: labels, interpretation: interpretation, replacement: replacement,
      takesNearestColor: nearestColors, isOwnFile: png.text[labelSetKey] == labels.name)
    if let other = png.text[labelSetKey], other != labels.name {
      reader.diagnoses.append(.otherLabelSet(name: PrintableText.line(other)))
    }
    let values = try reader.values(of: png)
    let map = try reader.checked(values)
    return LabelMapFile(map: map, diagnoses: reader.diagnoses)
  }

  /// Encodes a label map: palette indices in the set's colours when all ids are at most 255,
  /// 16-bit gray otherwise. The set's name is stored with it.
  public static func encode(
    _ map: LabelMap, with labels: LabelSet, text: [String: String] = [:]
  ) throws(ImageFileError) -> [UInt8] {
    let text = text.merging([labelSetKey: labels.name]) { _, name in name }
    let highest = Int(map.elements.max() ?? 0)
    if highest > 255 { return try PNG.encode(gray: map, text: text) }
    let count = Swift.min(256, Swift.max(labels.channelCount, highest + 1))
    return try PNG.encode(
      indices: map.map { UInt8(truncatingIfNeeded: $0) },
      palette: (0..<count).map { labels.color(of: $0) }, text: text)
  }

  /// Keyword of the PNG text entry that holds the label set's name.
  package static let labelSetKey = "LabelSet"
}

/// Decodes a file that holds a map, as if it were a PNG; formats that change values are refused by
/// name.
func decodeMap(_ bytes: [UInt8], named file: String) throws(LabelMapError) -> PNGImage {
  do throws(ImageFileError) {
    if NumpyMap.isArray(bytes) {
      return PNGImage(
        content: .gray(try NumpyMap.decode(bytes, named: file)), bitDepth: 16, hasAlpha: false,
        text: [:])
    }
    guard let format = ImageFormat.detect(in: bytes) else { throw .unknownFormat(file: file) }
    guard format.isExact else { throw .unsupported(file: file, format: format, reason: "") }
    if format == .gif {
      let picture = try PictureBuffer(
        decoding: bytes, as: .gif, named: file, limits: PictureBuffer.mapLimits)
      return PNGImage(
        content: .indexed(picture.values, palette: picture.palette), bitDepth: 8, hasAlpha: false,
        text: [:])
    }
    return try PNG.decode(bytes, named: file, limits: PictureBuffer.mapLimits)
  } catch {
    if case .unsupported(_, let format, _) = error, !format.isExact {
      throw .inexactFormat(file: file, format: format)
    }
    throw .picture(error)
  }
}
