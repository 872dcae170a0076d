/// Paints spruces and firs: tiers of drooping branches around a stem.
struct ConiferPainter {
  let buffer: SampleBuffer
  let light: Light
  let noise: Noise

  func paint(
    _ object: SceneObject, _ placement: Placement, _ height: Float, _ random: inout SceneRandom
  ) {
    let albedo =
      SeasonPalette.needles(light.season, own: random.unit()) * random.between(0.55, 0.9)
      * light.own.needles(of: object)
    let width = height * random.between(0.13, 0.25)
    let top = placement.row - height
    let skirt = height * random.between(0.86, 0.96)
    let tiers = Float(random.count(11...20))
    let shift = random.between(0, 200)
    let lean = random.between(-0.025, 0.025) * height
    let unit = 6 / height
    let air = light.air(distance: placement.depth, u: placement.u)
    let first = max(0, Int(top))
    let last = min(buffer.height - 1, Int(max(-1, top + skirt)))
    if first <= last {
      for row in first...last {
        let fall = (Float(row) + 0.5 - top) / skirt
        guard fall > 0 else { continue }
        let axis = placement.column + lean * (1 - fall)
        let left = max(0, Int(max(0, axis - width * 1.4)))
        let right = min(buffer.width - 1, Int(max(-1, axis + width * 1.4)))
        guard left <= right else { continue }
        let py = (Float(row) - placement.row) * unit
        for column in left...right {
          let dx = Float(column) + 0.5 - axis
          let side = dx / width
          let needle = noise.detail(
            dx * unit * 2 + shift, py * 2.6, footprint: unit * 1.6, gain: 0.85, most: 6)
          // Branches droop and then lift their tips: tiers are arcs of their own strength.
          let sag =
            fall - 0.11 * abs(side) + 0.05 * side * side + needle * 0.035
            + 0.035 * noise.value(side * 3 + shift, fall * 9)
          let level = sag * tiers
          let tier = Fast.floor(level)
          let phase = level - tier
          let ragged =
            0.72 + 0.5 * noise.cell(Int(tier) &+ Int(shift), dx > 0 ? 9 : 3)
          let outline = width * (0.03 + 0.97 * fall) * (0.5 + 0.5 * phase) * ragged
          let across = dx / (outline * (1 + needle * 0.9))
          guard abs(across) < 1 else { continue }
          let normal = normalize(
            Vector(
              across * 0.85 + needle * 0.5, 0.3 + needle * 0.4 + 0.25 * (1 - phase),
              -(1 - across * across) * 0.8 - 0.1))
          // Each tier shades the one below it, and the stem's side is dark.
          let shade = 0.16 + 0.84 * phase * phase * (0.55 + 0.45 * abs(across))
          var leaf = albedo * max(0.25, 0.85 + 1.1 * needle)
          if light.snow > 0 {
            let caught = smoothstep(0.4, 0.75, phase + needle * 0.5) * (0.6 + 0.4 * (1 - fall))
            leaf = mix(leaf, Vector(0.78, 0.82, 0.9), caught * light.snow)
          }
          let color =
            leaf
            * (light.sun * (max(0, dot(normal, light.direction)) * shade)
              + light.around(normal: normal, openness: 0.2 + 0.7 * shade))
          buffer.put(
            row * buffer.width + column, color * air.kept + air.added, depth: placement.depth,
            label: .tree, instance: object.instance)
        }
      }
    }
    WoodPainter(buffer: buffer, light: light, noise: noise).paint(
      WoodPainter.Limb(
        from: (x: placement.column, y: placement.row),
        to: (x: placement.column + lean, y: top + height * 0.06), thick: height * 0.016,
        thin: height * 0.004),
      bark: linear(0x4A3A2E), openness: 0.35, lit: 0.4, of: object, at: placement)
  }
}
