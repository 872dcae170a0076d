/// Smooth lattice noise in −1…1 over the plane, with its own offset for every use.
///
/// Lattice values come from one shared table of 256×256 numbers, so a value costs four loads.
struct Noise {
  private let table: UnsafePointer<Float>
  private let offsetX: Float
  private let offsetY: Float

  /// Noise whose offset is drawn from the generator.
  init(_ random: inout SceneRandom) {
    table = NoiseTable.shared.values
    offsetX = random.between(0, 256)
    offsetY = random.between(0, 256)
  }

  /// One octave at a point, −1…1.
  @inline(__always) func value(_ x: Float, _ y: Float) -> Float {
    lattice(x + offsetX, y + offsetY)
  }

  /// Sum of octaves, each twice as fine and half as strong, about −1…1.
  @inline(__always) func fractal(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var sum: Float = 0
    var strength: Float = 0.5
    var px = x + offsetX
    var py = y + offsetY
    for _ in 0..<octaves {
      sum += strength * lattice(px, py)
      // Turn by 37 degrees and double: hides the lattice.
      let turned = px * 1.6 + py * 1.2
      py = py * 1.6 - px * 1.2
      px = turned
      strength *= 0.5
    }
    return sum
  }

  /// Ridged sum of octaves: sharp crests, each octave weighted by the one before, 0…1.
  @inline(__always) func ridged(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var sum: Float = 0
    var strength: Float = 0.5
    var weight: Float = 1
    var px = x + offsetX
    var py = y + offsetY
    for _ in 0..<octaves {
      var crest = 1 - abs(lattice(px, py))
      crest *= crest * weight
      sum += strength * crest
      weight = min(1, crest * 1.6)
      let turned = px * 1.6 + py * 1.2
      py = py * 1.6 - px * 1.2
      px = turned
      strength *= 0.5
    }
    return sum
  }

  /// Sum of octaves down to a wavelength: the finest one fades in, so that nothing pops when the
  /// camera comes nearer.
  /// - Parameters:
  ///   - footprint: Size of a sample in the units of `x` and `y`.
  ///   - gain: Strength of each octave over the one before.
  @inline(__always) func detail(
    _ x: Float, _ y: Float, footprint: Float, gain: Float, most: Int
  ) -> Float {
    var sum: Float = 0
    var strength: Float = 0.5
    var wave: Float = 1
    var px = x + offsetX
    var py = y + offsetY
    let finest = footprint * 2
    for _ in 0..<most {
      let seen = min((wave - finest) / finest, 1)
      guard seen > 0 else { break }
      sum += strength * seen * lattice(px, py)
      let turned = px * 1.6 + py * 1.2
      py = py * 1.6 - px * 1.2
      px = turned
      strength *= gain
      wave *= 0.5
    }
    return sum
  }

  /// Ridged octaves that slopes wear down: sharp crests and ribs above smooth valleys, 0…1 (after
  /// Quilez's eroded noise).
  @inline(__always) func eroded(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var sum: Float = 0
    var strength: Float = 0.5
    var weight: Float = 1
    var (slopeX, slopeY) = (Float(0), Float(0))
    var px = x + offsetX
    var py = y + offsetY
    for _ in 0..<octaves {
      let (value, dx, dy) = sloped(px, py)
      // A crest a little round, so that the slope does not jump across it.
      let bent = (value * value + 0.012).squareRoot()
      let crest = max(0, 1.06 - bent)
      let turn = -2 * crest * value / bent * strength
      slopeX += turn * dx
      slopeY += turn * dy
      let worn = crest * crest * weight
      sum += strength * worn / (1 + 0.16 * (slopeX * slopeX + slopeY * slopeY))
      weight = min(1, 0.1 + crest * 1.05)
      let turned = px * 1.6 + py * 1.2
      py = py * 1.6 - px * 1.2
      px = turned
      // The slope turns with its octave.
      let across = slopeX * 0.8 + slopeY * 0.6
      slopeY = slopeY * 0.8 - slopeX * 0.6
      slopeX = across
      strength *= 0.47
    }
    return sum * 1.1
  }

  /// One octave with its derivatives.
  @inline(__always) private func sloped(
    _ x: Float, _ y: Float
  ) -> (value: Float, dx: Float, dy: Float) {
    let shiftedX = x - 0.5 + 12_582_912
    let shiftedY = y - 0.5 + 12_582_912
    let fx = x - (shiftedX - 12_582_912)
    let fy = y - (shiftedY - 12_582_912)
    let left = Int(shiftedX.bitPattern & 255)
    let top = Int(shiftedY.bitPattern & 255) << 8
    let right = (left + 1) & 255
    let bottom = (top + 256) & 0xFFFF
    let sx = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
    let sy = fy * fy * fy * (fy * (fy * 6 - 15) + 10)
    let ex = 30 * fx * fx * (fx * (fx - 2) + 1)
    let ey = 30 * fy * fy * (fy * (fy - 2) + 1)
    let (a, b) = (table[top | left], table[top | right])
    let (c, d) = (table[bottom | left], table[bottom | right])
    let across = b - a + (a - b - c + d) * sy
    let down = c - a + (a - b - c + d) * sx
    return (a + (b - a) * sx + down * sy, across * ex, down * ey)
  }

  /// Sum of folded octaves: round lumps between sharp creases, 0…1.
  @inline(__always) func billow(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var sum: Float = 0
    var strength: Float = 0.5
    var px = x + offsetX
    var py = y + offsetY
    for _ in 0..<octaves {
      sum += strength * abs(lattice(px, py))
      let turned = px * 1.6 + py * 1.2
      py = py * 1.6 - px * 1.2
      px = turned
      strength *= 0.5
    }
    return sum * 1.5
  }

  /// Uncorrelated number of a lattice cell, 0…1.
  @inline(__always) func cell(_ x: Int, _ y: Int) -> Float {
    table[(((y &+ 91) & 255) << 8) | ((x &+ 37) & 255)] * 0.5 + 0.5
  }

  @inline(__always) private func lattice(_ x: Float, _ y: Float) -> Float {
    // Adding 1.5 · 2²³ rounds to whole numbers and leaves them in the low bits.
    let shiftedX = x - 0.5 + 12_582_912
    let shiftedY = y - 0.5 + 12_582_912
    let fx = x - (shiftedX - 12_582_912)
    let fy = y - (shiftedY - 12_582_912)
    let left = Int(shiftedX.bitPattern & 255)
    let top = Int(shiftedY.bitPattern & 255) << 8
    let right = (left + 1) & 255
    let bottom = (top + 256) & 0xFFFF
    let sx = fx * fx * (3 - 2 * fx)
    let sy = fy * fy * (3 - 2 * fy)
    let upper = table[top | left] + (table[top | right] - table[top | left]) * sx
    let lower = table[bottom | left] + (table[bottom | right] - table[bottom | left]) * sx
    return upper + (lower - upper) * sy
  }
}

/// The lattice numbers all noise shares, written once before anyone can read them.
private final class NoiseTable: @unchecked Sendable {
  // Sendable: the memory is filled in `init`, never written again and never freed.
  static let shared = NoiseTable()
  let values: UnsafePointer<Float>

  private init() {
    var random = SceneRandom(seed: 0x6A09_E667_F3BC_C908)
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: 65_536)
    for index in 0..<65_536 { memory[index] = random.between(-1, 1) }
    values = UnsafePointer(memory)
  }
}
