/// Paints leafy crowns: overlapping clumps of leaves, each a lit ball with a torn rim.
struct CrownPainter {
  let buffer: SampleBuffer
  let light: Light
  let noise: Noise

  private struct Clump {
    let x: Float
    let y: Float
    let radius: Float
    let nearness: Float
  }

  /// - Parameters:
  ///   - center: Column and row of the middle, samples.
  ///   - radiusX, radiusY: Half axes of the crown, samples.
  ///   - albedo: Colour of the leaves.
  func paint(
    _ object: SceneObject, label: SceneLabel, placement: Placement, center: (x: Float, y: Float),
    radiusX: Float, radiusY: Float, albedo: Vector, random: inout SceneRandom
  ) {
    let clumps = self.clumps(radiusX: radiusX, radiusY: radiusY, random: &random)
    let back = max(0, light.direction.z)
    let own = UInt16(truncatingIfNeeded: object.instance)
    let grain = max(11 / max(min(radiusX, radiusY), 1), 0.09)
    let shift = random.between(0, 200)
    for clump in clumps {
      let tint =
        albedo * random.between(0.8, 1.15)
        * Vector(random.between(0.9, 1.12), 1, random.between(0.85, 1.1))
      let reach = clump.radius * 1.25
      let columns = span(center.x + clump.x, reach, buffer.width)
      let rows = span(center.y + clump.y, reach, buffer.height)
      guard let columns, let rows else { continue }
      for row in rows {
        let dy = (Float(row) - center.y - clump.y) / clump.radius
        for column in columns {
          let index = row * buffer.width + column
          guard buffer.shows(index, depth: placement.depth),
            !buffer.isObject[index] || buffer.instance[index] != own
          else { continue }
          let dx = (Float(column) - center.x - clump.x) / clump.radius
          let round = dx * dx + dy * dy
          guard round < 1.5 else { continue }
          let px = Float(column) * grain + shift
          let py = Float(row) * grain
          let leaf = noise.fractal(px, py, octaves: 4)
          let side = noise.fractal(py + 41, px, octaves: 2)
          let torn = round + leaf * 1.1
          guard torn < 1 else { continue }
          let bulge = max(0, 1 - round).squareRoot()
          // The crown is one big ball of small balls.
          let wholeX = (Float(column) - center.x) / radiusX
          let wholeY = (Float(row) - center.y) / radiusY
          let normal = normalize(
            Vector(
              dx * 0.6 + wholeX * 0.6 + leaf * 0.9, -dy * 0.6 - wholeY * 0.6 + 0.15 + side * 0.8,
              -bulge * 0.7 - 0.35))
          let depthShade = 0.5 + 0.5 * clump.nearness
          let under = 1 - 0.45 * saturate(wholeY * 0.8 + 0.1) - 0.25 * saturate(dy)
          let openness = depthShade * under
          let flicker = 0.85 + 0.9 * leaf
          var leafColor = tint * flicker
          if light.snow > 0 {
            let caught = smoothstep(0.15, 0.75, normal.y + leaf * 0.5)
            leafColor = mix(leafColor, Vector(0.76, 0.81, 0.9), caught * light.snow * 0.85)
          }
          var color = light.matt(
            leafColor, normal: normal, openness: openness, lit: under * (0.55 + 0.45 * depthShade))
          // Leaves let light through when the sun is behind them.
          color += leafColor * Vector(1.1, 1, 0.5) * light.sun * (back * 0.28 * saturate(round))
          buffer.put(
            index, light.through(color, distance: placement.depth, u: placement.u),
            depth: placement.depth,
            label: label, instance: object.instance)
        }
      }
    }
  }

  private func clumps(
    radiusX: Float, radiusY: Float, random: inout SceneRandom
  ) -> [Clump] {
    let count = min(34, 7 + Int(max(radiusX, radiusY) * 0.32))
    let size = min(radiusX, radiusY)
    var list = [Clump(x: 0, y: 0, radius: size * 0.78, nearness: 0.1)]
    for _ in 0..<count {
      let turn = random.unit()
      let away = random.unit().squareRoot() * 0.74
      let nearness = random.unit()
      list.append(
        Clump(
          x: Fast.cosine(turns: turn) * away * radiusX,
          y: Fast.sine(turns: turn) * away * radiusY + (1 - nearness) * 0,
          radius: size * random.between(0.22, 0.44) * (count > 16 ? 0.86 : 1), nearness: nearness))
    }
    return list.sorted { $0.nearness > $1.nearness }
  }

  private func span(_ middle: Float, _ reach: Float, _ limit: Int) -> ClosedRange<Int>? {
    guard middle + reach >= 0, middle - reach < Float(limit) else { return nil }
    let low = max(0, Int(middle - reach))
    let high = min(limit - 1, Int(middle + reach))
    return low <= high ? low...high : nil
  }
}
