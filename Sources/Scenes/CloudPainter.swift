/// Paints clouds: puffs torn by warped noise, lit towards the sun, dark below, thin at the rim.
struct CloudPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  let drift: Float
  private let noise: Noise

  init(
    buffer: SampleBuffer, layout: Layout, light: Light, drift: Float, random: inout SceneRandom
  ) {
    self.buffer = buffer
    self.layout = layout
    self.light = light
    self.drift = drift
    noise = Noise(&random)
  }

  /// Paints every cloud, those near the horizon first.
  func paint() {
    for cloud in layout.clouds.sorted(by: { $0.base > $1.base }) { paint(cloud) }
  }

  private func paint(_ cloud: Cloud) {
    let size = cloud.puffs.reduce(Float(0)) { max($0, $1.radius) }
    let stretch = 1 / cloud.flatness
    var (left, right, top, bottom) = (Float(9), Float(-9), Float(9), Float(-9))
    for puff in cloud.puffs {
      let reach = puff.radius * 1.7
      left = min(left, puff.center.u - reach * max(1, stretch * 0.6) + drift)
      right = max(right, puff.center.u + reach * max(1, stretch * 0.6) + drift)
      top = min(top, puff.center.v - reach)
      bottom = max(bottom, puff.center.v + reach)
    }
    let rows = Float(buffer.height)
    let firstRow = max(0, Int(top * rows))
    let lastRow = min(buffer.height - 1, Int(max(0, min(bottom, layout.horizon) * rows)))
    let center = Float(buffer.width) * 0.5
    let firstColumn = max(0, Int(max(-30_000, left * rows + center)))
    let lastColumn = min(buffer.width - 1, Int(right * rows + center))
    guard firstRow <= lastRow, firstColumn <= lastColumn else { return }
    // Step towards the sun on the picture plane.
    let towardU = light.sunU - (left + right) * 0.5
    let towardV = light.sunV - (top + bottom) * 0.5
    let length = max((towardU * towardU + towardV * towardV).squareRoot(), 1e-3)
    let stepU = towardU / length * size * 0.42
    let stepV = towardV / length * size * 0.42
    let behind = Fast.exp(-length * 3) * (layout.sun == nil ? 0.2 : 1)

    // One colour for each pixel of the final picture.
    for row in stride(from: firstRow & ~1, through: lastRow, by: 2) {
      let v = buffer.v(row)
      for column in stride(from: firstColumn & ~1, through: lastColumn, by: 2) {
        let open = buffer.openSky(column, row)
        guard open.any else { continue }
        let u = buffer.u(column) - drift
        let density = self.density(cloud, u, v, size: size, octaves: 6)
        guard density > 0 else { continue }
        let shadow = self.density(cloud, u + stepU, v + stepV, size: size, octaves: 4)
        paint(
          open.indices, cloud, u: u, v: v, density: density, shadow: shadow, behind: behind,
          size: size)
      }
    }
  }

  /// Thickness of a cloud at a point, above 0 inside.
  @inline(__always) private func density(
    _ cloud: Cloud, _ u: Float, _ v: Float, size: Float, octaves: Int
  ) -> Float {
    let scale = 0.9 / size
    let squeeze = 1 / cloud.flatness
    let warpU = noise.fractal(u * scale * 0.7 + 31, v * scale * squeeze * 0.7, octaves: 2)
    let pu = u + warpU * size * 0.35
    var body: Float = -1
    cloud.puffs.withUnsafeBufferPointer { puffs in
      for puff in puffs {
        let du = (pu - puff.center.u) / puff.radius * (cloud.flatness < 0.6 ? 0.55 : 0.85)
        let dv = (v - puff.center.v) / puff.radius * (cloud.flatness < 0.6 ? 1.5 : 1)
        let near = 1 - (du * du + dv * dv)
        body = max(body, near) + max(0, min(body, near)) * 0.25
      }
    }
    // Flat below: air condenses at one height.
    body -= smoothstep(0, size * 0.35, v - cloud.base) * 1.6
    guard body > -0.75 else { return -1 }
    let billow = noise.fractal(
      u * scale * 2 + warpU, v * scale * 2 * (0.5 + squeeze * 0.5), octaves: octaves)
    return body * 0.8 + billow * 0.95 - 0.12
  }

  @inline(__always) private func paint(
    _ samples: SIMD4<Int>, _ cloud: Cloud, u: Float, v: Float, density: Float, shadow: Float,
    behind: Float,
    size: Float
  ) {
    let cover = smoothstep(0, 0.32, density)
    // Beer's law towards the sun, a floor of scattered light, a bright rim against the sun.
    let lit = Fast.exp(-max(0, shadow) * 1.5)
    let above = saturate((cloud.base - v) / (size * 1.4) + 0.35)
    let rim = behind * Fast.exp(-density * 5) * 1.2
    let storm = 1 - 0.45 * light.storm
    let direct = light.sun * (0.6 * (0.12 + 0.88 * lit) + rim * 0.35)
    let softened = mix(light.ambient, Vector(repeating: luminance(light.ambient)), 0.35)
    let scattered = softened * (0.42 + 0.6 * above) + light.horizon * 0.16
    let dim = storm * (1 - 0.38 * light.twilight)
    var color =
      (direct + scattered) * (light.own.brightness(of: cloud, seed: layout.textureSeed) * dim)
    color = mix(color, light.sky(u + drift, v), 0.12 + 0.4 * saturate(light.cover - 0.4))
    color = mix(color, light.airColor(u), light.fog * 0.8)
    let far = saturate(1 - (layout.horizon - v) * 5)
    color = mix(color, light.airColor(u), far * (0.35 + light.density * 6))
    for lane in 0..<4 {
      let index = samples[lane]
      guard buffer.depth[index] == .infinity else { continue }
      buffer.color[index] = mix(buffer.color[index], color, cover)
      guard cover > 0.5 else { continue }
      buffer.label[index] = UInt8(SceneLabel.cloud.rawValue)
      buffer.instance[index] = UInt16(truncatingIfNeeded: cloud.instance)
    }
  }
}
