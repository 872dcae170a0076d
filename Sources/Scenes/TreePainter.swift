/// Paints trees and bushes.
struct TreePainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  let noise: Noise

  /// Paints one tree or bush; other kinds are ignored.
  func paint(_ object: SceneObject) {
    guard
      let placement = Placement(x: object.x, z: object.z, layout: layout, buffer: buffer)
    else { return }
    var random = SceneRandom(seed: object.seed)
    let height = object.height * placement.scale
    guard height > 3 else { return }
    switch object.kind {
    case .broadleaf: broadleaf(object, placement, height, bark: linear(0x5C4A3A), &random)
    case .birch: broadleaf(object, placement, height, bark: linear(0xCFCBC2), &random)
    case .conifer: conifer(object, placement, height, &random)
    case .palm: palm(object, placement, height, &random)
    case .bush: bush(object, placement, height, &random)
    default: return
    }
  }

  private func broadleaf(
    _ object: SceneObject, _ placement: Placement, _ height: Float, bark: Vector,
    _ random: inout SceneRandom
  ) {
    let lean = random.between(-0.05, 0.05) * height
    let clear = random.between(0.2, 0.34)
    trunk(
      object, placement, height: height * 0.6, width: height * random.between(0.045, 0.07),
      lean: lean,
      bark: bark)
    let albedo =
      SeasonPalette.leaves(
        light.own.season(of: object, in: light.season), own: random.unit())
      * random.between(0.8, 1.05)
    let crownHeight = height * (1 - clear)
    CrownPainter(buffer: buffer, light: light, noise: noise).paint(
      object, label: .tree, placement: placement,
      center: (placement.column + lean, placement.row - height * clear - crownHeight * 0.5),
      radiusX: object.width * placement.scale * 0.5, radiusY: crownHeight * 0.52, albedo: albedo,
      random: &random)
  }

  private func bush(
    _ object: SceneObject, _ placement: Placement, _ height: Float, _ random: inout SceneRandom
  ) {
    let own = random.unit() * 0.75
    let season = light.own.season(of: object, in: light.season)
    let leaves = SeasonPalette.leaves(season, own: own)
    let albedo = mix(leaves, SeasonPalette.woods(season), 0.45) * random.between(0.75, 1.05)
    CrownPainter(buffer: buffer, light: light, noise: noise).paint(
      object, label: .bush, placement: placement,
      center: (placement.column, placement.row - height * 0.42),
      radiusX: object.width * placement.scale * 0.55, radiusY: height * 0.6, albedo: albedo,
      random: &random)
  }

  private func trunk(
    _ object: SceneObject, _ placement: Placement, height: Float, width: Float, lean: Float,
    bark: Vector
  ) {
    let first = max(0, Int(placement.row - height))
    let last = min(buffer.height - 1, Int(placement.row + width * 0.25))
    guard first <= last else { return }
    for row in first...last {
      let climb = (placement.row - Float(row)) / height
      let half = max(0.6, width * 0.5 * (1.25 - 0.7 * climb + 0.5 * Fast.exp(-climb * 22)))
      let middle = placement.column + lean * climb * climb
      let left = max(0, Int(middle - half))
      let right = min(buffer.width - 1, Int(middle + half))
      guard left <= right else { continue }
      for column in left...right {
        let across = min(max((Float(column) + 0.5 - middle) / half, -1), 1)
        let normal = Vector(across, 0.1, -max(0, 1 - across * across).squareRoot())
        let ring = noise.fractal(across * 1.6, Float(row) * 0.35 + placement.u * 90, octaves: 3)
        let color = light.matt(
          bark * (0.85 + 0.6 * ring), normal: normal, openness: 0.8 - 0.4 * climb, lit: 0.7)
        buffer.put(
          row * buffer.width + column,
          light.through(color, distance: placement.depth, u: placement.u),
          depth: placement.depth * 1.002, label: .tree, instance: object.instance)
      }
    }
  }

  private func conifer(
    _ object: SceneObject, _ placement: Placement, _ height: Float, _ random: inout SceneRandom
  ) {
    trunk(
      object, placement, height: height * 0.2, width: height * 0.05, lean: 0, bark: linear(0x4E3D30)
    )
    let albedo =
      SeasonPalette.needles(light.season, own: random.unit()) * random.between(0.85, 1.2)
      * light.own.needles(of: object)
    let width = height * random.between(0.17, 0.26)
    let top = placement.row - height
    let skirt = height * random.between(0.86, 0.95)
    let tiers = Float(random.count(9...15))
    let shift = random.between(0, 200)
    let grain = max(34 / height, 0.1)
    let first = max(0, Int(top))
    let last = min(buffer.height - 1, Int(top + skirt))
    guard first <= last else { return }
    for row in first...last {
      let fall = (Float(row) + 0.5 - top) / skirt
      guard fall > 0 else { continue }
      let left = max(0, Int(placement.column - width * 1.35))
      let right = min(buffer.width - 1, Int(placement.column + width * 1.35))
      guard left <= right else { continue }
      for column in left...right {
        let dx = Float(column) + 0.5 - placement.column
        let needle = noise.fractal(
          Float(column) * grain + shift, Float(row) * grain * 1.4, octaves: 3)
        // Branches droop: tiers are arcs, lower towards the rim.
        let sag =
          fall - 0.09 * abs(dx) / width + needle * 0.05
          + 0.03 * noise.value(dx / width * 3 + shift, fall * 9)
        let phase = sag * tiers - Fast.floor(sag * tiers)
        let ragged = 0.8 + 0.35 * noise.value(dx > 0 ? 9 : 3, Fast.floor(sag * tiers) * 1.7 + shift)
        let outline = width * (0.05 + 0.95 * fall) * (0.62 + 0.38 * phase) * ragged
        let across = dx / (outline * (1 + needle * 0.65))
        guard abs(across) < 1 else { continue }
        let normal = normalize(
          Vector(across * 0.9 + needle * 0.4, 0.35 + needle * 0.3, -(1 - across * across) - 0.15))
        let shade = 0.42 + 0.58 * phase
        var leaf = albedo * (0.9 + 1.2 * needle)
        if light.snow > 0 {
          let caught = smoothstep(0.35, 0.75, phase + needle * 0.4) * (0.6 + 0.4 * (1 - fall))
          leaf = mix(leaf, Vector(0.76, 0.81, 0.9), caught * light.snow)
        }
        let color = light.matt(leaf, normal: normal, openness: shade, lit: shade)
        buffer.put(
          row * buffer.width + column,
          light.through(color, distance: placement.depth, u: placement.u),
          depth: placement.depth, label: .tree, instance: object.instance)
      }
    }
  }

  private func palm(
    _ object: SceneObject, _ placement: Placement, _ height: Float, _ random: inout SceneRandom
  ) {
    let lean = random.between(-0.22, 0.22) * height
    trunk(
      object, placement, height: height * 0.8, width: height * 0.05, lean: lean,
      bark: linear(0x8A7458))
    let albedo = mix(linear(0x55803A), linear(0x7E9A4A), random.unit())
    let fronds = random.count(9...13)
    let (topX, topY) = (placement.column + lean, placement.row - height * 0.8)
    for frond in 0..<fronds {
      let turn = (Float(frond) + random.between(-0.3, 0.3)) / Float(fronds)
      let reach = height * random.between(0.3, 0.42)
      let side = Fast.cosine(turns: turn)
      let lift = 0.35 + 0.35 * Fast.sine(turns: turn)
      let normal = normalize(Vector(side * 0.5, 0.75, -0.4))
      let steps = max(6, Int(reach))
      for step in 0...steps {
        let t = Float(step) / Float(steps)
        let x = topX + side * reach * t
        let y = topY - reach * (lift * t - 0.95 * t * t)
        let hang = reach * 0.2 * (t * (1.15 - t)) * 2.6 + 0.6
        let comb = noise.value(t * 30, Float(frond) * 7)
        let color = light.matt(
          albedo * (0.9 + 0.4 * comb), normal: normal, openness: 0.75, lit: 0.7 + 0.3 * t)
        let first = max(0, Int(y - hang * 0.2))
        let last = min(buffer.height - 1, Int(y + hang * (0.75 + 0.4 * comb)))
        let column = Int(max(-1, x))
        guard first <= last, x >= 0, column < buffer.width else { continue }
        for row in first...last {
          let fade = 1 - 0.35 * (Float(row) - y) / hang
          buffer.put(
            row * buffer.width + column,
            light.through(color * fade, distance: placement.depth, u: placement.u),
            depth: placement.depth,
            label: .tree, instance: object.instance)
        }
      }
    }
  }
}
