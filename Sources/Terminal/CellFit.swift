import Imaging

/// The sign and the two colours that come nearest to a piece of a picture: of all masks of the
/// sign's parts the one whose two means leave the least squared error in OKLab.
struct CellFit {
  /// The sign.
  var sign: Unicode.Scalar
  /// The sign with ink and ground exchanged.
  var opposite: Unicode.Scalar
  /// Colour of its ink.
  var ink: SIMD4<Float>
  /// Colour around it; equal to `ink` for a cell of one colour.
  var ground: SIMD4<Float>

  /// Fits a cell.
  /// - Parameters:
  ///   - dots: The cell's dots in OKLab, row by row, as many as `signs.dots` has; all count alike.
  ///   - signs: Quadrants, sextants, octants or half blocks.
  init(_ dots: UnsafeMutableBufferPointer<SIMD4<Float>>, signs: PixelGlyphs) {
    switch signs {
    case .quadrants: self.init(parts: dots, dotsPerPart: 1, glyphs: BlockGlyphs.quadrants)
    case .octants: self.init(parts: dots, dotsPerPart: 1, glyphs: BlockGlyphs.octants)
    case .sextants: self.init(sextants: dots)
    case .halfBlocks, .shades, .ascii: self.init(halves: dots)
    }
  }

  /// Exact: the upper and the lower dot.
  private init(halves dots: UnsafeMutableBufferPointer<SIMD4<Float>>) {
    self.init(sign: "▀", opposite: "▄", ink: dots[0], ground: dots[1])
  }

  private init(
    sign: Unicode.Scalar, opposite: Unicode.Scalar, ink: SIMD4<Float>, ground: SIMD4<Float>
  ) {
    self.sign = sign
    self.opposite = opposite
    self.ink = ink
    self.ground = ground
  }

  /// Of 2×6 dots: sums of two make the six parts of sextants, sums of three those of quadrants.
  private init(sextants dots: UnsafeMutableBufferPointer<SIMD4<Float>>) {
    self = withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: 10) { sums in
      let thirds = UnsafeMutableBufferPointer(rebasing: sums[0..<6])
      let halves = UnsafeMutableBufferPointer(rebasing: sums[6..<10])
      for column in 0..<2 {
        for row in 0..<3 {
          thirds[2 * row + column] = dots[4 * row + column] + dots[4 * row + 2 + column]
        }
        for row in 0..<2 {
          halves[2 * row + column] =
            dots[6 * row + column] + dots[6 * row + 2 + column] + dots[6 * row + 4 + column]
        }
      }
      let fine = Self.bestMask(thirds)
      let coarse = Self.bestMask(halves)
      if coarse.explained / 3 > fine.explained / 2 {
        return CellFit(
          parts: halves, dotsPerPart: 3, mask: coarse.mask, glyphs: BlockGlyphs.quadrants)
      }
      return CellFit(parts: thirds, dotsPerPart: 2, mask: fine.mask, glyphs: BlockGlyphs.sextants)
    }
  }

  private init(
    parts: UnsafeMutableBufferPointer<SIMD4<Float>>, dotsPerPart: Int, glyphs: [Unicode.Scalar]
  ) {
    self.init(
      parts: parts, dotsPerPart: dotsPerPart, mask: Self.bestMask(parts).mask, glyphs: glyphs)
  }

  private init(
    parts: UnsafeMutableBufferPointer<SIMD4<Float>>, dotsPerPart: Int, mask: Int,
    glyphs: [Unicode.Scalar]
  ) {
    var inside = SIMD4<Float>.zero
    var outside = SIMD4<Float>.zero
    for index in 0..<parts.count {
      if mask >> index & 1 == 1 { inside += parts[index] } else { outside += parts[index] }
    }
    let count = mask.nonzeroBitCount
    let ground = outside / Float((parts.count - count) * dotsPerPart)
    self.init(
      sign: glyphs[mask], opposite: glyphs[glyphs.count - 1 - mask],
      ink: count == 0 ? ground : inside / Float(count * dotsPerPart), ground: ground)
  }

  /// The mask that explains most: the squared sums of its two sides, each over its number of parts,
  /// are as large as can be. The last part is always ground, which loses nothing: a mask and its
  /// opposite show the same.
  private static func bestMask(
    _ parts: UnsafeMutableBufferPointer<SIMD4<Float>>
  ) -> (mask: Int, explained: Float) {
    let count = parts.count
    var total = SIMD4<Float>.zero
    for index in 0..<count { total += parts[index] }
    var best = 0
    // A mask must be better by more than rounding.
    var most = total.squaredLength / Float(count) + 1e-6
    // Walk all masks in Gray's order: each differs from the one before in one part.
    var mask = 0
    var inside = SIMD4<Float>.zero
    for step in 1..<(1 << (count - 1)) {
      let flipped = step.trailingZeroBitCount
      mask ^= 1 << flipped
      if mask >> flipped & 1 == 1 { inside += parts[flipped] } else { inside -= parts[flipped] }
      let size = Float(mask.nonzeroBitCount)
      let explained =
        inside.squaredLength / size + (total - inside).squaredLength / (Float(count) - size)
      if explained > most {
        most = explained
        best = mask
      }
    }
    return (best, most)
  }
}
