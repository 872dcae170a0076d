/// Light scattered once by the air (Nishita et al. 1993), as a table over the picture plane.
///
/// Air, haze and ozone are layers around a sphere; a light stands at any height above or below
/// the horizon, so that twilight comes out of the geometry and not out of chosen colours.
final class SkyDome {
  /// One light of the sky.
  struct Source {
    /// Towards it, length 1; z points away from the viewer.
    var direction: Vector
    /// Light outside the air, perpendicular to the ray.
    var strength: Vector
    /// Steepness of the forward peak of haze, 0…0.9.
    var forward: Float = 0.76
  }

  private static let columns = 25
  private static let rows = 28
  private static let reachU: Float = 1.6
  private static let reachV: Float = 1.7
  private static let radius: Float = 6_360_000
  private static let airHeight: Float = 8_000
  private static let hazeHeight: Float = 1_300
  private static let air = Vector(5.8e-6, 13.5e-6, 33.1e-6)
  private static let ozone = Vector(0.65e-6, 1.88e-6, 0.085e-6) * 1.6

  private let haze: Vector
  private let sources: [Source]
  /// Light without the forward peak, then the part that the peak multiplies, per source.
  private let even: UnsafeMutablePointer<Vector>
  private let peaked: UnsafeMutablePointer<Vector>
  /// Light of the whole hemisphere on a level surface, divided by π.
  private(set) var irradiance = Vector.zero

  /// - Parameters:
  ///   - turbidity: Haze, 0 clean mountain air … 1 a milky day.
  init(sources: [Source], turbidity: Float) {
    self.sources = sources
    haze = Vector(4.2e-6, 4.1e-6, 4.0e-6) * (0.7 + 8 * turbidity)
    let count = SkyDome.columns * SkyDome.rows
    even = .allocate(capacity: count)
    even.initialize(repeating: .zero, count: count)
    peaked = .allocate(capacity: count * sources.count)
    peaked.initialize(repeating: .zero, count: count * sources.count)
    for row in 0..<SkyDome.rows {
      let share = Float(row) / Float(SkyDome.rows - 1)
      let rise = 0.004 + share * share * SkyDome.reachV
      for column in 0..<SkyDome.columns {
        let across = Float(column) / Float(SkyDome.columns - 1) * 2 - 1
        let view = normalize(Vector(across * SkyDome.reachU, rise, 1))
        let index = row * SkyDome.columns + column
        for number in 0..<sources.count {
          let light = scattered(view, sources[number])
          even[index] += light.even
          peaked[number * count + index] = light.peaked
        }
      }
    }
    irradiance = hemisphere()
  }

  deinit {
    even.deallocate()
    peaked.deallocate()
  }

  /// Light from a direction of the picture plane; `rise` counts up from the horizon.
  @inline(__always) func color(_ u: Float, _ rise: Float) -> Vector {
    let x =
      (min(max(u / SkyDome.reachU, -0.999), 0.999) * 0.5 + 0.5) * Float(SkyDome.columns - 1)
    let y =
      (min(max(rise, 0) / SkyDome.reachV, 0.998)).squareRoot() * Float(SkyDome.rows - 1)
    let (left, top) = (Int(x), Int(y))
    let (fx, fy) = (x - Float(left), y - Float(top))
    let at = top * SkyDome.columns + left
    var color = blend(even, at, fx, fy)
    let view = normalize(Vector(u, max(rise, 0), 1))
    for number in 0..<sources.count {
      let part = blend(peaked + number * SkyDome.columns * SkyDome.rows, at, fx, fy)
      let angle = dot(view, sources[number].direction)
      color += part * SkyDome.peak(angle, sources[number].forward)
    }
    return color
  }

  /// Share of a source's light that reaches the ground, per channel.
  func transmittance(_ direction: Vector) -> Vector {
    let depth = depths(0, cosine: direction.y)
    return SkyDome.exp(-(SkyDome.air * depth.air + haze * depth.haze + SkyDome.ozone * depth.ozone))
  }

  @inline(__always) private func blend(
    _ table: UnsafeMutablePointer<Vector>, _ at: Int, _ fx: Float, _ fy: Float
  ) -> Vector {
    let next = at + SkyDome.columns
    let upper = table[at] + (table[at + 1] - table[at]) * fx
    let lower = table[next] + (table[next + 1] - table[next]) * fx
    return upper + (lower - upper) * fy
  }

  /// Forward peak of haze (Henyey and Greenstein 1941).
  @inline(__always) private static func peak(_ cosine: Float, _ forward: Float) -> Float {
    let square = forward * forward
    let base = max(1 + square - 2 * forward * cosine, 1e-4)
    return 0.0796 * (1 - square) / (base * base.squareRoot())
  }

  private static func exp(_ value: Vector) -> Vector {
    Vector(Fast.exp(value.x), Fast.exp(value.y), Fast.exp(value.z))
  }

