/// Paints ground and ranges: marches every column from near to far over the height field and
/// fills each row it newly sees, so hills hide what lies behind them and textures foreshorten.
struct TerrainPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  private let groundMaterials: GroundMaterials
  private let ridgeMaterials: RidgeMaterials
  private let shade: TerrainShade

  init(buffer: SampleBuffer, layout: Layout, light: Light, random: inout SceneRandom) {
    self.buffer = buffer
    self.layout = layout
    self.light = light
    groundMaterials = GroundMaterials(light: light, ground: layout.ground, random: &random)
    ridgeMaterials = RidgeMaterials(light: light, random: &random)
    shade = TerrainShade(layout: layout, light: light, random: &random)
  }

  /// Fills every sample below the skyline; water gets its label and depth, no colour yet.
  func paint() {
    let view = layout.view
    let steps = steps(from: max(0.3, 0.81 * (1 + view.y) / (1.001 - layout.horizon)))
    let rows = Float(buffer.height)
    let highestGround = layout.ground.relief + layout.ground.tuftHeight
    // Sun on the samples of a pixel: neighbours share it.
    var sunlight = [Float](repeating: -1, count: buffer.height / 2 + 1)
    layout.ridges.withUnsafeBufferPointer { ridges in
      for column in 0..<buffer.width {
        let u = buffer.u(column)
        if column & 1 == 0 { for row in 0..<sunlight.count { sunlight[row] = -1 } }
        var unfilled = buffer.height
        var lastRow = rows * 1.3
        var lastInverse = 1 / steps[0].distance
        var plane: Float = -1
        for step in steps {
          let distance = step.distance
          let (x, z) = (u * distance + view.x, distance + view.z)
          let inverse = 1 / distance
          // What is lower than this hides behind what is nearer.
          let least = view.height(row: Float(unfilled) / rows, distance: distance)
          var height: Float = -1
          var owner = -1
          for number in 0..<ridges.count {
            let there = ridges[number].elevation(x, z, octaves: 7, least: least)
            if there > height {
              height = there
              owner = number
            }
          }
          if height < highestGround, least < highestGround {
            if step.seesGround { plane = layout.ground.grown(x, z, distance: distance) }
            if plane >= height || height <= 0 {
              height = max(height, plane)
              owner = -1
            }
          }
          let row = view.row(height: height, inverse: inverse) * rows
          while unfilled > 0, Float(unfilled) - 0.5 >= row {
            unfilled -= 1
            let share = saturate((lastRow - Float(unfilled) - 0.5) / max(lastRow - row, 1e-6))
            let depth = 1 / (lastInverse + (inverse - lastInverse) * share)
            shade(
              column, unfilled, u: u, depth: depth, ridges: ridges, owner: owner,
              sunlight: &sunlight)
          }
          if unfilled == 0 { break }
          lastRow = min(row, Float(unfilled) + 1)
          lastInverse = inverse
        }
      }
    }
  }

  /// Distances to look at: closer together inside ranges, whose crests a long step would miss;
  /// the ground between is looked at as often as elsewhere.
  private func steps(from near: Float) -> [(distance: Float, seesGround: Bool)] {
    let inside = layout.ridges.map { ridge in
      let middle = ridge.distance - layout.view.z
      return (middle - ridge.reach)...(middle + ridge.reach)
    }
    var list: [(distance: Float, seesGround: Bool)] = [(near, true)]
    var (distance, ground) = (near, near)
    while distance < 75 {
      distance *= inside.contains { $0.contains(distance) } ? 1.0052 : 1.0155
      let seesGround = distance > ground * 1.0154
      if seesGround { ground = distance }
      list.append((distance, seesGround))
    }
    return list + [120, 300, 1_200].map { ($0, true) }
  }

  @inline(__always) private func shade(
    _ column: Int, _ row: Int, u: Float, depth: Float, ridges: UnsafeBufferPointer<Ridge>,
    owner: Int, sunlight: inout [Float]
  ) {
    let view = layout.view
    let (x, z) = (u * depth + view.x, depth + view.z)
    let index = row * buffer.width + column
    buffer.depth[index] = depth
    buffer.owner[index] = Int8(truncatingIfNeeded: owner)
    // The right sample of a pixel looks as the left one where both are the same surface.
    if column & 1 == 1, buffer.owner[index - 1] == Int8(truncatingIfNeeded: owner),
      abs(buffer.depth[index - 1] - depth) < depth * 0.02
    {
      buffer.color[index] = buffer.color[index - 1]
      buffer.direct[index] = buffer.direct[index - 1]
      buffer.label[index] = buffer.label[index - 1]
      buffer.instance[index] = buffer.instance[index - 1]
      return
    }
    if owner < 0 || (ridges[owner].label == .hill && layout.ground.climbs(x, z)) {
      return shadeGround(index, row, u: u, x: x, z: z, depth: depth, sunlight: &sunlight)
    }
    guard let first = ridges.baseAddress else { return }
    shadeRidge(index, row, u: u, x: x, z: z, depth: depth, range: first + owner, &sunlight)
  }

  @inline(__always) private func shadeRidge(
    _ index: Int, _ row: Int, u: Float, x: Float, z: Float, depth: Float,
    range: UnsafePointer<Ridge>,
    _ sunlight: inout [Float]
  ) {
    let step = max(depth * 1.4 / Float(buffer.height), range.pointee.distance * 0.0012)
    let height = range.pointee.elevation(x, z, octaves: 8)
    let right = range.pointee.elevation(x + step, z, octaves: 8)
    let back = range.pointee.elevation(x, z + step, octaves: 8)
    let smooth = range.pointee.elevation(x, z, octaves: 3)
    let normal = normalize(Vector((height - right) / step, 1, (height - back) / step))
    let hollow = min(max((height - smooth) / range.pointee.height * 6, -1), 1)
    let place = RidgeMaterials.Place(
      x: x, z: z, height: height, normal: normal, hollow: hollow,
      footprint: depth / Float(buffer.height))
    let snow = range.pointee.label == .snow || ridgeMaterials.hasSnow(range.pointee, at: place)
    if sunlight[row >> 1] < 0 { sunlight[row >> 1] = shade.sunlight(x: x, height: height, z: z) }
    let surface = ridgeMaterials.surface(range.pointee, at: place, snow: snow)
    store(
      index, surface.albedo, normal: normal, openness: surface.openness,
      lit: sunlight[row >> 1] * surface.lit, u: u, depth: depth, height: height)
    buffer.label[index] = UInt8(snow ? SceneLabel.snow.rawValue : range.pointee.label.rawValue)
    buffer.instance[index] = snow ? 0 : UInt16(truncatingIfNeeded: range.pointee.instance)
  }

  @inline(__always) private func shadeGround(
    _ index: Int, _ row: Int, u: Float, x: Float, z: Float, depth: Float,
    sunlight: inout [Float]
  ) {
    let surface = layout.ground.surface(x, z)
    buffer.label[index] = UInt8(surface.label.rawValue)
    buffer.instance[index] = UInt16(truncatingIfNeeded: surface.instance)
    if surface.label.isWater {
      buffer.color[index] = Vector(repeating: -1)  // `WaterPainter` fills it.
      return
    }
    let footprint = depth / Float(buffer.height)
    if sunlight[row >> 1] < 0 { sunlight[row >> 1] = shade.sunlight(x: x, height: 0.2, z: z) }
    let place = GroundMaterials.Place(
      label: surface.label, instance: surface.instance, x: x, z: z, edge: surface.edge,
      depth: depth, footprint: footprint)
    let look = groundMaterials.look(place)
    let slope = layout.ground.slope(x, z, step: 0.03 + z * 0.006)
    let bumps: Float = surface.label == .road ? 0.3 : 1.2
    let normal = normalize(
      Vector(-slope.x * bumps - look.slopeX, 1, -slope.z * bumps - look.slopeZ))
    var albedo = look.albedo
    if surface.label == .sand, surface.edge < 0 {
      // Wet sand along the water line.
      albedo *= 0.5 + 0.5 * smoothstep(0, 0.1, -surface.edge)
    }
    store(
      index, albedo, normal: normal, openness: look.openness, lit: sunlight[row >> 1] * look.lit,
      u: u,
      depth: depth, height: 0)
  }

  /// Writes the light of a matt surface, keeping apart what comes straight from the sun.
  @inline(__always) private func store(
    _ index: Int, _ albedo: Vector, normal: Vector, openness: Float, lit: Float, u: Float,
    depth: Float, height: Float
  ) {
    let facing = max(0, dot(normal, light.direction))
    let direct = albedo * light.sun * (facing * lit)
    let around = albedo * light.around(normal: normal, openness: openness)
    let air = light.air(distance: depth, u: u, height: height)
    buffer.direct[index] = direct * air.kept
    buffer.color[index] = (direct + around) * air.kept + air.added
  }
}

