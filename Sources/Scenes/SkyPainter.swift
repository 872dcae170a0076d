/// Paints the sky behind everything: gradient, sun or moon with its glow, stars, high veils.
struct SkyPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  private let noise: Noise
  private let drift: Float
  /// Radius of the labelled glow, picture heights.
  private let glowRadius: Float = 0.085

  init(
    buffer: SampleBuffer, layout: Layout, light: Light, drift: Float, random: inout SceneRandom
  ) {
    self.buffer = buffer
    self.layout = layout
    self.light = light
    self.drift = drift
    noise = Noise(&random)
  }

  /// Fills every sample that is still sky.
  func paint() {
    // One colour for each pixel of the final picture: the sky is smooth.
    for row in stride(from: 0, to: buffer.height, by: 2) {
      let v = buffer.v(row)
      for column in stride(from: 0, to: buffer.width, by: 2) {
        let open = buffer.openSky(column, row)
        guard open.any else { continue }
        let u = buffer.u(column)
        let paint = color(u, v)
        for lane in 0..<4 where buffer.depth[open.indices[lane]] == .infinity {
          buffer.color[open.indices[lane]] = paint
        }
        if let sun = layout.sun {
          let distance = (u - sun.u) * (u - sun.u) + (v - sun.v) * (v - sun.v)
          guard distance < glowRadius * glowRadius else { continue }
          for lane in 0..<4 where buffer.depth[open.indices[lane]] == .infinity {
            buffer.label[open.indices[lane]] = UInt8(SceneLabel.sunGlow.rawValue)
          }
        }
      }
    }
  }

  /// Light from a direction of the open sky.
  @inline(__always) func color(_ u: Float, _ v: Float, disc shown: Bool = true) -> Vector {
    var color = light.sky(u, v)
    let rise = max(0.02, light.horizonRow - v)
    // High veils drawn out by wind, and the folds of a closed cover.
    let farness = 1 / (rise + 0.12)
    let px = (u - drift * 0.3) * farness
    if light.cover > 0.02 {
      // Folds seen from below: soft bulges, torn and dark in a storm.
      let bend = noise.fractal(px * 0.45 + 3, farness * 0.9, octaves: 2)
      let fold = noise.fractal(px * 0.8 + bend, farness * 1.6 + bend, octaves: 6)
      let bulge = noise.billow(px * 0.7 + bend * 0.6, farness * 1.5, octaves: 5)
      let weight = light.cover * (0.5 + 0.55 * light.storm) * smoothstep(0, 0.16, rise)
      color *= max(0.3, 1 + weight * (fold * 0.9 + (bulge - 0.45) * 0.7))
    }
    if layout.veil > 0 {
      let bend = noise.fractal(px * 0.8 + 9, farness * 1.1, octaves: 2)
      let streak = noise.fractal(px * 0.9 + bend, farness * 3.2 + bend * 1.5, octaves: 5)
      let veil = smoothstep(0.0, 0.55, streak) * layout.veil * smoothstep(0.02, 0.2, rise)
      let bright = light.sun * 0.24 + light.ambient * 0.5 + light.horizon * 0.2
      color = mix(color, bright, veil * 0.6 * (1 - light.cover) * (1 - 0.5 * light.night))
    }
    if light.night > 0.1 { color += stars(u, v, rise) }
    if shown, layout.sun != nil { color += disc(u, v) }
    return color
  }

  @inline(__always) private func disc(_ u: Float, _ v: Float) -> Vector {
    let du = u - light.sunU
    let dv = v - light.sunV
    let distance = (du * du + dv * dv).squareRoot()
    let clear = (1 - 0.9 * light.cover) * (1 - 0.6 * light.fog)
    let radius: Float = 0.019 + 0.005 * light.night
    let body = smoothstep(radius, radius * 0.82, distance)
    var shine = light.glow
    if light.night > 0.5 {
      // Seas of the moon, and a faint ring.
      let seas = smoothstep(-0.1, 0.5, noise.fractal(u * 60, v * 60, octaves: 3))
      shine *= body * (9 - 3.5 * seas) + Fast.exp(-distance * 26) * 0.6
    } else {
      shine *=
        body * 14 + Fast.exp(-distance * 40) * 2.4 + Fast.exp(-distance * 13) * 0.42
        + Fast.exp(-distance * 4.5) * 0.07
    }
    return shine * clear
  }

  @inline(__always) private func stars(_ u: Float, _ v: Float, _ rise: Float) -> Vector {
    let scale: Float = 62
    let cellU = Fast.floor(u * scale)
    let cellV = Fast.floor(v * scale)
    let (column, row) = (Int(cellU), Int(cellV))
    let chosen = noise.cell(column, row)
    guard chosen > 0.7 else { return .zero }
    let du = u * scale - cellU - 0.2 - 0.6 * noise.cell(row, column &+ 7)
    let dv = v * scale - cellV - 0.2 - 0.6 * noise.cell(column &+ 19, row)
    let magnitude = (chosen - 0.7) * 3.33
    let size = 0.075 + 0.09 * magnitude * magnitude
    let point = smoothstep(size, 0, (du * du + dv * dv).squareRoot())
    let seen = light.night * (1 - light.cover) * (1 - light.fog) * smoothstep(0.02, 0.3, rise)
    let warm = mix(Vector(0.8, 0.9, 1.1), Vector(1.1, 0.95, 0.8), noise.cell(row, column))
    let power = magnitude * magnitude * magnitude
    return warm * (point * seen * (0.006 + 0.16 * power))
  }
}
