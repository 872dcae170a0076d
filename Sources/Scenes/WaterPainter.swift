/// Paints water: mirrors what is painted behind it, bends it by waves, adds body, foam, glitter.
struct WaterPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  let noise: Noise
  let sky: SkyPainter
  let body: Vector

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
  }

  /// Gives every water sample its colour; everything else must be painted.
  func paint() {
    let mirrors = mirrorRows()
    let rough = 0.35 + 0.5 * light.cover * 0.4 + 0.9 * light.storm
    let lake = layout.ground.water.map { $0.label != .sea } ?? true
    let swell = (lake ? 0.6 : 1.25) * rough
    for row in 0..<buffer.height {
      let v = buffer.v(row)
      for column in 0..<buffer.width {
        let index = row * buffer.width + column
        guard buffer.color[index].x < 0 else { continue }
        paint(index, column, row, v: v, mirror: mirrors[index], swell: swell)
      }
    }
  }

  /// For each water sample the row of the shore above it, in samples.
  private func mirrorRows() -> [Float] {
    let (width, height) = (buffer.width, buffer.height)
    var rows = [Float](repeating: 0, count: width * height)
    for column in 0..<width {
      var shore: Float = -1
      var above = false
      for row in 0..<height {
        let index = row * width + column
        let isWater = buffer.color[index].x < 0
        if isWater {
          // What is nearer than the water under it stands before the water, not in it.
          let covered = row > 0 && buffer.depth[index - width] < buffer.depth[index] * 0.985
          if !above, shore < 0 || !covered { shore = Float(row) }
          rows[index] = shore
        }
        above = isWater
      }
    }
    return rows
  }

  @inline(__always) private func paint(
    _ index: Int, _ column: Int, _ row: Int, v: Float, mirror: Float, swell: Float
  ) {
    let z = buffer.depth[index]
    let u = buffer.u(column)
    let x = u * z
    // Waves: long crests across the view, finer ones near the viewer.
    let fade = 1 / (1 + z * 0.05)
    let long = noise.fractal(x * 0.55, z * 0.9, octaves: 3)
    let short = noise.fractal(x * 1.9 + long, z * 3.4, octaves: 3) * fade
    let slope = (long * 0.5 + short) * swell
    let below = Float(row) - mirror
    let bend = slope * Float(buffer.height) * (0.014 + 0.05 / (1 + z * 0.35))
    var source = mirror - 1 - below * 0.94 + bend
    source = min(source, mirror - 1)
    let sideways = short * Float(buffer.height) * 0.008
    let sourceColumn = min(max(column + Int(sideways), 0), buffer.width - 1)
    var reflected = Vector(repeating: -1)
    if source >= 0 {
      // Where something near hides the mirrored point, take a neighbour's.
      for attempt in 0..<7 {
        let aside = (attempt & 1 == 0 ? -4 : 4) * attempt
        let place = sourceColumn + aside
        guard place >= 0, place < buffer.width else { continue }
        let at = Int(source) * buffer.width + place
        guard buffer.depth[at] > z * 0.97 else { continue }
        if buffer.depth[at] < .infinity { reflected = buffer.color[at] }
        break
      }
    }
    if reflected.x < 0 { reflected = reflectedSky(row, sourceColumn, u: u, bend: bend) }
    // Grazing views mirror, steep ones look into the water.
    let facing = 1 / (1 + z * z * 0.55).squareRoot()
    let fresnel = saturate(
      0.12 + 0.88 * Fast.exp(-facing * 2.6) - slope * 0.28 * (0.4 + facing))
    let glowing = light.sun * 0.2 + light.ambient * 0.45 + light.horizon * 0.12
    let deep = body * glowing * (1 + 0.35 * slope)
    var color = mix(deep, reflected * 0.96, fresnel)

    // Sun road: waves that tip towards the sun flash.
    if layout.sun != nil {
      let away = abs(u - light.sunU) / (0.05 + 0.12 * (v - layout.horizon))
      let flash = smoothstep(0.12, 0.55, short / max(fade, 0.2) + 0.3 * long)
      let lane = Fast.exp(-away * away) * (0.12 + flash) * (1 - 0.85 * light.cover)
      color += light.glow * lane * (0.75 - 0.5 * light.night)
    }
    color += light.sun * smoothstep(0.42, 0.7, short) * 0.05 * (1 - light.cover)
    color = foam(color, x: x, z: z, long: long, short: short)
    buffer.color[index] = light.through(color, distance: z * 0.8, u: u)
  }

  @inline(__always) private func foam(
    _ color: Vector, x: Float, z: Float, long: Float, short: Float
  ) -> Vector {
    guard let water = layout.ground.water else { return color }
    var amount: Float = 0
    if water.label == .sea {
      let crest = smoothstep(0.3 - 0.16 * light.storm, 0.5, long + short * 0.4)
      amount = crest * (0.12 + 0.6 * light.storm) * smoothstep(30, 4, z)
      if water.beach > 0 {
        let depth = water.depth(x, z)
        let wash = noise.fractal(x * 1.4, z * 1.4, octaves: 4)
        let lines = smoothstep(0.55, 0.9, Fast.sine(turns: depth * 7 + wash * 0.6 + 0.2))
        amount = max(amount, lines * smoothstep(0.5, 0.0, depth) * saturate(0.75 + wash))
        amount = max(amount, smoothstep(0.05, 0, depth - 0.02 * wash))
      }
    } else {
      let depth = water.depth(x, z)
      amount = 0.35 * smoothstep(0.05, 0, depth) * saturate(0.6 + short)
    }
    let white = Vector(0.85, 0.88, 0.9) * (light.sun * 0.3 + light.ambient * 0.6)
    return mix(color, white, saturate(amount) * 0.9)
  }

  /// The sky is infinitely far, so it mirrors about the horizon, not about the shore.
  @inline(__always) private func reflectedSky(
    _ row: Int, _ column: Int, u: Float, bend: Float
  ) -> Vector {
    let horizon = layout.horizon * Float(buffer.height)
    let source = min(2 * horizon - Float(row) + bend, horizon - 1)
    if source >= 0 {
      let at = Int(source) * buffer.width + column
      if buffer.depth[at] == .infinity { return buffer.color[at] }
    }
    return sky.color(u, source / Float(buffer.height), disc: false)
  }
}
