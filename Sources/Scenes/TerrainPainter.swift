/// Paints ground and ranges: marches every column from near to far over the height field and
/// fills each row it newly sees, so hills hide what lies behind them and textures foreshorten.
struct TerrainPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  private let groundMaterials: GroundMaterials
  private let ridgeMaterials: RidgeMaterials

  init(buffer: SampleBuffer, layout: Layout, light: Light, random: inout SceneRandom) {
    self.buffer = buffer
    self.layout = layout
    self.light = light
    groundMaterials = GroundMaterials(light: light, base: layout.ground.base, random: &random)
    ridgeMaterials = RidgeMaterials(light: light, random: &random)
  }

  /// Fills every sample below the skyline; water gets its label and depth, no colour yet.
  func paint() {
    let distances = TerrainPainter.distances(from: 0.9 / (1.001 - layout.horizon))
    let rows = Float(buffer.height)
    layout.ridges.withUnsafeBufferPointer { ridges in
      for column in 0..<buffer.width {
        let u = buffer.u(column)
        var unfilled = buffer.height
        var lastRow = rows * 1.3
        var lastInverse = 1 / distances[0]
        for z in distances {
          let x = u * z
          var height: Float = -1
          for ridge in ridges { height = max(height, ridge.elevation(x, z, octaves: 6)) }
          if height < layout.ground.relief {
            height = max(height, layout.ground.elevation(x, z))
          }
          let inverse = 1 / z
          let row = (layout.horizon + (1 - height) * inverse) * rows
          while unfilled > 0, Float(unfilled) - 0.5 >= row {
            unfilled -= 1
            let share = saturate((lastRow - Float(unfilled) - 0.5) / max(lastRow - row, 1e-6))
            let distance = 1 / (lastInverse + (inverse - lastInverse) * share)
            shade(column, unfilled, u: u, z: distance, ridges: ridges)
          }
          if unfilled == 0 { break }
          lastRow = row
          lastInverse = inverse
        }
      }
    }
  }

  private static func distances(from near: Float) -> [Float] {
    var list: [Float] = [near]
    while let last = list.last, last < 75 { list.append(last * 1.017) }
    return list + [120, 300, 1_200]
  }

  @inline(__always) private func shade(
    _ column: Int, _ row: Int, u: Float, z: Float, ridges: UnsafeBufferPointer<Ridge>
  ) {
    let x = u * z
    let index = row * buffer.width + column
    var best = -1
    var top: Float = 0
    for number in 0..<ridges.count {
      let height = ridges[number].elevation(x, z, octaves: 6)
      if height > top {
        top = height
        best = number
      }
    }
    if best >= 0, top < layout.ground.relief, top < layout.ground.elevation(x, z) { best = -1 }
    buffer.depth[index] = z
    if best < 0 {
      shadeGround(index, u: u, x: x, z: z)
    } else {
      shadeRidge(index, u: u, x: x, z: z, ridge: ridges, number: best)
    }
  }

  @inline(__always) private func shadeRidge(
    _ index: Int, u: Float, x: Float, z: Float, ridge ridges: UnsafeBufferPointer<Ridge>,
    number: Int
  ) {
    if ridges[number].label == .hill, layout.ground.climbs(x, z) {
      return shadeGround(index, u: u, x: x, z: z)
    }
    let step = ridges[number].distance * 0.004
    let height = ridges[number].elevation(x, z, octaves: 7)
    let right = ridges[number].elevation(x + step, z, octaves: 7)
    let back = ridges[number].elevation(x, z + step, octaves: 7)
    let smooth = ridges[number].elevation(x, z, octaves: 2)
    let normal = normalize(Vector((height - right) / step * 1.35, 1, (height - back) / step * 1.35))
    let hollow = min(max((height - smooth) / ridges[number].height * 5, -1), 1)
    let snow =
      ridges[number].label == .snow
      || ridgeMaterials.hasSnow(ridges[number], x: x, z: z, height: height)
    let color = ridgeMaterials.shade(
      ridges[number], snow: snow, x: x, z: z, height: height, normal: normal, hollow: hollow,
      light: light)
    buffer.color[index] = light.through(color, distance: z, u: u)
    buffer.label[index] = UInt8(snow ? SceneLabel.snow.rawValue : ridges[number].label.rawValue)
    buffer.instance[index] = snow ? 0 : UInt16(truncatingIfNeeded: ridges[number].instance)
  }

  @inline(__always) private func shadeGround(
    _ index: Int, u: Float, x: Float, z: Float
  ) {
    let surface = layout.ground.surface(x, z)
    buffer.label[index] = UInt8(surface.label.rawValue)
    buffer.instance[index] = UInt16(truncatingIfNeeded: surface.instance)
    if surface.label.isWater {
      buffer.color[index] = Vector(repeating: -1)  // `WaterPainter` fills it.
      return
    }
    let step = 0.03 + z * 0.006
    let bumps: Float = surface.label == .snow ? 2.2 : (surface.label == .road ? 0.3 : 1.2)
    let slope = layout.ground.slope(x, z, step: step)
    let normal = normalize(Vector(-slope.x * bumps, 1, -slope.z * bumps))
    var albedo = groundMaterials.albedo(
      surface.label, instance: surface.instance, x: x, z: z, edge: surface.edge)
    if surface.label == .sand, surface.edge < 0 {
      // Wet sand along the water line.
      albedo *= 0.55 + 0.45 * smoothstep(0, 0.1, -surface.edge)
    }
    let color = light.matt(albedo, normal: normal, openness: 0.95)
    buffer.color[index] = light.through(color, distance: z, u: u)
  }
}