  /// Light scattered into a view.
  private func scattered(_ view: Vector, _ source: Source) -> (even: Vector, peaked: Vector) {
    // Length of the ray to the top of the air, 70 km up.
    let top: Float = 70_000
    let along = SkyDome.radius * view.y
    let length =
      (along * along + 2 * SkyDome.radius * top + top * top).squareRoot() - along
    let steps = 14
    var passed = Vector.zero
    var (even, peaked) = (Vector.zero, Vector.zero)
    let angle = dot(view, source.direction)
    let phase = 0.0597 * (1 + angle * angle)
    var before: Float = 0
    for step in 1...steps {
      let share = Float(step) / Float(steps)
      let end = length * share * share
      let (middle, width) = ((before + end) * 0.5, end - before)
      before = end
      let height =
        (SkyDome.radius * SkyDome.radius + middle * middle + 2 * along * middle).squareRoot()
        - SkyDome.radius
      let air = Fast.exp(-height / SkyDome.airHeight)
      let dust = Fast.exp(-height / SkyDome.hazeHeight)
      let ozone = max(0, 1 - abs(height - 25_000) / 15_000)
      passed += (SkyDome.air * air + haze * dust + SkyDome.ozone * ozone) * width
      // Height of the source as seen from there: the ground curves away.
      let cosine =
        (SkyDome.radius * source.direction.y + middle * angle) / (SkyDome.radius + height)
      let depth = depths(height, cosine: cosine)
      guard depth.air < 1e9 else {
        // In the shadow of the ground: only what the lit air above sends down, blue from ozone.
        let dim = Fast.exp(depth.haze / 5_500) * 0.5
        let down = SkyDome.exp(-passed) * (width * 0.0796 * dim)
        even += SkyDome.air * Vector(0.26, 0.36, 0.62) * down * air
        continue
      }
      let toSource =
        SkyDome.air * depth.air + haze * depth.haze + SkyDome.ozone * depth.ozone
      let arriving = SkyDome.exp(-(passed + toSource)) * width
      // What is scattered more than once comes evenly and is dimmed less.
      let again = SkyDome.exp(-(passed + toSource * 0.55)) * (width * 0.0796 * 1.0)
      even += SkyDome.air * (arriving * phase + again) * air + haze * again * (dust * 0.9)
      peaked += haze * arriving * (dust * 0.9)
    }
    return (even * source.strength * 1.3, peaked * source.strength * 1.15)
  }

  /// Columns of air, haze and ozone between a height and a source. Where the ground is between
  /// them, air is infinite and haze says how far below the lit air the height is, below 0.
  private func depths(
    _ height: Float, cosine: Float
  ) -> (air: Float, haze: Float, ozone: Float) {
    let distance = SkyDome.radius + height
    let lowest = distance * max(0, 1 - cosine * cosine).squareRoot() - SkyDome.radius
    if cosine < 0, lowest < -3_000 { return (.infinity, lowest + 3_000, 0) }
    let air = SkyDome.airHeight * Fast.exp(-height / SkyDome.airHeight)
    let dust = SkyDome.hazeHeight * Fast.exp(-height / SkyDome.hazeHeight)
    let over = max(0, 1 - max(0, height - 25_000) / 15_000) * 15_000
    let slant = 1 / max(0.08, (cosine * cosine + 0.012).squareRoot())
    return (
      air * chapman(distance / SkyDome.airHeight, cosine),
      dust * chapman(distance / SkyDome.hazeHeight, cosine), over * slant
    )
  }

  /// Slant over vertical column of an exponential layer around a sphere (Schüler 2012).
  private func chapman(_ x: Float, _ cosine: Float) -> Float {
    let c = (x * 1.570_796).squareRoot()
    guard cosine < 0 else { return c / ((c - 1) * cosine + 1) }
    let sine = max(0, 1 - cosine * cosine).squareRoot()
    let low = sine * x
    return 2 * (low * 1.570_796).squareRoot() * Fast.exp(min(x - low, 30))
      - c / ((1 - c) * cosine + 1)
  }

  /// Mean light of the sky on a level surface.
  private func hemisphere() -> Vector {
    var sum = Vector.zero
    var total: Float = 0
    for ring in 0..<3 {
      let rise = [Float(0.26), 0.6, 0.93][ring]
      let level = (1 - rise * rise).squareRoot()
      for turn in 0..<6 {
        let angle = (Float(turn) + 0.5 * Float(ring & 1)) / 6
        let view = Vector(
          level * Fast.cosine(turns: angle), rise, level * Fast.sine(turns: angle))
        for source in sources {
          let light = scattered(view, source)
          let peak = SkyDome.peak(dot(view, source.direction), source.forward)
          sum += (light.even + light.peaked * min(peak, 0.5)) * rise
        }
        total += rise
      }
    }
    return sum * (1 / total)
  }
}
