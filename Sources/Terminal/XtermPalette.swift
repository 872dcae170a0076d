public import Imaging

/// The 256 colours of xterm, and the nearest of them to any colour.
public enum XtermPalette {
  /// The six levels of the cube's channels.
  static let levels: [Int] = [0, 95, 135, 175, 215, 255]

  /// The 16 theme colours as xterm ships them; a theme may differ.
  static let theme: [RGB] = [
    RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0),
    RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
    RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
    RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
  ]

  /// The colour of a palette entry.
  public static func color(_ index: UInt8) -> RGB {
    let number = Int(index)
    if number < 16 { return theme[number] }
    if number >= 232 {
      let grey = UInt8(8 + 10 * (number - 232))
      return RGB(grey, grey, grey)
    }
    let cube = number - 16
    return RGB(
      UInt8(levels[cube / 36]), UInt8(levels[cube / 6 % 6]), UInt8(levels[cube % 6]))
  }

  /// The nearest entry among cube and greys (16…255); the 16 theme colours are never used, because
  /// every terminal shows them differently.
  public static func nearest256(to color: RGB) -> UInt8 {
    let wanted = PerceptualColor(color)
    let mean = (Int(color.red) + Int(color.green) + Int(color.blue)) / 3
    var best = 232 + min(23, max(0, (mean - 3) / 10))
    var least = wanted.distance(to: perceptual[best])
    // Of the cube the eight corners around the colour can be nearest.
    for red in neighbours(Int(color.red)) {
      for green in neighbours(Int(color.green)) {
        for blue in neighbours(Int(color.blue)) {
          let candidate = 16 + 36 * red + 6 * green + blue
          let far = wanted.distance(to: perceptual[candidate])
          // Of equals the cube wins: its entries are the same everywhere.
          if far <= least {
            least = far
            best = candidate
          }
        }
      }
    }
    return UInt8(best)
  }

  /// The nearest of the 16 theme colours (0…15) as xterm ships them.
  ///
  /// The theme holds strong colours only, so hues count more than lightness.
  /// - Parameter saturation: How much stronger hues are made first: 1 keeps them.
  public static func nearest16(to color: RGB, saturation: Double = 2.5) -> UInt8 {
    nearest(to: color, among: 16, saturation: saturation)
  }

  /// The nearest of the first 8 theme colours as xterm ships them; see `nearest16`.
  public static func nearest8(to color: RGB, saturation: Double = 2.5) -> UInt8 {
    nearest(to: color, among: 8, saturation: saturation)
  }

  private static func nearest(to color: RGB, among count: Int, saturation: Double) -> UInt8 {
    let wanted = PerceptualColor(color).saturated(by: Float(saturation))
    var best = 0
    var least = Float.infinity
    for index in 0..<count {
      let far = wanted.distance(to: perceptual[index], lightnessWeight: 0.6)
      if far < least {
        least = far
        best = index
      }
    }
    return UInt8(best)
  }

  /// Numbers of the cube levels below and above a channel value.
  private static func neighbours(_ value: Int) -> ClosedRange<Int> {
    let upper = levels.firstIndex { $0 >= value } ?? 5
    return (levels[upper] == value ? upper : max(0, upper - 1))...upper
  }

  /// All entries as they look.
  static let perceptual: [PerceptualColor] = (0..<256).map {
    PerceptualColor(color(UInt8($0)))
  }
}
