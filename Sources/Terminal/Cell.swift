/// How a cell looks.
public struct CellStyle: Hashable, Sendable {
  /// Colour of the sign.
  public var foreground: CellColor
  /// Colour behind it.
  public var background: CellColor
  /// Heavier strokes.
  public var bold: Bool
  /// Fainter strokes.
  public var dim: Bool
  /// Foreground and background exchanged.
  public var reverse: Bool

  /// Creates a style; the default is the terminal's own look.
  public init(
    foreground: CellColor = .standard, background: CellColor = .standard, bold: Bool = false,
    dim: Bool = false, reverse: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    self.bold = bold
    self.dim = dim
    self.reverse = reverse
  }

  /// The terminal's own look.
  public static let plain = CellStyle()
  /// Heavier.
  public static let bold = CellStyle(bold: true)
  /// Fainter.
  public static let dim = CellStyle(dim: true)
  /// Exchanged colours.
  public static let reverse = CellStyle(reverse: true)

  /// The style with its colours as a terminal of that depth shows them.
  public func reduced(to depth: ColorDepth) -> CellStyle {
    var style = self
    style.foreground = foreground.reduced(to: depth)
    style.background = background.reduced(to: depth)
    return style
  }
}

/// One place of the screen: a sign and its look.
public struct Cell: Hashable, Sendable {
  /// The sign; a NUL stands in the right half of a sign two columns wide.
  public var scalar: Unicode.Scalar
  /// How it looks.
  public var style: CellStyle

  /// Creates a cell; the default is a blank in the terminal's own look.
  public init(_ scalar: Unicode.Scalar = " ", style: CellStyle = .plain) {
    self.scalar = scalar
    self.style = style
  }

  /// What stands in the right half of a wide sign.
  static let continuation: Unicode.Scalar = "\0"
}

/// Columns a sign takes, as `wcwidth` of a current C library answers.
public enum SignWidth {
  /// 0 for control and combining signs, 2 for East Asian wide ones and emoji, otherwise 1.
  public static func columns(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x20 || (value >= 0x7F && value < 0xA0) { return 0 }
    if value < 0x300 { return value == 0xAD ? 0 : 1 }
    if zero.contains(where: { $0.contains(value) }) { return 0 }
    if value < 0x1100 { return 1 }
    return wide.contains(where: { $0.contains(value) }) ? 2 : 1
  }

  /// Columns a text takes in one row.
  public static func columns(of text: String) -> Int {
    var sum = 0
    for scalar in text.unicodeScalars { sum += columns(of: scalar) }
    return sum
  }

  /// Combining marks, joiners, variation selectors.
  private static let zero: [ClosedRange<UInt32>] = [
    0x300...0x36F, 0x483...0x489, 0x591...0x5BD, 0x5BF...0x5C7, 0x610...0x61A, 0x64B...0x65F,
    0x6D6...0x6ED, 0x711...0x711, 0x730...0x74A, 0x900...0x902, 0x93A...0x93C, 0x941...0x94D,
    0xE31...0xE3A, 0xE47...0xE4E, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x200B...0x200F,
    0x202A...0x202E, 0x2060...0x2064, 0x2066...0x206F, 0x20D0...0x20FF, 0xFE00...0xFE0F,
    0xFE20...0xFE2F, 0xFEFF...0xFEFF, 0x1F3FB...0x1F3FF, 0xE0000...0xE0FFF,
  ]

  /// East Asian wide and emoji.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
    0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F,
    0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
    0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5,
    0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
    0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
    0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18AFF, 0x1AFF0...0x1B2FF, 0x1F004...0x1F004,
    0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320,
    0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA,
    0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E,
    0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E,
    0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4,
    0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2,
    0x1F6D5...0x1F6D7, 0x1F6DD...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC,
    0x1F7E0...0x1F7EB, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF,
    0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
  ]
}
