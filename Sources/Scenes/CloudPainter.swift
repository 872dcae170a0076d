/// Paints clouds: heaps of puffs with billowing rims, lit through a few steps towards the sun,
/// bright above, grey below, thin at the edge.
struct CloudPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  let drift: Float
  private let noise: Noise
  /// Light on a cloud that nothing shades, and in its own shade above and below.
  private let direct: Vector
  private let upper: Vector
  private let lower: Vector

  init(
    buffer: SampleBuffer, layout: Layout, light: Light, drift: Float, random: inout SceneRandom
  ) {
    self.buffer = buffer
    self.layout = layout
    self.light = light
    self.drift = drift
    noise = Noise(&random)
    let soft = mix(light.ambient, Vector(repeating: luminance(light.ambient)), 0.45)
    let storm = 1 - 0.4 * light.storm
    direct = light.sun * (0.8 * storm)
    upper = soft * (0.95 * storm) + light.horizon * 0.12
    lower = soft * (0.5 * storm) + light.bounce * 0.45 + light.horizon * 0.08
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
    let taps = sunwards(size: size, middle: ((left + right) * 0.5, (top + bottom) * 0.5))

    // One colour for each pixel of the final picture.
    for row in stride(from: firstRow & ~1, through: lastRow, by: 2) {
      let v = buffer.v(row)
      for column in stride(from: firstColumn & ~1, through: lastColumn, by: 2) {
        let open = buffer.openSky(column, row)
        guard open.any else { continue }
        let u = buffer.u(column) - drift
        let body = self.body(cloud, u, v, size: size)
        guard body.mass > -0.6 else { continue }
        let density = self.density(body, cloud, u, v, size: size, octaves: 6)
        guard density > 0 else { continue }
        var shade: Float = 0
        for tap in taps {
          let (pu, pv) = (u + tap.u, v + tap.v)
          let there = self.body(cloud, pu, pv, size: size)
          guard there.mass > -0.6 else { continue }
          let mass = self.density(there, cloud, pu, pv, size: size, octaves: tap.octaves)
          shade += max(0, mass - tap.front) * tap.weight
        }
        paint(
          open.indices, cloud, u: u, v: v, density: density, shade: shade, behind: taps[0].behind,
          size: size)
      }
    }
  }

  /// One step from a point of a cloud towards the sun.
  private struct Tap {
    let u: Float
    let v: Float
    let weight: Float
    /// How much of the mass the ray leaves beside it, because the sun stands before the cloud.
    let front: Float
    let octaves: Int
    /// 0…1, how much the sun stands behind the cloud.
    let behind: Float
  }

  private func sunwards(size: Float, middle: (u: Float, v: Float)) -> [Tap] {
    var towardU = light.sunU - middle.u
    var towardV = light.sunV - middle.v
    let length = max((towardU * towardU + towardV * towardV).squareRoot(), 1e-3)
    towardU /= length
    towardV /= length
    let isSeen = layout.sun != nil
    let behind = isSeen ? Fast.exp(-length * 2.4) : 0
    let front: Float = isSeen ? 0.05 : 0.3
    return [(Float(0.16), 5), (0.42, 4), (0.95, 2)].map { reach, octaves in
      Tap(
        u: towardU * size * reach, v: towardV * size * reach, weight: 0.55 + reach * 0.55,
        front: front * reach, octaves: octaves, behind: behind)
    }
  }

  /// Smooth mass of the puffs, above 0 inside, and the warp of its place.
  @inline(__always) private func body(
    _ cloud: Cloud, _ u: Float, _ v: Float, size: Float
  ) -> (mass: Float, warp: Float) {
    let scale = 0.9 / size
    let squeeze = 1 / cloud.flatness
    let warp = noise.fractal(u * scale * 0.7 + 31, v * scale * squeeze * 0.7, octaves: 2)
    let pu = u + warp * size * 0.35
    let isFlat = cloud.flatness < 0.6
    var body: Float = -1
    cloud.puffs.withUnsafeBufferPointer { puffs in
      for puff in puffs {
        let du = (pu - puff.center.u) / puff.radius * (isFlat ? 0.55 : 0.85)
        let dv = (v - puff.center.v) / puff.radius * (isFlat ? 1.5 : 1)
        let near = 1 - (du * du + dv * dv)
        body = max(body, near) + max(0, min(body, near)) * 0.3
      }
    }
    // Flat below: air condenses at one height, but never along a ruler.
    let floor = cloud.base + warp * size * 0.12
    return (body - smoothstep(-size * 0.06, size * 0.38, v - floor) * 1.7, warp)
  }

  /// Thickness of a cloud at a point, above 0 inside.
  @inline(__always) private func density(
    _ body: (mass: Float, warp: Float), _ cloud: Cloud, _ u: Float, _ v: Float, size: Float,
    octaves: Int
  ) -> Float {
    let scale = 0.9 / size
    let px = u * scale * 2 + body.warp
    let py = v * scale * 2 * (0.5 + 0.5 / cloud.flatness)
    if cloud.flatness < 0.6 {
      return body.mass * 0.75 + noise.fractal(px, py * 1.3, octaves: octaves) * 1.15 - 0.1
    }
    // Lumps above, shreds below.
    let lumps = noise.billow(px * 0.8, py * 0.8, octaves: octaves) - 0.42
    let shreds = noise.fractal(px * 1.5 + 7, py * 1.5, octaves: max(2, octaves - 1))
    let low = smoothstep(-0.5 * size, 0.1 * size, v - cloud.base)
    return body.mass * 0.85 + mix(lumps * 1.35, shreds * 1.2, 0.35 + 0.45 * low) - 0.08
  }

  @inline(__always) private func paint(
    _ samples: SIMD4<Int>, _ cloud: Cloud, u: Float, v: Float, density: Float, shade: Float,
    behind: Float, size: Float
  ) {
    let softness: Float = cloud.flatness < 0.6 ? 0.75 : 0.42
    let edge = saturate(density / softness)
    let cover = edge * edge * (3 - 2 * edge)
    // Beer's law, and what is scattered many times, which reaches deeper.
    let lit = 0.72 * Fast.exp(-shade * 2.1) + 0.28 * Fast.exp(-shade * 0.5)
    let above = saturate((cloud.base - v) / (size * 1.5) + 0.3)
    let rim = behind * Fast.exp(-density * 4.5) * 1.6
    let powder = 0.72 + 0.28 * saturate(density * 1.6)
    var color =
      (direct * (lit * powder * (0.75 + 0.25 * above) + rim) + mix(lower, upper, above))
      * light.own.brightness(of: cloud, seed: layout.textureSeed)
    let sky = light.sky(u + drift, v)
    color = mix(color, sky, 0.04 + 0.5 * saturate(light.cover - 0.3))
    color = mix(color, light.airColor(u), light.fog * 0.85)
    let far = saturate(1 - (layout.horizon - v) * 3.6)
    color = mix(color, light.airColor(u), far * far * 0.62)
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
