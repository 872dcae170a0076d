/// A mountain range, a chain of hills or a headland: worn rock or soil around one distance.
struct Ridge {
  /// What covers it.
  enum Cover: Sendable { case alpine, wooded, grassy, bare, dunes, tableland }

  /// How it looks from the viewer's side.
  struct Shape {
    /// Distance of the crest, camera heights.
    var distance: Float
    /// Height of the tallest peak on the picture plane above the horizon, picture heights.
    var rise: Float
    /// Lowest crest, share of the height; below 0 leaves gaps.
    var floor: Float
    /// Number of humps.
    var peaks: Int
    /// How much of the height is noise, 0 smooth … 1 torn.
    var roughness: Float
    /// Share of the height above which snow lies; above 1 there is none.
    var snowLine: Float = 2
    /// Whether the crest has corners, as one painted with straight strokes.
    var isStraight = false
  }

  let label: SceneLabel
  let cover: Cover
  let instance: Int
  /// Distance of the crest from where every recipe starts, camera heights.
  let distance: Float
  /// Half the depth of the range.
  let reach: Float
  /// Height of the tallest peak, camera heights.
  let height: Float
  /// How much of the height is noise, 0 smooth … 1 torn.
  let roughness: Float
  /// Noise cells per crest distance.
  let frequency: Float
  /// Share of the height above which snow lies; above 1 there is none.
  let snowLine: Float
  let noise: Noise
  /// Strength of the benches that hard layers leave, 0…1, and their number.
  let benches: Float
  let layers: Float
  /// Crest height, 0…1, over the picture plane from −1.6 to 1.6.
  private let profile: CrestProfile.Table

  /// - Parameter crest: Must outlive the range; the layout keeps it.
  init(
    label: SceneLabel, cover: Cover, instance: Int, shape: Shape, crest: CrestProfile,
    random: inout SceneRandom
  ) {
    self.label = label
    self.cover = cover
    self.instance = instance
    distance = shape.distance
    roughness = shape.roughness
    snowLine = shape.snowLine
    reach = distance * random.between(0.35, 0.5)
    height = shape.rise * distance + 1
    frequency =
      random.between(2.6, 4.6) * (cover == .alpine ? 1 : (cover == .bare ? 0.8 : 0.6))
    noise = Noise(&random)
    layers = random.between(5, 14)
    benches =
      cover == .tableland ? random.between(0.7, 1) : (random.chance(0.4) ? random.unit() * 0.4 : 0)
    profile = crest.table
  }

  /// Ground height at a place, camera heights; far below 0 outside of the range.
  /// - Parameter least: Heights below this one do not matter; they come out as −1 if that is
  ///   known without looking closely.
  func elevation(_ x: Float, _ z: Float, octaves: Int, least: Float = -1) -> Float {
    let away = (z - distance) / reach
    let inside = 1 - away * away
    guard inside > 0 else { return -1 }
    let envelope = inside * (0.6 + 0.4 * inside)
    guard height * envelope * 1.3 > least else { return -1 }
    let scale = 1 / distance
    if least > 0 {
      let crest = profile.most(near: x * scale)
      let most = crest * (1 - roughness * 0.5) + roughness * 0.72 * (0.3 + max(crest, 0))
      guard height * (envelope * most + benches / layers) > least else { return -1 }
    }
    let px = x * scale * frequency
    let pz = z * scale * frequency
    let shape: Float
    var bend: Float = 0
    switch cover {
    case .alpine:
      bend = noise.value(px * 0.8 + 40, pz * 0.8)
      let side = noise.value(px * 0.9, pz * 0.9 + 70)
      shape = noise.eroded(px + bend * 0.55, pz + side * 0.55, octaves: octaves) * 1.25 - 0.3
    case .bare, .tableland:
      bend = noise.value(px * 1.1 + 40, pz * 1.1)
      shape =
        noise.eroded(px * 1.4 + bend * 0.5, pz * 1.4 - bend * 0.3, octaves: octaves) * 1.3
        - 0.25
    case .dunes:
      // Sharp crests along wind-drawn lines, a gentle side to the wind and a steep one from it.
      bend = noise.fractal(px * 0.6, pz * 0.6, octaves: 3)
      let wave = px * 0.35 + pz * 0.55 + bend * 1.25
      let phase = wave - Fast.floor(wave)
      let dune = phase < 0.7 ? phase / 0.7 : (1 - phase) / 0.3
      shape = dune * (1.35 - 0.35 * dune) * 0.85 + 0.25 * bend
    case .wooded, .grassy:
      shape = noise.fractal(px, pz, octaves: min(octaves, 6)) * 0.8 + 0.4
    }
    let crest = profile[x * scale + bend * 0.05]
    var share =
      envelope
      * (crest * (1 - roughness * 0.5) + shape * roughness * 0.6 * (0.3 + max(crest, 0)))
    if benches > 0 { share = terraced(share, bend) }
    if cover == .wooded, octaves > 4 {
      // Crowns on the skyline.
      share += crowns(x, z) * envelope
    }
    return height * (share - 0.04)
  }

  /// Height of the tops of a closed forest, share of the range's height.
  @inline(__always) private func crowns(_ x: Float, _ z: Float) -> Float {
    let scale = 70 / distance
    let top = 1 - abs(noise.value(x * scale, z * scale))
    return top * top * 0.012 + 0.006 * noise.value(x * scale * 2.3, z * scale * 2.3)
  }

  /// Benches and cliffs where hard and soft layers alternate.
  @inline(__always) private func terraced(_ share: Float, _ bend: Float) -> Float {
    let level = share * layers + bend * 0.35
    let whole = Fast.floor(level)
    let part = level - whole
    let cliff = smoothstep(0.35, 0.85, part)
    return share + (cliff - part) * benches / layers
  }
}
