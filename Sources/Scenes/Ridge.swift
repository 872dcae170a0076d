/// A mountain range, a chain of hills or a headland: a wall of noise around one distance.
struct Ridge {
  /// What covers it.
  enum Cover: Sendable { case alpine, wooded, grassy, bare, dunes }

  let label: SceneLabel
  let cover: Cover
  let instance: Int
  /// Distance of the crest, camera heights.
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
  /// Crest height, 0…1, over the picture plane from −1.6 to 1.6.
  private let profile: [Float]

  private static let profileCount = 256
  private static let profileReach: Float = 1.6

  /// - Parameters:
  ///   - rise: Height of the tallest peak on the picture plane above the horizon, picture heights.
  ///   - floor: Lowest crest, share of the height; below 0 leaves gaps.
  ///   - peaks: Number of humps.
  init(
    label: SceneLabel, cover: Cover, instance: Int, distance: Float, rise: Float, floor: Float,
    peaks: Int, roughness: Float, snowLine: Float, random: inout SceneRandom
  ) {
    self.label = label
    self.cover = cover
    self.instance = instance
    self.distance = distance
    self.roughness = roughness
    self.snowLine = snowLine
    reach = distance * random.between(0.35, 0.5)
    height = rise * distance + 1
    frequency = random.between(3.2, 5.2) * (cover == .alpine ? 1 : 0.6)
    noise = Noise(&random)
    var crest = [Float](repeating: floor, count: Ridge.profileCount)
    for _ in 0..<peaks {
      let center = random.between(-1, 1)
      let width = random.between(0.22, 0.7)
      let top = random.between(0.5, 1)
      for index in 0..<Ridge.profileCount {
        let u = (Float(index) / Float(Ridge.profileCount - 1) * 2 - 1) * Ridge.profileReach
        let away = abs(u - center) / width
        let hump = cover == .alpine ? 1 - away : 1 - smoothstep(0, 1, away)
        crest[index] = max(crest[index], hump * top)
      }
    }
    profile = crest
  }

  /// Ground height at a place, camera heights; far below 0 outside of the range.
  @inline(__always) func elevation(_ x: Float, _ z: Float, octaves: Int) -> Float {
    let away = 1 - abs(z - distance) / reach
    guard away > 0 else { return -1 }
    let envelope = away * (1.6 - 0.6 * away)
    let scale = 1 / distance
    let position =
      (saturate(x * scale / (2 * Ridge.profileReach) + 0.5)) * Float(Ridge.profileCount - 2)
    let index = Int(Int32(position))
    let blend = position - Float(index)
    let crest = profile.withUnsafeBufferPointer { table in
      table[index] + (table[index + 1] - table[index]) * blend
    }
    let px = x * scale * frequency
    let pz = z * scale * frequency
    let shape: Float
    switch cover {
    case .alpine, .bare:
      shape = noise.ridged(px, pz, octaves: octaves) * 1.25 - 0.25
    case .dunes:
      // Sharp crests along wind-drawn lines.
      let bend = noise.fractal(px * 0.6, pz * 0.6, octaves: 2)
      let wave = Fast.sine(turns: px * 0.35 + pz * 0.55 + bend * 1.1)
      let crestLine = 1.1 - (wave * wave + 0.03).squareRoot()
      shape = crestLine * 0.8 + 0.2 * bend
    case .wooded, .grassy:
      shape = noise.fractal(px, pz, octaves: min(octaves, 5)) * 0.8 + 0.4
    }
    return height
      * (envelope
        * (crest * (1 - roughness * 0.55) + shape * roughness * 0.55 * (0.35 + max(crest, 0)))
        - 0.04)
  }
}
