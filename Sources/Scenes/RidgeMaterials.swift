/// What mountains, hills, cliffs and dunes look like: albedo and shading of a range.
struct RidgeMaterials {
  private let texture: Noise
  private let woods: Vector
  private let grass: Vector
  private let rocks: [Vector]
  private let sandColor: Vector
  private let snowFall: Float
  private let snowColor = Vector(0.76, 0.81, 0.9)

  init(light: Light, random: inout SceneRandom) {
    texture = Noise(&random)
    woods = SeasonPalette.woods(light.season) * random.between(0.8, 1.1)
    grass = SeasonPalette.grass(light.season) * random.between(0.8, 1)
    let kinds = [
      linear(0x8C8580), linear(0x96806C), linear(0x74747C), linear(0xA8876A), linear(0x7E8288),
      linear(0xB07A58),
    ]
    rocks = (0..<4).map { _ in random.pick(kinds) }
    sandColor = random.pick([linear(0xDDBE8C), linear(0xD8A56C), linear(0xC98A58)])
    snowFall = light.snow
  }

  /// Whether snow lies at a height; ragged, but in large fields.
  @inline(__always) func hasSnow(_ ridge: Ridge, x: Float, z: Float, height: Float) -> Bool {
    guard ridge.snowLine < 1.5 else { return false }
    let scale = 9 / ridge.distance
    let ragged = texture.fractal(x * scale, z * scale, octaves: 3)
    return height / ridge.height + ragged * 0.22 > ridge.snowLine
  }

  /// Light leaving a place of a range towards the viewer, before the air.
  /// - Parameters:
  ///   - normal: Of the detailed surface.
  ///   - hollow: Below 0 in gullies, above 0 on ribs, about −1…1.
  @inline(__always) func shade(
    _ ridge: Ridge, snow: Bool, x: Float, z: Float, height: Float, normal: Vector, hollow: Float,
    light: Light
  ) -> Vector {
    let scale = 1 / ridge.distance
    let grain = texture.fractal(x * scale * 60, (z + height * 2) * scale * 60, octaves: 3)
    let openness = saturate(0.68 + 0.7 * hollow)
    let lit = saturate(0.85 + 1.1 * hollow)
    let rock = rocks[ridge.instance & 3]
    var albedo: Vector
    switch ridge.cover {
    case .alpine, .bare:
      let layers = Fast.sine(turns: height * scale * 26 + grain * 0.7)
      let stone = rock * (0.72 + 0.35 * grain + 0.1 * layers)
      // Meadows and woods climb the gentle lower slopes.
      let low = 1 - height / ridge.height
      let green = smoothstep(0.45, 0.75, low + 0.35 * grain) * smoothstep(0.35, 0.6, normal.y)
      albedo = mix(stone, mix(woods, grass, saturate(0.4 + grain)) * 0.75, green * 0.85)
    case .wooded:
      // Crowns of a closed forest, seen from the side: lit heads over dark gaps.
      let px = x * scale * 70
      let py = (z * 0.5 + height * 1.8) * scale * 70
      let crowns = texture.fractal(px, py, octaves: 3)
      let stands = texture.fractal(px * 0.12, py * 0.12, octaves: 2)
      let tone = mix(Vector(1.1, 1, 0.8), Vector(0.85, 1, 1.05), saturate(0.5 + stands * 1.4))
      albedo = woods * tone * max(0.2, 0.78 + 0.95 * crowns + 0.25 * grain)
    case .grassy:
      let fields = texture.fractal(x * scale * 7, z * scale * 7, octaves: 3)
      let copse = smoothstep(0.22, 0.34, fields + 0.25 * grain)
      albedo = mix(grass * (0.92 + 0.3 * grain + 0.3 * fields), woods * 0.6, copse * 0.85)
    case .dunes:
      albedo = sandColor * (0.96 + 0.1 * grain)
    }
    var whiteness = snow ? saturate(1.15 + 1.4 * hollow + (normal.y - 0.5) * 1.6) : 0
    if snow { whiteness = max(whiteness, 0.25) }
    let fallen = snowFall * (ridge.cover == .dunes ? 0.4 : 0.8)
    whiteness = max(whiteness, fallen * saturate(normal.y * 1.7 - 0.35 + grain * 0.7))
    albedo = mix(albedo, snowColor, whiteness)
    return light.matt(albedo, normal: normal, openness: openness, lit: lit)
  }
}
