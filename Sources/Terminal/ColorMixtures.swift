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

    /// All of it as one number.
    var packed: UInt32 { UInt32(ink) | UInt32(ground) << 8 | UInt32(quarters) << 16 }

    /// The sign that covers so much.
    var sign: Unicode.Scalar { ["░", "▒", "▓", " "][quarters - 1] }

    init(ink: UInt8, ground: UInt8, quarters: Int) {
      self.ink = ink
      self.ground = ground
      self.quarters = quarters
    }

    init(packed: UInt32) {
      self.init(
        ink: UInt8(truncatingIfNeeded: packed), ground: UInt8(truncatingIfNeeded: packed >> 8),
        quarters: Int(packed >> 16))
    }
  }

  /// Choices per colour.
  static let count = 8

  /// Cube and greys, one per dot.
  static let indexed256 = ColorMixtures(solid: 16..<256)
  /// The theme's 16, one per dot.
  static let sixteen = ColorMixtures(solid: 0..<16)
  /// The theme's dark 8, one per dot.
  static let eight = ColorMixtures(solid: 0..<8)
  /// Cube and greys and the shades between near ones, one per cell.
  static let shadesOf256 = ColorMixtures(shadesOfNear: 16..<256)
  /// The theme's 16 and the shades between any two of them, one per cell.
  static let shadesOf16 = ColorMixtures(shadesOf: 16)
  /// The theme's dark 8 and the shades between any two of them, one per cell.
  static let shadesOf8 = ColorMixtures(shadesOf: 8)

  /// A choice, its colour in the mean, and how uneasy it looks.
  private struct Candidate {
    var choice: Choice
    var color: SIMD4<Float>
    var unrest: Float

    /// - Parameter unrest: The unrest of two colours by the square of their distance.
    init(_ choice: Choice, unrest: (Float) -> Float) {
      self.choice = choice
      let ink = XtermPalette.perceptual[Int(choice.ink)].vector
      let ground = XtermPalette.perceptual[Int(choice.ground)].vector
      color = ground + (ink - ground) * (Float(choice.quarters) / 4)
      self.unrest = unrest((ink - ground).squaredLength)
    }
  }

  private let candidates: [Candidate]
  /// Whether the shades between the candidates near a colour are candidates for it too.
  private let shadesNear: Bool
  /// How much a choice that is far from the colour itself counts against it, beside the mean.
  private let calm: Float
  /// Choices by colour of 6 bits per channel, filled when first asked for.
  private let table = Mutex<[UInt32]>([])

  private init(_ candidates: [Candidate], calm: Float, shadesNear: Bool = false) {
    self.candidates = candidates
    self.calm = calm
    self.shadesNear = shadesNear
  }

  private static func solid(_ range: Range<Int>) -> [Candidate] {
    range.map {
      Candidate(Choice(ink: UInt8($0), ground: UInt8($0), quarters: 4), unrest: { _ in 0 })
    }
  }

  private convenience init(solid range: Range<Int>) {
    self.init(Self.solid(range), calm: 0.3)
  }

  private convenience init(shadesOfNear range: Range<Int>) {
    self.init(Self.solid(range), calm: 3, shadesNear: true)
  }

  private convenience init(shadesOf count: Int) {
    var all = Self.solid(0..<count)
    for ground in 0..<count {
      // Ink is the later, brighter one: some terminals have bright colours for ink only.
      for ink in ground + 1..<max(count, ground + 1) {
        for quarters in 1...3 {
          let choice = Choice(ink: UInt8(ink), ground: UInt8(ground), quarters: quarters)
          // Few colours are far apart: a small part of their distance.
          all.append(Candidate(choice) { 0.06 * $0.squareRoot() })
        }
      }
    }
    self.init(all, calm: 3)
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
          table[place + index] = chosen.packed
        }
      }
      return Choice(packed: table[place + rank])
    }
  }

  /// Choices whose mean comes near to a colour, dark to light.
  private func mixture(of color: SIMD4<Float>) -> [Choice] {
    var near = Self.nearest(shadesNear ? 24 : 16, to: color, of: candidates)
    if shadesNear { near = Self.nearest(16, to: color, of: near + Self.shades(of: near)) }
    var error = SIMD4<Float>.zero
    var chosen: [Candidate] = []
    for _ in 0..<Self.count {
      let wanted = color + error
      var best = near[0]
      var least = Float.infinity
      for candidate in near {
        let far =
          (wanted - candidate.color).squaredLength
          + calm * (color - candidate.color).squaredLength + candidate.unrest
        if far < least {
          least = far
          best = candidate
        }
      }
      chosen.append(best)
      error += color - best.color
    }
    return chosen.sorted { $0.color.x < $1.color.x }.map(\.choice)
  }

  /// The shades between any two of some colours.
  private static func shades(of solid: [Candidate]) -> [Candidate] {
    var shades: [Candidate] = []
    for (index, ground) in solid.enumerated() {
      for ink in solid[(index + 1)...] {
        for quarters in 1...3 {
          let choice = Choice(
            ink: max(ink.choice.ink, ground.choice.ink),
            ground: min(ink.choice.ink, ground.choice.ink), quarters: quarters)
          // Near colours melt into each other: a part of the square counts.
          shades.append(Candidate(choice) { 0.08 * $0 })
        }
      }
    }
    return shades
  }

  /// The choices that may take part: the nearest ones.
  private static func nearest(
    _ count: Int, to color: SIMD4<Float>, of candidates: [Candidate]
  ) -> [Candidate] {
    var near: [(far: Float, candidate: Candidate)] = []
    near.reserveCapacity(count + 1)
    for candidate in candidates {
      let far = (color - candidate.color).squaredLength + candidate.unrest
      if near.count == count, far >= near[count - 1].far { continue }
      var place = near.count
      while place > 0, near[place - 1].far > far { place -= 1 }
      near.insert((far, candidate), at: place)
      if near.count > count { near.removeLast() }
    }
    return near.map(\.candidate)
  }

  /// Bayer's 4×4 order, 0…15.
  private static let order: [Int] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]
}
