import Imaging
import Synchronization

/// Mixtures of few colours that come near to any colour in the mean: for each colour a list of
/// eight choices, dark to light, of which a place on the screen takes one by its number in a fixed
/// pattern. So the picture stands still while a part of it changes, and large parts keep their
/// lightness and hue. (Knoll's pattern dithering, in OKLab.)
final class ColorMixtures: Sendable {
  /// What a choice is made of: two colours of the terminal's palette and how much of a cell the
  /// first one covers, in quarters.
  struct Choice: Hashable {
    /// Colour of the ink.
    var ink: UInt8
    /// Colour around it.
    var ground: UInt8
    /// Quarters of the cell that are ink: 1 `░`, 2 `▒`, 3 `▓`, 4 all of it.
    var quarters: Int

    /// The sign that covers so much.
    var sign: Unicode.Scalar { ["░", "▒", "▓", " "][quarters - 1] }
  }

  /// Choices per colour.
  static let count = 8

  /// Cube and greys, one per dot.
  static let indexed256 = ColorMixtures(solid: 16..<256)
  /// The theme's 16, one per dot.
  static let sixteen = ColorMixtures(solid: 0..<16)
  /// The theme's dark 8, one per dot.
  static let eight = ColorMixtures(solid: 0..<8)
  /// The theme's 16 and the shades between any two of them, one per cell.
  static let shadesOf16 = ColorMixtures(shadesOf: 16)
  /// The theme's dark 8 and the shades between any two of them, one per cell.
  static let shadesOf8 = ColorMixtures(shadesOf: 8)

  private let choices: [Choice]
  private let colors: [SIMD4<Float>]
  /// How uneasy a choice looks: a small part of the squared distance of its two colours.
  private let unrest: [Float]
  /// Choices by colour of 6 bits per channel, filled when first asked for.
  private let table = Mutex<[UInt16]>([])

  private init(_ choices: [Choice], calm: Float) {
    self.choices = choices
    self.calm = calm
    colors = choices.map { choice in
      let ink = XtermPalette.perceptual[Int(choice.ink)].vector
      let ground = XtermPalette.perceptual[Int(choice.ground)].vector
      return ground + (ink - ground) * (Float(choice.quarters) / 4)
    }
    unrest = choices.map {
      0.06
        * XtermPalette.perceptual[Int($0.ink)].distance(
          to: XtermPalette.perceptual[Int($0.ground)])
    }
  }

  private convenience init(solid range: Range<Int>) {
    self.init(range.map { Choice(ink: UInt8($0), ground: UInt8($0), quarters: 4) }, calm: 0.3)
  }

  private convenience init(shadesOf count: Int) {
    var choices = (0..<count).map { Choice(ink: UInt8($0), ground: UInt8($0), quarters: 4) }
    for ground in 0..<count {
      // Ink is the later, brighter one: some terminals have bright colours for ink only.
      for ink in ground + 1..<max(count, ground + 1) {
        for quarters in 1...3 {
          choices.append(Choice(ink: UInt8(ink), ground: UInt8(ground), quarters: quarters))
        }
      }
    }
    self.init(choices, calm: 1)
  }

  /// The choice for a colour (OKLab) at a place of the pattern.
  func choice(for color: PerceptualColor, x: Int, y: Int) -> Choice {
    let rgb = color.color
    let key =
      (Int(rgb.red) >> 2) << 12 | (Int(rgb.green) >> 2) << 6 | Int(rgb.blue) >> 2
    let rank = Self.order[(y & 3) * 4 + (x & 3)] * Self.count / 16
    return table.withLock { table in
      if table.isEmpty {
        table = Array(repeating: .max, count: (1 << 18) * Self.count)
      }
      let place = key * Self.count
      if table[place] == .max {
        // The middle of the colours that share the entry.
        let middle = RGB(rgb.red & 0xFC | 2, rgb.green & 0xFC | 2, rgb.blue & 0xFC | 2)
        for (index, chosen) in mixture(of: PerceptualColor(middle).vector).enumerated() {
          table[place + index] = UInt16(chosen)
        }
      }
      return choices[Int(table[place + rank])]
    }
  }

  /// How much a choice that is far from the colour itself counts against it, beside the mean.
  private let calm: Float

  /// Numbers of choices whose mean comes near to a colour, dark to light.
  private func mixture(of color: SIMD4<Float>) -> [Int] {
    let near = nearest(to: color)
    var error = SIMD4<Float>.zero
    var chosen: [Int] = []
    for _ in 0..<Self.count {
      let wanted = color + error
      var best = near[0]
      var least = Float.infinity
      for index in near {
        let far =
          (wanted - colors[index]).squaredLength
          + calm * (color - colors[index]).squaredLength + unrest[index]
        if far < least {
          least = far
          best = index
        }
      }
      chosen.append(best)
      error += color - colors[best]
    }
    return chosen.sorted { colors[$0].x < colors[$1].x }
  }

  /// The choices that may take part: the sixteen nearest ones.
  private func nearest(to color: SIMD4<Float>) -> [Int] {
    var near: [Int] = []
    var distances: [Float] = []
    near.reserveCapacity(17)
    distances.reserveCapacity(17)
    for index in colors.indices {
      let far = (color - colors[index]).squaredLength + unrest[index]
      if near.count == 16, far >= distances[15] { continue }
      var place = near.count
      while place > 0, distances[place - 1] > far { place -= 1 }
      near.insert(index, at: place)
      distances.insert(far, at: place)
      if near.count > 16 {
        near.removeLast()
        distances.removeLast()
      }
    }
    return near
  }

  /// Bayer's 4×4 order, 0…15.
  private static let order: [Int] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]
}
