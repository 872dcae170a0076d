/// Paints water: traces the mirrored view into what is painted, bends it by waves, adds the
/// water's own colour, foam and glitter.
struct WaterPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  private let noise: Noise
  private let sky: SkyPainter
  private let body: Vector
  private let isSea: Bool
  /// Label of the water.
  private let own: UInt8
  /// Steepness of the waves, 0 glassy … 1.5 storm.
  private let swell: Float

  init(
    buffer: SampleBuffer, layout: Layout, light: Light, sky: SkyPainter,
    random: inout SceneRandom
  ) {
    self.buffer = buffer
    self.layout = layout
    self.light = light
    self.sky = sky
    noise = Noise(&random)
    let depths: [UInt32] = [0x1F5A6B, 0x1D4F70, 0x2C6A66, 0x35605A, 0x2A7A8C]
    body = linear(random.pick(depths))
    own = UInt8(layout.ground.water?.label.rawValue ?? 0)
    isSea = layout.ground.water?.label == .sea
    let calm = random.between(0.4, 1.1)
    swell = (isSea ? 1.15 : 0.42) * calm + 0.15 * light.cover + (isSea ? 0.8 : 0.35) * light.storm
  }

  /// Gives every water sample its colour; everything else must be painted.
  func paint() {
    // Row of the lowest thing above each stretch of water: nothing below it can be mirrored.
    var shores = [Int](repeating: 0, count: buffer.width)
    for row in 0..<buffer.height {
      for column in 0..<buffer.width {
        let index = row * buffer.width + column
        if buffer.color[index].x < 0 {
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
    let z = buffer.depth[index]
    let u = buffer.u(column)
    let x = u * z
    // Long waves across the view, and ripples of every size the distance lets one see.
    let fade = 1 / (1 + z * 0.03)
    let long = noise.fractal(x * (isSea ? 0.34 : 0.5), z * 1.1, octaves: 3)
    let short = ripples(x, z, bend: long) * fade
    let slope = (long * 0.45 + short) * swell
    let rows = Float(buffer.height)
    let bend = slope * rows * ((isSea ? 0.02 : 0.01) + 0.045 / (1 + z * 0.35))
    let sideways = Int(short * swell * rows * 0.008)
    let place = min(max(column + sideways, 0), buffer.width - 1)
    let reflected = mirror(
      row, place, from: min(shores[place], row - 2), z: z, u: u, bend: bend)

    // Grazing views mirror, steep ones look into the water.
    let facing = 1 / (1 + z * z * 0.55).squareRoot()
    let rough: Float = isSea ? 0.12 : 0
    let tilt = slope * (0.25 + 0.3 * facing)
    let fresnel = min(max(0.12 + 0.88 * Fast.exp(-facing * 2.6) - rough - tilt, 0.04), 0.95)
    let glowing = light.sun * 0.25 + light.ambient * 0.55 + light.horizon * 0.14
    let deep = body * glowing * (1 + 0.5 * slope)
    var color = mix(deep, reflected * 0.96, fresnel)

    // Sun road: waves that tip towards the sun flash.
    if layout.sun != nil {
      let away = abs(u - light.sunU) / (0.05 + 0.12 * (buffer.v(row) - layout.horizon))
      let flash = smoothstep(0.12, 0.55, short / max(fade, 0.2) + 0.3 * long)
      let lane = Fast.exp(-away * away) * (0.12 + flash) * (1 - 0.85 * light.cover)
      color += light.glow * lane * (0.75 - 0.5 * light.night) * (1 - 0.7 * light.fog)
    }
    color += light.sun * smoothstep(0.42, 0.7, short) * 0.05 * (1 - light.cover)
    color = foam(color, x: x, z: z, long: long, short: short)
    buffer.color[index] = light.through(color, distance: z * 0.8, u: u)
  }

  /// Sharp-crested ripples, about −1…1: two scales blended so that their width on the picture
  /// hardly depends on the distance.
  @inline(__always) private func ripples(_ x: Float, _ z: Float, bend: Float) -> Float {
    let level = Fast.log2(max(z, 0.5))
    let whole = Fast.floor(level)
    let coarse: Float = 13 * Fast.exp2(-whole)
    let near = noise.fractal(x * coarse + bend, z * coarse * 1.7, octaves: 3)
    let far = noise.fractal(x * coarse * 0.5 + bend + 9, z * coarse * 0.85, octaves: 3)
    let blended = mix(near, far, level - whole)
    return 0.5 - 1.6 * abs(blended) + 0.5 * blended
  }

  /// What a point of the water mirrors.
  ///
  /// A ray that leaves the water at distance z₀ has risen to d/z₀ − 1 at distance d, where it is
  /// seen in row horizon + 2/d − 1/z₀ (picture heights). Climb the rows of the column until
  /// something stands nearer than the ray.
  @inline(__always) private func mirror(
    _ row: Int, _ column: Int, from start: Int, z: Float, u: Float, bend: Float
  ) -> Vector {
    let rows = Float(buffer.height)
    let inverse = 1 / z
    var at = start
    let last = max(0, Int(rows * (layout.horizon - inverse)))
    while at > last {
      let rise = (Float(at) + 0.5) / rows - layout.horizon + inverse
      let ray = 2 / max(rise, 1e-4)
      let index = at * buffer.width + column
      let depth = buffer.depth[index]
      let label = buffer.label[index]
      // The ground is solid; what stands on it is thin: a ray may pass below a crown or an arch
      // and rise behind it, so it must cross that distance within this step.
      let before = 2 / max(rise + 2 / rows, 1e-4)
      let stands = WaterPainter.isThin(label)
      if depth <= ray * 1.005, depth > z, label != own, !stands || depth >= before * 0.995 {
        let bent = min(max(at + Int(bend), 0), buffer.height - 1) * buffer.width + column
        let usable = buffer.label[bent] != own && buffer.depth[bent] > z
        return buffer.color[usable ? bent : index]
      }
      at -= 2
    }
    // The sky is infinitely far and mirrors about the horizon; rough water shows it higher up.
    let height = 2 * layout.horizon * rows - Float(row)
    let source = min(
      height + bend - (isSea ? 0.05 * rows * swell : 0), layout.horizon * rows - 1)
    if source >= 0 {
      let index = Int(source) * buffer.width + column
      if buffer.depth[index] == .infinity { return buffer.color[index] }
    }
    return sky.color(u, source / rows, disc: false)
  }

  /// Labels of things painted at a single distance.
  @inline(__always) private static func isThin(_ label: UInt8) -> Bool {
    let thin: UInt32 = 0b1110_0000_1100_0000_0000
    return (thin >> UInt32(label)) & 1 == 1
  }

  @inline(__always) private func foam(
    _ color: Vector, x: Float, z: Float, long: Float, short: Float
  ) -> Vector {
    guard let water = layout.ground.water else { return color }
    var amount: Float = 0
    if isSea {
      let crest = smoothstep(0.52 - 0.1 * light.storm, 0.72, long + short * 0.6)
      amount = crest * (0.1 + 0.5 * light.storm) * smoothstep(30, 4, z)
      if water.beach > 0 {
        let depth = water.depth(x, z)
        let wash = noise.fractal(x * 1.4, z * 1.4, octaves: 4)
        let lines = smoothstep(0.6, 0.95, Fast.sine(turns: depth * 7 + wash * 0.9 + 0.2))
        amount = max(amount, lines * smoothstep(0.45, 0.0, depth) * saturate(0.6 + wash * 1.4))
        amount = max(amount, smoothstep(0.05, 0, depth - 0.03 * wash))
      }
    } else {
      let depth = water.depth(x, z)
      amount = 0.35 * smoothstep(0.05, 0, depth) * saturate(0.6 + short)
    }
    let white = Vector(0.85, 0.88, 0.9) * (light.sun * 0.4 + light.ambient * 0.75)
    return mix(color, white, saturate(amount) * 0.9)
  }
}
