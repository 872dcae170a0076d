/// The signs that fill some parts of a cell. A mask has one bit per part, row by row from the upper
/// left one (bit 0); set parts are ink.
enum BlockGlyphs {
  /// Signs of all 16 masks of 2×2 parts.
  static let quadrants: [Unicode.Scalar] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]

  /// Signs of all 64 masks of 2×3 parts: U+1FB00…1FB3B without the two that are half blocks.
  static let sextants: [Unicode.Scalar] = (0..<64).map { mask in
    switch mask {
    case 0: " "
    case 0b01_0101: "▌"
    case 0b10_1010: "▐"
    case 63: "█"
    default:
      scalar(0x1FB00 + mask - 1 - (mask > 0b01_0101 ? 1 : 0) - (mask > 0b10_1010 ? 1 : 0))
    }
  }

  /// Signs of all 256 masks of 2×4 parts: U+1CD00…1CDE5 in the order of the masks, without those
  /// that were encoded before.
  static let octants: [Unicode.Scalar] = {
    let older: [Int: Unicode.Scalar] = [
      0x00: " ", 0x01: "\u{1CEA8}", 0x02: "\u{1CEAB}", 0x03: "\u{1FB82}", 0x05: "▘", 0x0A: "▝",
      0x0F: "▀", 0x14: "\u{1FBE6}", 0x28: "\u{1FBE7}", 0x3F: "\u{1FB85}", 0x40: "\u{1CEA3}",
      0x50: "▖", 0x55: "▌", 0x5A: "▞", 0x5F: "▛", 0x80: "\u{1CEA0}", 0xA0: "▗", 0xA5: "▚",
      0xAA: "▐", 0xAF: "▜", 0xC0: "▂", 0xF0: "▄", 0xF5: "▙", 0xFA: "▟", 0xFC: "▆", 0xFF: "█",
    ]
    var next = 0x1CD00
    return (0..<256).map { mask in
      if let known = older[mask] { return known }
      defer { next += 1 }
      return scalar(next)
    }
  }()

  private static func scalar(_ value: Int) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(value)) ?? "?"
  }
}
