/// Paints houses, fences and bridges.
struct BuildingPainter {
  let filler: QuadFiller
  let layout: Layout
  let light: Light
  let noise: Noise

  func paint(_ object: SceneObject) {
    var random = SceneRandom(seed: object.seed)
    let ground = Placement.groundHeight(object.x, object.z, layout)
    switch object.kind {
    case .house: house(object, ground, &random)
    case .fence(let dx, let dz): fence(object, dx: dx, dz: dz, &random)
    case .bridge: bridge(object, &random)
    default: return
    }
  }

  // MARK: House

  private func house(_ object: SceneObject, _ ground: Float, _ random: inout SceneRandom) {
    let usualWall = random.pick([
      linear(0xEDE6D6), linear(0xD9C7A4), linear(0xB8664A), linear(0xCFCFCB), linear(0x8C6A4C),
      linear(0xE3D2B8), linear(0xA9B7C0),
    ])
    let usualRoof = random.pick([
      linear(0x9C4A34), linear(0x7A3B30), linear(0x5A5E66), linear(0x6E5442), linear(0xB4623F),
      linear(0x4A5560),
    ])
    let wallColor = light.own.walls(of: object, usual: usualWall)
    let roofColor = light.own.roof(of: object, usual: usualRoof)
    let turn = random.between(0.05, 0.11) * (random.chance(0.5) ? 1 : -1)
    let along = Vector(Fast.cosine(turns: turn), 0, Fast.sine(turns: turn))
    let across = Vector(-along.z, 0, along.x)
    let halfLength = object.width * 0.5
    let halfDepth = object.width * random.between(0.3, 0.42)
    let wall = object.height * random.between(0.48, 0.6)
    let middle = Vector(object.x, ground - 0.02, object.z + halfDepth)
    let up = Vector(0, wall, 0)
    let top = Vector(0, object.height, 0)
    // Long wall towards the viewer, then the gable wall that is seen.
    let front = middle - across * halfDepth
    let a = front - along * halfLength
    let b = front + along * halfLength
    let seesRight = dot(along, Vector(b.x, 0, b.z)) < 0
    let gableNear = seesRight ? b : a
    let gableFar = gableNear + across * (2 * halfDepth)
    let gableTop = gableNear + across * halfDepth + top
    let gableNormal = seesRight ? along : along * -1
    let number = object.instance
    let windows = random.count(2...4)
    let doorPlace = Float(random.count(0...(windows - 1)))
    let lamp = light.night * (random.chance(0.8) ? 1 : 0)
    let gableCorners =
      seesRight
      ? [gableNear, gableFar, gableFar + up, gableNear + up]
      : [gableFar, gableNear, gableNear + up, gableFar + up]
    filler.fill(gableCorners, label: .house, instance: number) { s, t in
      wallLight(wallColor, normal: gableNormal, s: s * 0.6, t: t, number)
    }
    filler.fill(
      [gableNear + up, gableFar + up, gableTop, gableTop], label: .house,
      instance: number
    ) { s, t in wallLight(wallColor, normal: gableNormal, s: s * 0.6, t: 1, number) * (1 - 0.2 * t)
    }
    filler.fill([a, b, b + up, a + up], label: .house, instance: number) { s, t in
      let place = s * Float(windows)
      let inside = abs(place - Fast.floor(place) - 0.5)
      let isDoor = Fast.floor(place) == doorPlace
      if isDoor, inside < 0.2, t < 0.72 { return light.matt(roofColor * 0.5, normal: across * -1) }
      if !isDoor, inside < 0.2, t > 0.35, t < 0.75 {
        let bar = inside < 0.025 || abs(t - 0.55) < 0.02
        if bar || inside > 0.17 || t < 0.385 || t > 0.72 {
          return light.matt(Vector(repeating: 0.75), normal: across * -1)
        }
        let glass = mix(light.zenith, light.horizon, t) * 0.4 + Vector(repeating: 0.015)
        return mix(glass, light.lamp, lamp)
      }
      let eave = 1 - 0.5 * smoothstep(0.84, 1, t)
      return wallLight(wallColor, normal: across * -1, s: s, t: t, number) * eave
    }
    // Roof: overhanging on every side.
    let over = along * (halfLength * 0.09)
    let drop = Vector(0, -wall * 0.06, 0)
    let low = across * (-halfDepth * 0.14) + drop + up
    let ridgeLeft = a + across * halfDepth + top - over
    let ridgeRight = b + across * halfDepth + top + over
    let slope = normalize(across * -(object.height - wall) + Vector(0, halfDepth, 0))
    filler.fill(
      [a + low - over, b + low + over, ridgeRight, ridgeLeft], lift: 0.999, label: .house,
      instance: number
    ) { s, t in
      let tile = noise.value(s * 46, t * 18) + 0.5 * Fast.sine(turns: t * 14)
      var albedo = roofColor * (0.9 + 0.16 * tile)
      albedo = mix(albedo, Vector(0.76, 0.81, 0.9), light.snow * saturate(0.9 + 0.3 * tile))
      return light.matt(albedo, normal: slope)
    }
    let chimney = ridgeLeft + (ridgeRight - ridgeLeft) * random.between(0.15, 0.8)
    let wide = along * (halfLength * 0.1)
    let tall = Vector(0, object.height * 0.16, 0)
    let foot = Vector(0, -object.height * 0.06, 0)
    filler.fill(
      [chimney + foot - wide, chimney + foot + wide, chimney + tall + wide, chimney + tall - wide],
      lift: 0.998, label: .house, instance: number
    ) { _, t in
      light.matt(
        mix(wallColor * 0.6, Vector(repeating: 0.8), t > 0.85 ? light.snow : 0), normal: across * -1
      )
    }
  }

