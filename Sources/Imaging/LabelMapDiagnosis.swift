/// How colours of a file stand for classes.
public enum ColorCoding: Hashable, Sendable {
  /// The label set's own colours.
  case labelSet
  /// The colours SPADE's visualizer draws: the bits of id + 1, interleaved.
  case spade
  /// The colours pix2pixHD's visualizer and Pascal VOC draw: the bits of the id, interleaved.
  case pix2pixHD
  /// Maps saved by the GauGAN demo: the red byte is the id.
  case gauGAN
}

/// A value of a file that the label set does not know.
public struct UnknownLabel: Hashable, Sendable {
  /// The value.
  public var id: Int
  /// How many pixels hold it.
  public var pixels: Int
  /// The first of them, reading from the top left.
  public var first: PixelPoint

  /// Creates a finding.
  public init(id: Int, pixels: Int, first: PixelPoint) {
    self.id = id
    self.pixels = pixels
    self.first = first
  }
}

/// Something worth knowing about a label file that was read.
public enum LabelMapDiagnosis: Hashable, Sendable {
  /// Pixels held the value that means "unlabelled" (usually 255) and got that class.
  case ignoredValue(value: Int, pixels: Int, share: Double)
  /// Ids the set does not know were replaced, as the caller asked.
  case unknownIDs([UnknownLabel], replacedBy: Int)
  /// Id 0 never occurs and the highest id is one past the last class.
  case looksOneBased(highest: Int)
  /// 255 occurs and the highest id is below the last class, in a set whose id 0 is unlabelled: the
  /// ids were probably reduced by one.
  case looksZeroBased
  /// Only 0…18 and 255 occur in a Cityscapes map: training ids, which are other classes.
  case looksLikeTrainIDs
  /// The file is coloured; its colours were turned into ids.
  case readFromColors(ColorCoding, colors: Int)
  /// The labels of the set it was painted with became those of the set asked for: `sea → sea`.
  case translated([String])
  /// A few pixels (smoothed edges) had no class's colour and got the nearest one.
  case nearestColors(pixels: Int, share: Double)
  /// The ids stood in an RGB file with three equal channels.
  case grayStoredAsColor
  /// Share of the pixels that are unlabelled, when there are any.
  case unlabelled(share: Double)
  /// The file says that it was painted with another label set.
  case otherLabelSet(name: String)
}

extension LabelMapDiagnosis: CustomStringConvertible {
  /// Whether the picture is probably wrong unless somebody acts.
  public var isWarning: Bool {
    switch self {
    case .looksOneBased, .looksZeroBased, .looksLikeTrainIDs, .otherLabelSet, .unknownIDs: true
    case .ignoredValue, .readFromColors, .translated, .nearestColors, .grayStoredAsColor,
      .unlabelled:
      false
    }
  }

  /// A sentence for the person who opened the map.
  public var description: String {
    switch self {
    case .ignoredValue(let value, _, let share):
      "The value \(value) was read as unlabelled (\(percent(share)))."
    case .unknownIDs(let unknown, let replacement):
      "\(listed(unknown)) became label \(replacement)."
    case .looksOneBased(let highest):
      "Label 0 never occurs and \(highest) does: the ids look counted from 1. "
        + "Open it again with ids counted from 1 if objects have the wrong names."
    case .looksZeroBased:
      "255 occurs and the last label never does: the ids look counted from 0 without "
        + "“unknown”. Open it again that way if objects have the wrong names."
    case .looksLikeTrainIDs:
      "Only 0…18 and 255 occur: these look like Cityscapes' training ids. "
        + "Use the *_labelIds.png file."
    case .readFromColors(let coding, let colors):
      switch coding {
      case .labelSet: "A coloured map: \(colors) colours became labels."
      case .spade: "A map in SPADE's colours: \(colors) colours became labels."
      case .pix2pixHD: "A map in pix2pixHD's colours: \(colors) colours became labels."
      case .gauGAN: "A map of the GauGAN demo: \(colors) colours became labels."
      }
    case .translated(let pairs):
      "Its labels became: \(pairs.joined(separator: ", "))."
    case .nearestColors(_, let share):
      "\(percent(share)) of the pixels had no label's colour and took the nearest."
    case .grayStoredAsColor:
      "The ids stood in a colour file with equal channels."
    case .unlabelled(let share):
      "\(percent(share)) of the map is unlabelled."
    case .otherLabelSet(let name):
      "This map was painted with the label set “\(name)”: names and colours may not fit."
    }
  }
}

