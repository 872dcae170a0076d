/// Paints trees and bushes.
struct TreePainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  let noise: Noise

  private var crowns: CrownPainter { CrownPainter(buffer: buffer, light: light, noise: noise) }
  private var wood: WoodPainter { WoodPainter(buffer: buffer, light: light, noise: noise) }

  /// Paints one tree or bush; other kinds are ignored.
  func paint(_ object: SceneObject) {
    guard
      let placement = Placement(x: object.x, z: object.z, layout: layout, buffer: buffer)
    else { return }
    var random = SceneRandom(seed: object.seed)
    let height = object.height * placement.scale
    guard height > 3 else { return }
    switch object.kind {
    case .broadleaf: broadleaf(object, placement, height, bark: linear(0x54453A), &random)
    case .birch: broadleaf(object, placement, height, bark: linear(0xC4C0B6), &random)
    case .pine: pine(object, placement, height, &random)
    case .bare: bare(object, placement, height, &random)
    case .conifer:
      ConiferPainter(buffer: buffer, light: light, noise: noise).paint(
        object, placement, height, &random)
    case .palm:
      PalmPainter(buffer: buffer, light: light, noise: noise).paint(
        object, placement, height, &random)
    case .bush: bush(object, placement, height, &random)
    case .rock, .house, .bridge, .fence: return
    }
  }

  /// How much of a crown the winter leaves bare, 0…1.
  private func bareness(_ season: Float) -> Float { saturate(1 - abs(season - 0.77) * 6) }

  private func broadleaf(
    _ object: SceneObject, _ placement: Placement, _ height: Float, bark: Vector,
    _ random: inout SceneRandom
  ) {
    // Species: round, oval, spreading, columnar.
    let species = random.index(weights: [4, 3, 3, 1])
    let lean = random.between(-0.06, 0.06) * height
    let clear = [
      random.between(0.12, 0.24), random.between(0.1, 0.22), random.between(0.26, 0.4),
      random.between(0.04, 0.1),
    ][species]
    let crownHeight = height * (1 - clear)
    let half = object.width * placement.scale * 0.5 * [0.95, 0.72, 1.25, 0.36][species]
    let season = light.own.season(of: object, in: light.season)
    let albedo =
      SeasonPalette.leaves(season, own: random.unit()) * random.between(0.62, 0.9)
    let center = (
      x: placement.column + lean, y: placement.row - height * clear - crownHeight * 0.52
    )
    let detail = min(1, height / 110)
    crowns.paint(
      CrownPainter.Crown(
        label: .tree, center: center, radiusX: half, radiusY: crownHeight * 0.5, albedo: albedo,
        clumps: 22 + Int(38 * detail), size: mix(0.3, 0.17, detail)...mix(0.48, 0.36, detail),
        flatness: [0.95, 1, 0.62, 1][species], core: [0.9, 0.92, 0.7, 0.95][species],
        bareness: bareness(season)),
      of: object, at: placement, random: &random)
    // Wood is seen below the crown and through its gaps.
    let thick = height * random.between(0.016, 0.03)
    let fork = height * (clear + (1 - clear) * random.between(0.15, 0.3))
    let top = (x: placement.column + lean * 0.6, y: placement.row - fork)
    for _ in 0..<5 {
      let turn = random.between(-1, 1)
      wood.paint(
        WoodPainter.Limb(
          from: top,
          to: (
            x: top.x + turn * half * 0.8,
            y: top.y - crownHeight * random.between(0.25, 0.6) * (1.1 - 0.5 * abs(turn))
          ),
          thick: thick * 0.5, thin: thick * 0.14, bend: random.between(-0.06, 0.06) * half),
        bark: bark, openness: 0.4, lit: 0.35, of: object, at: placement)
    }
    trunk(object, placement, to: top, thick: thick, bark: bark, lit: 0.75)
  }

  private func trunk(
    _ object: SceneObject, _ placement: Placement, to top: (x: Float, y: Float), thick: Float,
    bark: Vector, lit: Float
  ) {
    let foot = (x: placement.column, y: placement.row + thick * 0.3)
    wood.paint(
      WoodPainter.Limb(from: foot, to: top, thick: thick, thin: thick * 0.62),
      bark: bark, openness: 0.6, lit: lit, of: object, at: placement)
    // Roots spread.
    for side in [Float(-1), 1] {
      wood.paint(
        WoodPainter.Limb(
          from: (x: foot.x + side * thick * 1.5, y: foot.y),
          to: (x: foot.x + side * thick * 0.3, y: foot.y - thick * 4), thick: thick * 0.35,
          thin: thick * 0.5),
        bark: bark * 0.85, openness: 0.5, lit: lit, of: object, at: placement)
    }
  }

  /// A pine: a bare stem under layered, flat clouds of needles.
  private func pine(
    _ object: SceneObject, _ placement: Placement, _ height: Float, _ random: inout SceneRandom
  ) {
    let lean = random.between(-0.1, 0.1) * height
    let clear = random.between(0.35, 0.6)
    let albedo =
      SeasonPalette.needles(light.season, own: random.unit()) * random.between(0.8, 1.15)
      * light.own.needles(of: object)
    let half = object.width * placement.scale * random.between(0.3, 0.46)
    let crownHeight = height * (1 - clear)
    crowns.paint(
      CrownPainter.Crown(
        label: .tree,
        center: (x: placement.column + lean, y: placement.row - height * clear - crownHeight * 0.5),
        radiusX: half, radiusY: crownHeight * 0.52, albedo: albedo, clumps: 26, size: 0.22...0.42,
        flatness: 0.5, core: 0.35, bareness: 0),
      of: object, at: placement, random: &random)
    let thick = height * random.between(0.012, 0.02)
    let top = (x: placement.column + lean, y: placement.row - height * 0.94)
    for index in 0..<6 {
      let share = clear + (0.9 - clear) * Float(index) / 6
      let from = (
        x: placement.column + lean * share, y: placement.row - height * share
      )
      let side: Float = index & 1 == 0 ? 1 : -1
      wood.paint(
        WoodPainter.Limb(
          from: from,
          to: (
            x: from.x + side * half * random.between(0.5, 0.95),
            y: from.y - height * random.between(0.0, 0.09)
          ),
          thick: thick * 0.4, thin: thick * 0.15),
        bark: linear(0x6A4C38), openness: 0.5, lit: 0.5, of: object, at: placement)
    }
    trunk(object, placement, to: top, thick: thick, bark: linear(0x74523C), lit: 0.8)
  }

  /// A leafless tree or a dead one: branches that fork down to twigs.
  private func bare(
    _ object: SceneObject, _ placement: Placement, _ height: Float, _ random: inout SceneRandom
  ) {
    let bark = random.pick([linear(0x6E6459), linear(0x8A8178), linear(0x54483C)])
    let thick = height * random.between(0.018, 0.03)
    func grow(
      _ from: (x: Float, y: Float), _ turn: Float, _ length: Float, _ thick: Float, _ level: Int
    ) {
      let to = (
        x: from.x + Fast.sine(turns: turn) * length, y: from.y - Fast.cosine(turns: turn) * length
      )
      wood.paint(
        WoodPainter.Limb(
          from: from, to: to, thick: thick, thin: thick * 0.6,
          bend: random.between(-0.06, 0.06) * length),
        bark: bark, openness: 0.8, lit: 0.85, of: object, at: placement)
      guard level > 0, length > 2 else { return }
      for _ in 0..<(level > 2 ? 3 : 2) {
        grow(
          to, turn + random.between(-0.13, 0.13) - turn * 0.06, length * random.between(0.55, 0.85),
          thick * random.between(0.5, 0.68), level - 1)
      }
    }
    let levels = height > 60 ? 5 : 4
    grow(
      (x: placement.column, y: placement.row), random.between(-0.02, 0.02), height * 0.3, thick,
      levels)
  }

  private func bush(
    _ object: SceneObject, _ placement: Placement, _ height: Float, _ random: inout SceneRandom
  ) {
    let own = random.unit() * 0.75
    let season = light.own.season(of: object, in: light.season)
    let leaves = SeasonPalette.leaves(season, own: own)
    let albedo = mix(leaves, SeasonPalette.woods(season), 0.45) * random.between(0.6, 0.95)
    let detail = min(1, height / 60)
    crowns.paint(
      CrownPainter.Crown(
        label: .bush, center: (placement.column, placement.row - height * 0.42),
        radiusX: object.width * placement.scale * 0.55, radiusY: height * 0.58, albedo: albedo,
        clumps: 16 + Int(22 * detail), size: 0.2...0.44, flatness: 0.95, core: 0.85,
        bareness: bareness(season) * 0.7),
      of: object, at: placement, random: &random)
  }
}
