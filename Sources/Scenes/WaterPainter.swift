/// Paints water: waves tilt it, Fresnel's law divides what it mirrors from what comes out of it,
/// depth absorbs light, shores foam, and the sun glitters where a wave points at it.
struct WaterPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  private let noise: Noise
  private let sky: SkyPainter
  private let kind: Kind
  /// Label of the water.
  private let own: UInt8

  /// What kind of water it is.
  private struct Kind {
    let isSea: Bool
    /// Light the open water scatters back, and what lies under the shallows.
    let deep: Vector
    let bottom: Vector
    /// How fast it gets dark, per unit of `WaterBody.depth`.
    let absorption: Vector
    /// Longest wave, camera heights.
    let wave: Float
    /// Mean slope of the waves, 0 glassy … 0.3 storm.
    let steepness: Float
    /// How much calm and ruffled bands differ, 0…1.
    let bands: Float
  }

  init(
    buffer: SampleBuffer, layout: Layout, light: Light, sky: SkyPainter,
    random: inout SceneRandom
  ) {
    self.buffer = buffer
    self.layout = layout
    self.light = light
    self.sky = sky
    noise = Noise(&random)
    own = UInt8(layout.ground.water?.label.rawValue ?? 0)
    let label = layout.ground.water?.label
    let isSea = label == .sea
    let clear = isSea ? random.unit() : random.unit() * random.unit()
    let deep = mix(
      random.pick([
        Vector(0.010, 0.026, 0.034), Vector(0.012, 0.036, 0.058), Vector(0.018, 0.040, 0.034),
        Vector(0.020, 0.030, 0.026),
      ]), Vector(0.008, 0.13, 0.16), clear * clear)
    let wind = random.unit()
    let calm: Float = isSea ? 0.045 + 0.075 * wind : (label == .river ? 0.018 : 0.004)
    kind = Kind(
      isSea: isSea, deep: deep,
      bottom: mix(Vector(0.10, 0.09, 0.06), Vector(0.42, 0.40, 0.30), clear),
      absorption: mix(Vector(9, 5, 5), Vector(5, 1.3, 1.0), clear),
      wave: (isSea ? random.between(2.5, 7) : random.between(0.6, 1.6)) / layout.ground.metres,
      steepness: calm + (isSea ? 0 : 0.03 * wind * wind) + 0.02 * light.cover
        + (isSea ? 0.08 : 0.05) * light.storm,
      bands: isSea ? 0.35 : 0.9)
  }

  /// Marks what is painted.
  private static let wet: Int8 = -2

  /// Gives every water sample its colour; everything else must be painted.
  func paint() {
    // Row of the lowest thing above each stretch of water: nothing below it can be mirrored.
    var shores = [Int](repeating: 0, count: buffer.width)
    for row in 0..<buffer.height {
      for column in 0..<buffer.width {
        let index = row * buffer.width + column
        if buffer.color[index].x < 0 {
          if column & 1 == 1, buffer.owner[index - 1] == WaterPainter.wet {
            // The right sample of a pixel looks as the left one.
            buffer.color[index] = buffer.color[index - 1]
            continue
          }
          buffer.owner[index] = WaterPainter.wet
          paint(index, column, row, shores: shores)
        } else if buffer.label[index] != own {
          shores[column] = row
        }
      }
    }
  }

  @inline(__always) private func paint(
    _ index: Int, _ column: Int, _ row: Int, shores: [Int]
  ) {
    let depth = buffer.depth[index]
    let u = buffer.u(column)
    let (x, z) = (u * depth + layout.view.x, depth + layout.view.z)
    let above = 1 + layout.view.y
    let wave = self.wave(x, z, depth: depth)
    let normal = normalize(Vector(-wave.slopeX, 1, -wave.slopeZ))
    let view = normalize(Vector(u * depth, -above, depth))
    let facing = max(0.02, -dot(view, normal))
    let grazing = 1 - facing
    let squared = grazing * grazing
    // Rough water never mirrors like glass: waves hide each other's far sides.
    let most = 1 - 0.5 * min(1, kind.steepness * 5)
    let fresnel = (0.02 + 0.98 * squared * squared * grazing) * most
    let bounced = view + normal * (2 * facing)
    let slope = max(bounced.y, 0.012) / max(bounced.z, 0.05)
    let shift = (bounced.x / max(bounced.z, 0.05) - u) * Float(buffer.height) * 0.6
    let place = min(max(column + Int(min(max(shift, -60), 60)), 0), buffer.width - 1)
    let reflected = mirror(
      row, place, from: min(shores[place], row - 2), depth: depth, slope: slope)

    // What comes out of the water: the bottom where it is shallow, else its own colour.
    let wet = max(0, layout.ground.water?.depth(x, z) ?? 1)
    let path = wet * (kind.isSea ? 1.0 : 2.0) + 0.02
    let through = Vector(
      Fast.exp(-kind.absorption.x * path), Fast.exp(-kind.absorption.y * path),
      Fast.exp(-kind.absorption.z * path))
    let stones = 0.8 + 0.5 * noise.detail(x * 3, z * 3, footprint: depth / 170, gain: 0.8, most: 5)
    let inside = light.sun * max(0.12, light.direction.y) + light.ambient
    let own =
      (kind.bottom * stones * through + kind.deep * (Vector(repeating: 1) - through))
      * inside * (1 + 1.6 * (wave.slopeX * light.direction.x + wave.slopeZ * light.direction.z))
    var color = own * (1 - fresnel) + reflected * fresnel

    // The sun glitters where a wave points at it; far off many waves share a sample.
    let toward = dot(bounced, light.direction)
    let width = 260 / (1 + depth * 0.12)
    let flash = Fast.exp((toward - 1) * width) * width * 0.045
    color += light.sun * min(flash, 9) * (0.05 + fresnel)
    color = foam(color, x: x, z: z, depth: depth, wet: wet, wave: wave.height)
    buffer.color[index] = light.through(color, distance: depth * 0.8, u: u)
  }

  /// Height of the waves, about −1…1, and their slope towards the right and the distance.
  @inline(__always) private func wave(
    _ x: Float, _ z: Float, depth: Float
  ) -> (height: Float, slopeX: Float, slopeZ: Float) {
    let scale = 1 / kind.wave
    let (px, pz) = (x * scale * 0.62, z * scale * 1.25)
    let footprint = depth / Float(buffer.height)
    // A sample is longer than wide: between the two lies what it can show.
    let seen = footprint * scale * (1 + min(depth, 14) * 0.22)
    let step = max(seen * 0.9, 0.03)
    let most = 7
    let here = noise.detail(px, pz, footprint: seen, gain: 0.6, most: most)
    let right = noise.detail(px + step, pz, footprint: seen, gain: 0.6, most: most)
    let back = noise.detail(px, pz + step, footprint: seen, gain: 0.6, most: most)
    let gusts = noise.fractal(x * 0.09 + 3, z * 0.3, octaves: 3)
    let strength = kind.steepness * max(0.08, 1 + kind.bands * gusts * 1.8) / step
    return (here, (right - here) * strength * 0.7, (back - here) * strength * 1.3)
  }

  /// What a ray sees that left the water at a distance with a slope.
  ///
  /// At distance D the ray is (D − d)·slope high and seen in row horizon + (H + d·slope)/D − slope
  /// (picture heights, H the camera's height). Climb the rows of the column until something stands
  /// nearer than the ray.
  @inline(__always) private func mirror(
    _ row: Int, _ column: Int, from start: Int, depth: Float, slope: Float
  ) -> Vector {
    let rows = Float(buffer.height)
    let reach = 1 + layout.view.y + depth * slope
    var at = start
    let last = max(0, Int(rows * (layout.horizon - slope)))
    while at > last {
      let rise = (Float(at) + 0.5) / rows - layout.horizon + slope
      let ray = reach / max(rise, 1e-4)
      let index = at * buffer.width + column
      let there = buffer.depth[index]
      // The ground is solid; what stands on it is thin: a ray may pass below a crown or an arch
      // and rise behind it, so it must cross that distance within this step.
      let before = reach / max(rise + 2 / rows, 1e-4)
      if there <= ray * 1.005, there > depth, buffer.label[index] != own,
        !buffer.isObject[index] || there >= before * 0.98
      {
        return buffer.color[index]
      }
      at -= 2
    }
    let source = layout.horizon - slope
    if source >= 0 {
      let index = min(Int(source * rows), buffer.height - 1) * buffer.width + column
      if buffer.depth[index] == .infinity { return buffer.color[index] }
    }
    return sky.color(buffer.u(column), source, disc: false)
  }

  /// White water: crests in the wind, breakers and lace along the shore.
  @inline(__always) private func foam(
    _ color: Vector, x: Float, z: Float, depth: Float, wet: Float, wave: Float
  ) -> Vector {
    guard let water = layout.ground.water else { return color }
    var amount: Float = 0
    let metres = layout.ground.metres
    if kind.isSea {
      let windy = saturate(kind.steepness * 7 - 0.45)
      let crest = smoothstep(0.3 - 0.14 * windy, 0.48, wave)
      let torn = noise.billow(x * metres * 0.8, z * metres * 1.4, octaves: 4)
      amount = crest * windy * smoothstep(0.2, 0.5, torn + 0.2)
      if water.beach > 0, wet < 0.9 {
        let wash = noise.fractal(x * 0.9, z * 0.9, octaves: 4)
        let swell = Fast.sine(turns: wet * 5.5 + wash * 0.8 + 0.2)
        let breaker = smoothstep(0.5, 0.98, swell) * smoothstep(0.75, 0.1, wet)
        let lace = smoothstep(0.34, 0.16, torn) * smoothstep(0.5, 0, wet) * saturate(0.5 + wash)
        let edge = smoothstep(0.06, 0, wet - 0.04 * wash)
        let rough = 0.25 + 0.75 * smoothstep(0.2, 0.62, torn + breaker * 0.35)
        amount = max(amount, max(breaker * rough, max(lace * 0.8, edge * rough)))
      }
    } else {
      let torn = noise.fractal(x * metres * 2, z * metres * 2, octaves: 3)
      amount = 0.3 * smoothstep(0.03, 0, wet) * saturate(0.4 + torn)
    }
    guard amount > 0 else { return color }
    let white = (light.sun * max(0.2, light.direction.y) + light.ambient) * 0.72
    return mix(color, white, saturate(amount) * 0.92)
  }
}