/// Why a label or instance map was refused.
public enum LabelMapError: Error, Hashable, Sendable {
  /// The file is no readable picture.
  case picture(ImageFileError)
  /// JPEG and lossy WebP change values; maps must be PNG.
  case inexactFormat(file: String, format: ImageFormat)
  /// Ids that the set does not know; `hint` says what they probably are.
  case unknownIDs(file: String, [UnknownLabel], labels: String, hint: Hint?)
  /// Colours that stand for no class; the first of them, and the share of such pixels.
  case unknownColors(file: String, color: RGB, first: PixelPoint, share: Double, labels: String)
  /// The instance map's size differs from the label map's.
  case sizeMismatch(file: String, found: PixelSize, expected: PixelSize)
  /// The map does not fit into a PNG: an id above 65535.
  case idTooLarge(id: Int)

  /// What unknown ids probably are.
  public enum Hint: Hashable, Sendable {
    /// Counted from 1.
    case oneBased
    /// Multiplied for looking at, so that the darkest and lightest class are 0 and 255.
    case scaled(by: Int)
    /// "Unlabelled", for which the set has no class.
    case unlabelled(value: Int)
  }
}

extension LabelMapError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .picture(let error):
      return error.description
    case .inexactFormat(let file, let format):
      return "\(file) is a \(format.rawValue), which changes ids. Save the map as PNG, GIF or .npy."
    case .unknownIDs(let file, let unknown, let labels, let hint):
      let advice =
        switch hint {
        case .oneBased: "The ids look counted from 1: open the file that way."
        case .scaled(let factor):
          "The ids look multiplied by \(factor) for display: save them unscaled."
        case .unlabelled(let value):
          "\(value) usually means unlabelled, which \(labels) has no label for: "
            + "say which label it becomes (--unknown LABEL)."
        case nil:
          "Check that the label set is right, or say which label they become (--unknown LABEL)."
        }
      return "\(file): \(listed(unknown)) not in \(labels). \(advice)"
    case .unknownColors(let file, let color, let first, let share, let labels):
      return "\(file): the colour \(color), first at (\(first.x), \(first.y)), is no label of "
        + "\(labels); so are \(percent(share)) of the pixels. Save the map as ids, choose the label "
        + "set it was painted with, or take the nearest colours (--nearest)."
    case .sizeMismatch(let file, let found, let expected):
      return "\(file) has \(found) pixels, the label map \(expected). Both must be equal."
    case .idTooLarge(let id):
      return "The id \(id) does not fit into a PNG, which ends at 65535. Renumber the objects."
    }
  }
}

/// `id 7 (12 pixels, first at (3, 4))`, the three most frequent, and how many more.
private func listed(_ unknown: [UnknownLabel]) -> String {
  let most = unknown.sorted { ($0.pixels, $1.id) > ($1.pixels, $0.id) }.prefix(3)
  let texts = most.map {
    "id \($0.id) (\($0.pixels) pixels, first at (\($0.first.x), \($0.first.y)))"
  }
  let rest = unknown.count - most.count
  return texts.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
}

/// `12 %`, and `<1 %` instead of nothing.
private func percent(_ share: Double) -> String {
  share > 0 && share < 0.01 ? "<1 %" : "\(Int((share * 100).rounded())) %"
}
