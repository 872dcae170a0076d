/// What mountains, hills, cliffs and dunes look like: albedo and openness of a range.
struct RidgeMaterials {
  /// A place of a range.
  struct Place {
    let x: Float
    let z: Float
    let height: Float
    /// Of the detailed surface.
    let normal: Vector
    /// Below 0 in gullies, above 0 on ribs, about −1…1.
    let hollow: Float
    /// Size of a sample there, camera heights.
    let footprint: Float
  }

  private let texture: Noise
  private let woods: Vector
  private let needles: Vector
  private let grass: Vector
  private let rocks: [Vector]
  private let sandColor: Vector
  private let snowFall: Float
  private let coniferous: Float
  private let snowColor = Vector(0.80, 0.84, 0.9)

  init(light: Light, random: inout SceneRandom) {
    texture = Noise(&random)
    woods = SeasonPalette.woods(light.season) * random.between(0.75, 1.05)
    needles = SeasonPalette.needles(light.season, own: random.unit()) * random.between(0.5, 0.8)
    grass = SeasonPalette.grass(light.season) * random.between(0.8, 1)
    let kinds = [
      linear(0x827D78), linear(0x8C7B6A), linear(0x6C6C72), linear(0xA0846A), linear(0x7A7C80),
      linear(0xA87858), linear(0x9A948C),
    ]
    rocks = (0..<4).map { _ in random.pick(kinds) }
    sandColor = random.pick([
      linear(0xDDBE8C), linear(0xD8A56C), linear(0xC98A58), linear(0xC87844),
    ])
    snowFall = light.snow
    coniferous = random.chance(0.5) ? 1 : random.unit() * 0.5
  }

  /// Whether snow lies at a place: high up, in gullies, not on cliffs; ragged at every scale.
  @inline(__always) func hasSnow(_ ridge: Ridge, at place: Place) -> Bool {
    guard ridge.snowLine < 1.5 else { return false }
    let scale = 9 / ridge.distance
    let ragged = texture.fractal(place.x * scale, place.z * scale, octaves: 5)
    let high = place.height / ridge.height + ragged * 0.2 - ridge.snowLine
    guard high > -0.12 else { return false }
    // Snow slides off what is steep; the higher, the steeper it still holds.
    let holds = place.normal.y - 0.36 - 0.16 * place.hollow + ragged * 0.2
    return high + holds * 0.5 > 0.05 && holds > -0.06 - high * 0.35
  }

  /// What a place of a range reflects, what it sees of the sky and how much sun its own
  /// roughness leaves it.
  @inline(__always) func surface(
    _ ridge: Ridge, at place: Place, snow: Bool
  ) -> (albedo: Vector, openness: Float, lit: Float) {
    let scale = 1 / ridge.distance
    let frequency = 40 * scale
    let grain = texture.detail(
      place.x * frequency, (place.z + place.height * 2) * frequency,
      footprint: place.footprint * frequency, gain: 0.72, most: 6)
    var openness = saturate(0.72 + 0.75 * place.hollow)
    var lit = saturate(0.9 + 0.9 * place.hollow)
    var albedo: Vector
    switch ridge.cover {
    case .alpine, .bare, .tableland:
      albedo = rock(ridge, place, grain)
    case .wooded:
      (albedo, openness) = forest(ridge, place, grain)
      lit = saturate(0.55 + openness * 0.6)
    case .grassy:
      let fields = texture.fractal(
        place.x * scale * 7, place.z * scale * 7 + place.height * scale * 3, octaves: 4)
      let copse = smoothstep(0.16, 0.26, fields + 0.4 * grain)
      let dry = mix(grass, grass * Vector(1.35, 1.1, 0.85), saturate(0.5 - fields * 1.6))
      let meadow = dry * (0.86 + 0.5 * grain)
      let trees = forest(ridge, place, grain)
      albedo = mix(meadow, trees.albedo, copse)
      openness = mix(openness, trees.openness, copse)
    case .dunes:
      let ripple = texture.fractal(
        place.x * scale * 60, (place.z * 2 + place.height) * scale * 90, octaves: 3)
      albedo = sandColor * (0.96 + 0.12 * grain + 0.1 * ripple)
    }
    if snow {
      let wind = texture.fractal(place.x * frequency * 0.4, place.height * frequency, octaves: 3)
      albedo = snowColor * (0.97 + 0.1 * wind + 0.06 * grain)
      openness = saturate(openness + 0.15)
    } else if snowFall > 0 {
      let fallen = snowFall * (ridge.cover == .dunes ? 0.4 : 0.85)
      let lies = smoothstep(0.3, 0.6, place.normal.y * 1.15 - 0.25 + grain * 0.7)
      albedo = mix(albedo, snowColor, fallen * lies)
    }
    return (albedo, openness, lit)
  }