/// Which places of the terrain the sun reaches: shadows of ranges and of clouds.
struct TerrainShade {
  private let layout: Layout
  private let direction: Vector
  private let noise: Noise
  /// How much sun drifting clouds take, 0…1.
  private let clouds: Float
  private let highest: Float

  init(layout: Layout, light: Light, random: inout SceneRandom) {
    self.layout = layout
    direction = light.direction
    noise = Noise(&random)
    let count = Float(layout.clouds.count)
    clouds = count == 0 ? 0 : random.between(0.3, 1) * min(1, count / 4)
    highest = layout.ridges.reduce(0) { max($0, $1.height) }
  }

  /// Share of the sun that reaches a place, 0…1.
  func sunlight(x: Float, height: Float, z: Float) -> Float {
    var lit: Float = 1
    if clouds > 0 {
      let cover = noise.fractal(x * 0.05, z * 0.075, octaves: 3)
      lit = 1 - 0.85 * clouds * smoothstep(0.02, 0.3, cover)
    }
    guard direction.y < 0.85, lit > 0.05 else { return lit }
    let level = max((1 - direction.y * direction.y).squareRoot(), 1e-3)
    let (stepX, stepZ) = (direction.x / level, direction.z / level)
    let climb = direction.y / level
    for number in layout.ridges.indices {
      let ridge = layout.ridges[number]
      guard height < ridge.height else { continue }
      var reach = ridge.distance * 0.012
      let own = abs(z - ridge.distance) < ridge.reach
      if !own {
        // Enter the range where the ray meets its near or far side.
        guard abs(stepZ) > 0.05 else { continue }
        let side = z < ridge.distance ? ridge.distance - ridge.reach : ridge.distance + ridge.reach
        reach = (side - z) / stepZ + ridge.reach * 0.2
        guard reach > 0 else { continue }
      }
      for _ in 0..<6 {
        let ray = height + climb * reach
        if ray > highest { break }
        let ground = ridge.elevation(x + stepX * reach, z + stepZ * reach, octaves: 3)
        let gap = (ray - ground) / (0.05 * reach + 0.004 * ridge.distance) + 0.4
        if gap < 1 {
          lit = min(lit, saturate(gap))
          if gap < 0 { return 0 }
        }
        reach *= 1.8
      }
    }
    return lit
  }
}
