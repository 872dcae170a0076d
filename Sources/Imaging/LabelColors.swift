/// Turns colours of foreign label files into ids.
struct LabelColors {
  let labels: LabelSet

  /// The table of a coding: colour of each id the set may hold.
  func colors(of coding: ColorCoding) -> [(id: Int, color: RGB)] {
    switch coding {
    case .labelSet: labels.labels.map { ($0.id, $0.color) }
    case .spade: ids.map { ($0, interleavedColor($0 + 1)) }
    case .pix2pixHD: ids.map { ($0, interleavedColor($0)) }
    case .gauGAN: Self.gauGAN.map { ($0.key, $0.value) }
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
  /// a class, and the colours whose values are known among them, at least one.
  func areGauGAN(_ colors: some Sequence<RGB>) -> Bool {
    guard labels.name == "coco-stuff" else { return false }
    var reds: Set<UInt8> = []
    var known = 0
    for color in colors {
      guard reds.insert(color.red).inserted, labels.contains(id: Int(color.red)) else {
        return false
      }
      guard let expected = Self.gauGAN[Int(color.red)] else { continue }
      guard expected == color else { return false }
      known += 1
    }
    return known > 0
  }

  private var ids: [Int] {
    var ids = labels.labels.map(\.id)
    if let unlabelled = labels.unlabelled, labels.label(id: unlabelled) == nil {
      ids.append(unlabelled)
    }
    return ids
  }

  /// Colours of the GauGAN demo that are documented (ReferenceSystems article); its red byte is the
  /// id.
  private static let gauGAN: [Int: RGB] = [
    156: RGB(0x9c, 0xee, 0xdd), 154: RGB(0x9a, 0xc6, 0xda), 123: RGB(0x7b, 0xc8, 0x00),
    168: RGB(0xa8, 0xc8, 0x32), 134: RGB(0x86, 0x96, 0x64), 105: RGB(0x69, 0x69, 0x69),
    158: RGB(0x9e, 0x9e, 0xaa), 147: RGB(0x93, 0x64, 0xc8), 149: RGB(0x95, 0x64, 0x32),
    177: RGB(0xb1, 0xc8, 0xff),
  ]
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