  private func wallLight(
    _ color: Vector, normal: Vector, s: Float, t: Float, _ number: Int
  ) -> Vector {
    let plaster = noise.fractal(s * 14 + Float(number), t * 7, octaves: 3)
    let dirt = 0.72 + 0.28 * smoothstep(0, 0.25, t)
    return light.matt(color * (0.95 + 0.16 * plaster) * dirt, normal: normal, openness: 0.9)
  }

  // MARK: Fence

  private func fence(_ object: SceneObject, dx: Float, dz: Float, _ random: inout SceneRandom) {
    let wood = random.pick([linear(0x7A6248), linear(0xD8D4CA), linear(0x8E8478)])
    let posts = max(3, Int(abs(dx) / (object.height * 1.1)))
    let thick = object.height * 0.075
    func point(_ share: Float) -> Vector {
      let x = object.x + dx * share
      let z = object.z + dz * share
      return Vector(x, Placement.groundHeight(x, z, layout), z)
    }
    let facing = normalize(Vector(dz, 0.15, -abs(dx)))
    func plank(_ corners: [Vector]) {
      filler.fill(corners, label: .fence, instance: object.instance) { s, t in
        let grain = noise.fractal(s * 9, t * 9, octaves: 2)
        let albedo = mix(
          wood * (0.9 + 0.3 * grain), Vector(repeating: 0.85), t > 0.7 ? light.snow : 0)
        return light.matt(albedo, normal: facing, openness: 0.85)
      }
    }
    for post in 0..<posts {
      let (from, to) = (
        point(Float(post) / Float(posts)), point(Float(post + 1) / Float(posts))
      )
      for rail in [Float(0.32), 0.74] {
        let low = Vector(0, object.height * rail, 0)
        let high = Vector(0, object.height * (rail + 0.15), 0)
        plank([from + low, to + low, to + high, from + high])
      }
    }
    for post in 0...posts {
      let foot = point(Float(post) / Float(posts))
      let side = Vector(thick, 0, 0)
      let top = Vector(0, object.height, 0)
      plank([foot - side, foot + side, foot + side + top, foot - side + top])
    }
  }

  // MARK: Bridge

  private func bridge(_ object: SceneObject, _ random: inout SceneRandom) {
    let stone = random.pick([linear(0x9A9082), linear(0xA89472), linear(0x84807C)])
    let arches = Float(random.pick([1, 1, 2, 3]))
    let half = object.width * 0.5
    let tall = object.height * 1.5
    let corners = [
      Vector(object.x - half, -0.02, object.z), Vector(object.x + half, -0.02, object.z),
      Vector(object.x + half, tall * 0.82, object.z),
      Vector(object.x - half, tall * 0.82, object.z),
    ]
    let normal = normalize(Vector(0, 0.15, -1))
    filler.fill(corners, label: .bridge, instance: object.instance) {
      s, t in
      // The crown of the road is highest in the middle.
      let crown = 0.72 + 0.28 * (1 - (2 * s - 1) * (2 * s - 1))
      guard t < crown else { return nil }
      let wide = 0.82 * s + 0.09
      let place = wide * arches - Fast.floor(wide * arches)
      let acrossArch = (place - 0.5) / 0.4
      let opening = 0.56 * max(0, 1 - acrossArch * acrossArch).squareRoot()
      if t < opening { return t > opening - 0.09 ? light.matt(stone * 0.3, normal: normal) : nil }
      let course = t * 11
      let brick = s * 34 + Fast.floor(course) * 0.5
      let joint = min(
        abs(course - Fast.floor(course) - 0.5), abs(brick - Fast.floor(brick) - 0.5) * 1.6)
      let tint = noise.cell(Int(Fast.floor(brick)), Int(Fast.floor(course))) * 0.35
      var albedo = stone * (0.72 + tint + 0.2 * noise.fractal(s * 40, t * 14, octaves: 2))
      albedo *= 1 - 0.3 * smoothstep(0.4, 0.5, joint)
      if t > crown - 0.07 { albedo = mix(albedo * 1.25, Vector(repeating: 0.86), light.snow) }
      if t < opening + 0.08, abs(acrossArch) < 1.05 { albedo *= 1.18 }
      return light.matt(albedo, normal: normal, openness: 0.6 + 0.4 * t)
    }
  }
}
