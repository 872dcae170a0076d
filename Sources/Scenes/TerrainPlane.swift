/// A region of the ground with an outline drawn by noise: flowers, sand, snow, stones.
struct Patch {
  let label: SceneLabel
  let instance: Int
  /// Centre, camera heights from the viewer.
  let x: Float
  let z: Float
  /// Half axes.
  let radiusX: Float
  let radiusZ: Float

  /// Above 0 inside, about 1 in the centre.
  @inline(__always) func inside(_ px: Float, _ pz: Float, noise: Noise) -> Float {
    let dx = (px - x) / radiusX
    let dz = (pz - z) / radiusZ
    let round = dx * dx + dz * dz
    guard round < 2.2 else { return -1 }
    return 1 - round + 1.3 * noise.fractal(dx * 1.6 + x, dz * 1.6 + z, octaves: 4)
  }
}

/// A band through the landscape that winds into the distance: a road, a path or a river.
struct Way {
  let label: SceneLabel
  /// Half the width, camera heights.
  let halfWidth: Float
  /// Column of the vanishing end and swing of the bends on the picture plane.
  let start: Float
  let swing: Float
  let bends: Float
  let phase: Float
  let drift: Float

  /// Where its middle lies at a distance, camera heights from the centre.
  @inline(__always) func center(_ z: Float) -> Float {
    let octave = Fast.log2(max(z, 0.5))
    let u = start + drift / z + swing * Fast.sine(turns: octave * bends + phase)
    return u * z
  }

  /// Distance from the middle in half widths; 0…1 is on it, negative to the left.
  @inline(__always) func offset(_ x: Float, _ z: Float) -> Float { (x - center(z)) / halfWidth }
}

/// Where open water lies.
struct WaterBody {
  enum Shape: Sendable {
    /// Everything beyond a wavy shore line, to the horizon.
    case beyond(shore: Float, slope: Float, wave: Float)
    /// Everything nearer than a wavy shore line.
    case before(shore: Float, slope: Float, wave: Float)
    /// An oval basin.
    case basin(x: Float, z: Float, radiusX: Float, radiusZ: Float)
    /// A winding band.
    case stream(Way)
  }

  let label: SceneLabel
  let shape: Shape
  let noise: Noise
  /// Width of the sand along the shore, in the units of `depth(at:)`; 0 has none.
  let beach: Float

  /// Above 0 in the water, below 0 on land; about 1 per width of the body or shore distance.
  @inline(__always) func depth(_ x: Float, _ z: Float) -> Float {
    switch shape {
    case .beyond(let shore, let slope, let wave):
      let u = x / z
      let line = shore * (1 + slope * u + wave * noise.fractal(u * 2.2, 0.5, octaves: 4))
      return z / line - 1
    case .before(let shore, let slope, let wave):
      let u = x / z
      let line = shore * (1 + slope * u + wave * noise.fractal(u * 2.6, 7.5, octaves: 4))
      return 1 - z / line
    case .basin(let cx, let cz, let radiusX, let radiusZ):
      let dx = (x - cx) / radiusX
      let dz = (z - cz) / radiusZ
      let angleNoise = noise.fractal(dx * 1.3, dz * 1.3, octaves: 4) * 0.5
      return 1 - (dx * dx + dz * dz).squareRoot() + angleNoise
    case .stream(let way):
      let ragged = 0.28 * noise.fractal(x * 0.9, z * 0.9, octaves: 3)
      return 1 - abs(way.offset(x, z)) + ragged
    }
  }
}

/// The flat part of the world between the viewer and the ranges.
struct TerrainPlane {
  /// What covers it where nothing else does.
  let base: SceneLabel
  let water: WaterBody?
  let way: Way?
  let patches: [Patch]
  /// Height of its undulation, camera heights.
  let relief: Float
  /// Metres per camera height.
  let metres: Float
  /// Height of the grass, 0 a lawn … 1 a wild meadow.
  let growth: Float
  let noise: Noise

  /// Ground height, camera heights; 0 is the water level.
  @inline(__always) func elevation(_ x: Float, _ z: Float) -> Float {
    var height = relief * (0.5 + noise.fractal(x * 0.16, z * 0.16, octaves: 3)) * min(1, z * 0.12)
    if let water {
      let depth = water.depth(x, z)
      if depth > 0 { return 0 }
      height *= saturate(-depth * 2.5)
    }
    if let way { height *= 0.35 + 0.65 * saturate((abs(way.offset(x, z)) - 1) * 0.4) }
    return max(height, 0)
  }

  /// Ground height with what grows on it, which hides a little of what lies behind.
  @inline(__always) func grown(_ x: Float, _ z: Float, distance: Float) -> Float {
    let plain = elevation(x, z)
    guard distance < 24 else { return plain }
    let height = tuftHeight
    guard height > 0 else { return plain }
    var share: Float = 1
    if let water { share = saturate(-water.depth(x, z) * 6) }
    if let way { share *= saturate((abs(way.offset(x, z)) - 1.05) * 4) }
    guard share > 0 else { return plain }
    return plain + share * height * tufts(x, z)
  }

  /// Height of tufts or stones on the ground, camera heights.
  @inline(__always) var tuftHeight: Float {
    switch base {
    case .grass: (0.05 + 0.28 * growth) / metres
    case .rock: 0.5 / metres
    case .sand, .snow: 0.06 / metres
    default: 0
    }
  }

  /// Tufts of grass or stones, 0…1.
  @inline(__always) func tufts(_ x: Float, _ z: Float) -> Float {
    let scale = metres * 1.6
    let clumps = noise.value(x * scale + 17, z * scale)
    let blades = noise.value(x * scale * 4.3 + clumps, z * scale * 3.7)
    return saturate(0.5 + 0.26 * clumps + 0.45 * blades)
  }

  /// Slope of the undulation towards the right and the distance.
  @inline(__always) func slope(_ x: Float, _ z: Float, step: Float) -> (x: Float, z: Float) {
    let strength = relief * min(1, z * 0.12) / step * 0.16
    let here = noise.fractal(x * 0.16, z * 0.16, octaves: 3)
    let right = noise.fractal((x + step) * 0.16, z * 0.16, octaves: 3)
    let back = noise.fractal(x * 0.16, (z + step) * 0.16, octaves: 3)
    return ((right - here) * strength * 6, (back - here) * strength * 6)
  }

  /// Whether the way leads over a hill here.
  @inline(__always) func climbs(_ x: Float, _ z: Float) -> Bool {
    guard let way, abs(way.offset(x, z)) < 1 else { return false }
    return (water?.depth(x, z) ?? -1) <= 0
  }

  /// What lies at a place, with the instance number of a patch.
  @inline(__always) func surface(_ x: Float, _ z: Float) -> (
    label: SceneLabel, instance: Int, edge: Float
  ) {
    var wet: Float = -9
    if let water {
      wet = water.depth(x, z)
      if wet > 0 { return (water.label, 0, wet) }
    }
    if let way {
      let wobble = 0.12 * noise.value(x * 2.3, z * 2.3)
      let offset = way.offset(x, z)
      if abs(offset) < 1 + wobble { return (way.label, 0, offset) }
    }
    for patch in patches {
      let inside = patch.inside(x, z, noise: noise)
      if inside > 0 { return (patch.label, patch.instance, inside) }
    }
    guard let water, water.beach > 0, wet > -water.beach * 1.6 else { return (base, 0, 0) }
    let wobble = noise.fractal(x * 0.55, z * 0.55, octaves: 3) * 0.9
    if wet > -water.beach * (1 + 0.6 * wobble) { return (.sand, 0, wet) }
    return (base, 0, 0)
  }
}
