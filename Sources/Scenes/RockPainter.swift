/// Paints boulders: convex bodies cut by random planes, with grain, moss and snow on top.
struct RockPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  let noise: Noise

  func paint(_ object: SceneObject) {
    guard
      let placement = Placement(x: object.x, z: object.z, layout: layout, buffer: buffer)
    else { return }
    var random = SceneRandom(seed: object.seed)
    let height = object.height * placement.scale
    let half = object.width * placement.scale * 0.5
    guard height > 2 else { return }
    var planes: [(normal: Vector, distance: Float)] = [(Vector(0, 0, -1), 0.95)]
    for index in 0..<22 {
      let turn = Float(index) / 22 + random.between(-0.03, 0.03)
      let rise = random.between(-0.15, 0.95)
      planes.append(
        (
          normalize(Vector(Fast.cosine(turns: turn), rise, Fast.sine(turns: turn) * 0.9)),
          random.between(0.62, 0.96)
        ))
    }
    let usual = random.pick([
      linear(0x8F8A84), linear(0x9C8A74), linear(0x75767A), linear(0xA48C78), linear(0x6B6864),
    ])
    let stone = light.own.stone(of: object, usual: usual)
    let shift = random.between(0, 200)
    let grain = max(6 / max(half, 1), 0.06)
    let first = max(0, Int(placement.row - height))
    let last = min(buffer.height - 1, Int(placement.row + height * 0.06))
    let left = max(0, Int(max(-9, placement.column - half)))
    let right = min(buffer.width - 1, Int(max(-9, placement.column + half)))
    guard first <= last, left <= right else { return }
    for row in first...last {
      let y = (placement.row - Float(row)) / height
      for column in left...right {
        let x = (Float(column) + 0.5 - placement.column) / half
        let rough = noise.fractal(Float(column) * grain + shift, Float(row) * grain, octaves: 5)
        // Cast a ray into the picture against the planes.
        var enter: Float = -9
        var leave: Float = 9
        var face = Vector(0, 0, -1)
        for plane in planes {
          let gap =
            plane.distance * (1 + rough * 0.12) - plane.normal.x * x
            - plane.normal.y * max(y, 0)
          if plane.normal.z < -1e-3 {
            let at = gap / plane.normal.z
            if at > enter {
              enter = at
              face = plane.normal
            }
          } else if plane.normal.z > 1e-3 {
            leave = min(leave, gap / plane.normal.z)
          } else if gap < 0 {
            leave = -10
          }
        }
        guard enter < leave else { continue }
        let side = noise.fractal(Float(row) * grain + 77, Float(column) * grain, octaves: 4)
        let normal = normalize(face + Vector(rough * 0.9, side * 0.9, 0))
        let crack = smoothstep(0.1, 0.02, abs(side + 0.4 * rough)) * 0.35
        var albedo = stone * (0.9 + 0.6 * rough) * (1 - crack)
        let moss = smoothstep(0.35, 0.8, normal.y + rough * 0.6) * (1 - light.snow)
        if layout.ground.base == .grass {
          albedo = mix(albedo, SeasonPalette.grass(light.season) * 0.6, moss * 0.5)
        }
        let caught = smoothstep(0.25, 0.7, normal.y + rough * 0.4 + y * 0.2)
        albedo = mix(albedo, Vector(0.76, 0.81, 0.9), caught * light.snow)
        let openness = 0.35 + 0.65 * smoothstep(-0.05, 0.4, y)
        let color = light.matt(albedo, normal: normal, openness: openness, lit: 0.95)
        buffer.put(
          row * buffer.width + column,
          light.through(color, distance: placement.depth, u: placement.u),
          depth: placement.depth, label: .rock, instance: object.instance)
      }
    }
  }
}