  /// Bare rock in layers, scree below it, meadows and woods on what is gentle and low.
  @inline(__always) private func rock(_ ridge: Ridge, _ place: Place, _ grain: Float) -> Vector {
    let stone = rocks[ridge.instance & 3]
    let share = place.height / ridge.height
    let bend = texture.fractal(
      place.x * 6 / ridge.distance, place.z * 6 / ridge.distance, octaves: 2)
    let level = share * ridge.layers * 3 + bend * 2.2
    let whole = Fast.floor(level)
    let layer = texture.cell(Int(whole), ridge.instance)
    let seam = smoothstep(0.12, 0, abs(level - whole - 0.5) - 0.38)
    let strata = 0.78 + 0.44 * layer - 0.2 * seam
    let steep = 1 - place.normal.y
    var color = stone * (strata * (0.72 + 0.95 * grain + 0.25 * place.hollow))
    if ridge.cover == .tableland {
      color *= mix(Vector(1.25, 0.95, 0.8), Vector(1.1, 1.02, 0.95), layer)
    }
    // Loose stones under the walls.
    let scree = smoothstep(0.55, 0.35, steep) * smoothstep(0.75, 0.35, share)
    color = mix(color, stone * (1.02 + 0.5 * grain), scree * 0.6)
    guard ridge.cover != .tableland else { return color }
    let low = 1 - share + 0.25 * bend
    let gentle = smoothstep(0.3, 0.52, place.normal.y + 0.25 * grain)
    let meadow = smoothstep(0.4, 0.62, low + 0.3 * grain) * gentle
    color = mix(color, grass * (0.75 + 0.5 * grain), meadow * 0.85)
    let wooded =
      smoothstep(0.62, 0.7, low + 0.45 * grain + 0.12 * place.hollow)
      * smoothstep(0.2, 0.4, place.normal.y + 0.2 * grain)
    let forest = mix(woods * 0.55, needles, coniferous) * max(0.25, 0.7 + 1.6 * grain)
    return mix(color, forest, wooded * (ridge.cover == .bare ? 0.6 : 1))
  }

  /// Crowns of a closed forest, seen from the side: lit heads over dark gaps.
  @inline(__always) private func forest(
    _ ridge: Ridge, _ place: Place, _ grain: Float
  ) -> (albedo: Vector, openness: Float) {
    let scale = 70 / ridge.distance
    let px = place.x * scale
    let py = (place.z * 0.6 + place.height * 1.6) * scale
    let crowns = texture.billow(px * 0.8, py * 0.8, octaves: 2)
    let stands = texture.fractal(px * 0.1, py * 0.1, octaves: 3)
    let evergreen = saturate(coniferous + stands * 1.2)
    let leaves =
      woods
      * mix(
        Vector(1.25, 1.08, 0.75), Vector(0.8, 0.98, 1), saturate(0.5 + stands * 1.3 + grain * 0.8))
    let color = mix(leaves, needles, evergreen)
    let head = smoothstep(0.08, 0.55, crowns)
    return (color * max(0.2, 0.55 + 0.6 * head + 0.8 * grain), 0.28 + 0.72 * head)
  }
}
