/// Paints leafy crowns: many clumps of leaves in a rough ellipsoid, lit by how much of the crown
/// lies between them and the sun, with gaps through which branches and sky are seen.
struct CrownPainter {
  let buffer: SampleBuffer
  let light: Light
  let noise: Noise

  /// One crown.
  struct Crown {
    let label: SceneLabel
    /// Column and row of the middle, samples.
    let center: (x: Float, y: Float)
    /// Half axes, samples.
    let radiusX: Float
    let radiusY: Float
    /// Colour of the leaves.
    let albedo: Vector
    /// Clumps per crown, and the radius of one in crown radii.
    let clumps: Int
    let size: ClosedRange<Float>
    /// How flat a clump is, 1 round … 0.3 layered like a pine's.
    let flatness: Float
    /// Share of the crown's middle that is filled behind the clumps, 0…1.
    let core: Float
    /// 0 leaves … 1 twigs only.
    let bareness: Float
  }

  private struct Clump {
    /// In crown radii; x right, y up, z away from the viewer.
    let place: Vector
    let radius: Float
    let lit: Float
    let openness: Float
    let tint: Vector
  }

  /// Paints a crown; what is painted first lies in front.
  func paint(
    _ crown: Crown, of object: SceneObject, at placement: Placement, random: inout SceneRandom
  ) {
    let shift = random.between(0, 200)
    let list = clumps(of: crown, random: &random)
    for clump in list { paint(clump, crown, object, placement, shift: shift) }
    if crown.core > 0 {
      let dark = Clump(
        place: Vector(0, -0.08, 0.6), radius: 0.86 * crown.core, lit: 0.12, openness: 0.3,
        tint: crown.albedo * 0.75)
      paint(dark, crown, object, placement, shift: shift + 60, torn: 1.5)
    }
  }

  private func paint(
    _ clump: Clump, _ crown: Crown, _ object: SceneObject, _ placement: Placement, shift: Float,
    torn: Float = 1.25
  ) {
    let radiusX = clump.radius * crown.radiusX
    let radiusY = clump.radius * crown.radiusY * crown.flatness
    let middleX = crown.center.x + clump.place.x * crown.radiusX
    let middleY = crown.center.y - clump.place.y * crown.radiusY
    guard let columns = span(middleX, radiusX * 1.35, buffer.width),
      let rows = span(middleY, radiusY * 1.35, buffer.height)
    else { return }
    let own = UInt16(truncatingIfNeeded: object.instance)
    // Leaves are fixed to the tree, not to the picture; `unit` is a sixth of its height.
    let unit = 6 / (object.height * placement.scale)
    let air = light.air(distance: placement.depth, u: placement.u)
    let back = max(0, light.direction.z)
    for row in rows {
      let dy = (middleY - Float(row)) / radiusY
      let py = (Float(row) - placement.row) * unit
      for column in columns {
        let dx = (Float(column) - middleX) / radiusX
        let round = dx * dx + dy * dy
        guard round < 1.8 else { continue }
        let index = row * buffer.width + column
        guard buffer.shows(index, depth: placement.depth),
          !buffer.isObject[index] || buffer.instance[index] != own
        else { continue }
        let px = (Float(column) - placement.column) * unit + shift
        let leaf = noise.detail(
          px * 1.3, py * 1.3, footprint: unit * 0.8, gain: 0.92, most: 7)
        guard round + leaf * torn * 0.85 < 1 else { continue }
        let side = noise.value(py * 9 + 41, px * 9)
        let bulge = max(0, 1 - round).squareRoot()
        let normal = normalize(
          Vector(
            dx * 0.55 + clump.place.x * 0.6 + leaf * 0.8,
            dy * 0.55 + clump.place.y * 0.55 + 0.22 + side * 0.5,
            clump.place.z * 0.5 - bulge * 0.5 - 0.1))
        // Lower leaves of a clump lie in the shade of the upper ones.
        let under = smoothstep(-0.9, 0.5, dy + leaf * 0.6)
        var leafColor = clump.tint * max(0.25, 0.84 + 0.8 * leaf + 0.25 * side)
        if crown.bareness > 0 {
          let twigs = 0.5 + abs(noise.value(px * 24, py * 10)) * 0.9
          leafColor = mix(leafColor, leafColor * twigs, crown.bareness)
        }
        if light.snow > 0 {
          let caught = smoothstep(0.2, 0.7, normal.y + leaf * 0.6 + 0.15 * dy)
          leafColor = mix(leafColor, Vector(0.78, 0.82, 0.9), caught * light.snow * 0.8)
        }
        let lit = clump.lit * (0.3 + 0.7 * under)
        let around = light.around(normal: normal, openness: clump.openness * (0.45 + 0.55 * under))
        let facing = max(0, dot(normal, light.direction)) * 0.85 + 0.15
        // Leaves let light through when the sun is behind them.
        let glowing = Vector(1.25, 1.1, 0.4) * (0.16 + back * 0.75) * (1 - crown.bareness)
        let color =
          leafColor * (light.sun * (facing * lit) + around + light.sun * glowing * (lit * 0.5))
        buffer.put(
          index, color * air.kept + air.added, depth: placement.depth, label: crown.label,
          instance: object.instance)
      }
    }
  }

  /// Clumps in a shell of the crown, the nearest first.
  private func clumps(of crown: Crown, random: inout SceneRandom) -> [Clump] {
    var list: [Clump] = []
    // A crown is never even: one side and one height carry more.
    let heavy = random.between(-0.25, 0.25)
    for _ in 0..<crown.clumps {
      let turn = random.unit()
      let rise = random.between(-0.75, 1)
      let level = max(0, 1 - rise * rise).squareRoot()
      let away = 0.42 + 0.5 * random.unit().squareRoot()
      let place =
        Vector(
          Fast.cosine(turns: turn) * level + heavy * rise, rise, Fast.sine(turns: turn) * level)
        * away
      let radius = random.between(crown.size.lowerBound, crown.size.upperBound)
      // How far the sun's light comes through the crown.
      let along = dot(place, light.direction)
      let rest = max(0, 1 - dot(place, place) + along * along).squareRoot() - along
      let lit = 0.06 + 0.94 * Fast.exp(-max(0, rest - 0.2) * 2.1)
      let openness = saturate(0.34 + 0.4 * dot(place, place) + 0.3 * place.y)
      let hue = Vector(random.between(0.88, 1.15), 1, random.between(0.8, 1.15))
      list.append(
        Clump(
          place: place, radius: radius, lit: lit, openness: openness,
          tint: crown.albedo * hue * random.between(0.75, 1.15)))
    }
    return list.sorted { $0.place.z < $1.place.z }
  }

  private func span(_ middle: Float, _ reach: Float, _ limit: Int) -> ClosedRange<Int>? {
    guard middle + reach >= 0, middle - reach < Float(limit) else { return nil }
    let low = max(0, Int(middle - reach))
    let high = min(limit - 1, Int(middle + reach))
    return low <= high ? low...high : nil
  }
}
