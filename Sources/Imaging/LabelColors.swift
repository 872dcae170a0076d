/// Turns colours of foreign label files into ids.
struct LabelColors {
  let labels: LabelSet

  /// The table of a coding: colour of each id the set may hold.
  func colors(of coding: ColorCoding) -> [(id: Int, color: RGB)] {
    switch coding {
    case .labelSet: labels.labels.map { ($0.id, $0.color) }
    case .spade: ids.map { ($0, interleavedColor($0 + 1)) }
    case .pix2pixHD: ids.map { ($0, interleavedColor($0)) }
    case .gauGAN: LabelSet.gauGANColors.map { ($0.key, $0.value) }
    }
  }

  /// Ids by colour; of equal colours the lowest id.
  func ids(by coding: ColorCoding) -> [RGB: UInt16] {
    var table: [RGB: UInt16] = [:]
    for (id, color) in colors(of: coding) where table[color].map({ Int($0) > id }) ?? true {
      table[color] = UInt16(id)
    }
    return table
  }

  /// Whether these colours are a map of the GauGAN demo: one colour per red byte, every red byte
  /// a class, and the colours whose values are known among them, at least one. For other sets than
  /// COCO-Stuff its classes are those of the demo's own palette.
  func areGauGAN(_ colors: some Sequence<RGB>) -> Bool {
    let classes = hasGauGANIDs ? labels : .gauGAN
    var reds: Set<UInt8> = []
    var known = 0
    for color in colors {
      guard reds.insert(color.red).inserted, classes.contains(id: Int(color.red)) else {
        return false
      }
      guard let expected = LabelSet.gauGANColors[Int(color.red)] else { continue }
      guard expected == color else { return false }
      known += 1
    }
    return known > 0
  }

  /// Whether the red bytes of the demo's maps are ids of this set as they are.
  var hasGauGANIDs: Bool { labels.name == "coco-stuff" }

  private var ids: [Int] {
    var ids = labels.labels.map(\.id)
    if let unlabelled = labels.unlabelled, labels.label(id: unlabelled) == nil {
      ids.append(unlabelled)
    }
    return ids
  }
}

/// The colour made of a number's bits, dealt in turn to red, green and blue from the top bit down
/// (the colour map of Pascal VOC, ReferenceSystems article).
func interleavedColor(_ number: Int) -> RGB {
  var rest = number
  var red = 0
  var green = 0
  var blue = 0
  for bit in stride(from: 7, through: 1, by: -1) {
    red ^= (rest & 1) << bit
    green ^= (rest >> 1 & 1) << bit
    blue ^= (rest >> 2 & 1) << bit
    rest >>= 3
  }
  return RGB(UInt8(red), UInt8(green), UInt8(blue))
}
