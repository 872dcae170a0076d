/// What ground looks like close by: albedo of each surface at a place of the world.
struct GroundMaterials {
  private let coarse: Noise
  private let fine: Noise
  private let grassColor: Vector
  private let sandColor: Vector
  private let rockColor: Vector
  private let pathColor: Vector
  /// What grows or blows over the edges of a path.
  private let verge: Vector
  private let flowerColors: [Vector]
  private let snow: Float
  private let snowColor = Vector(0.70, 0.75, 0.85)

  init(light: Light, base: SceneLabel, random: inout SceneRandom) {
    coarse = Noise(&random)
    fine = Noise(&random)
    grassColor = SeasonPalette.grass(light.season) * random.between(0.85, 1.12)
    sandColor = random.pick([
      linear(0xD9BE8E), linear(0xE2CDA4), linear(0xC99B66), linear(0xCBB08A),
    ])
    rockColor = random.pick([linear(0x8A857E), linear(0x9A8468), linear(0x77787C)])
    pathColor = random.pick([linear(0xA58B68), linear(0xB59C7A), linear(0x8F7B62)])
    let blossoms = [
      linear(0xE84A3C), linear(0xF3C93A), linear(0x9A6FD0), linear(0xF7F2EA), linear(0xE985B4),
      linear(0x5B7BE0), linear(0xF08A2E),
    ]
    verge = base == .grass ? grassColor * 0.8 : (base == .sand ? sandColor : pathColor)
    flowerColors = (0..<5).map { _ in random.pick(blossoms) }
    snow = light.snow
  }

  /// - Parameters:
  ///   - z: Distance; fades what would be finer than a sample.
  ///   - edge: What `Ground.surface` said about the place.
  @inline(__always) func albedo(
    _ label: SceneLabel, instance: Int, x: Float, z: Float, edge: Float
  ) -> Vector {
    let broad = coarse.fractal(x * 0.35, z * 0.35, octaves: 3)
    let near = 1 / (1 + z * 0.16)
    switch label {
    case .sand: return sand(x, z, broad, near)
    case .snow:
      let grain = fine.fractal(x * 5, z * 5, octaves: 3) * near
      let drift = fine.fractal(x * 0.5, z * 1.3, octaves: 3)
      return snowColor * (0.96 + 0.1 * broad + 0.16 * drift + 0.1 * grain)
    case .rock:
      let crack = fine.ridged(x * 1.3, z * 1.3, octaves: 4)
      return dusted(rockColor * (0.55 + 0.6 * crack + 0.2 * broad), x, z, 0.8)
    case .road: return road(x, z, edge, broad, near)
    case .path:
      let rut = abs(abs(edge) - 0.5)
      let grit = fine.fractal(x * 5, z * 5, octaves: 3) * near
      let color = pathColor * (0.82 + 0.25 * broad + 0.4 * grit + 0.25 * rut)
      return dusted(
        mix(color, verge, smoothstep(0.75, 1.05, abs(edge)) * 0.6), x, z, 0.6)
    case .flower: return flowers(x, z, instance, broad, near)
    default: return grass(x, z, broad, near)
    }
  }

  @inline(__always) private func dusted(
    _ color: Vector, _ x: Float, _ z: Float, _ share: Float
  ) -> Vector {
    guard snow > 0 else { return color }
    let drift = fine.fractal(x * 0.8, z * 0.8, octaves: 3)
    return mix(color, snowColor, saturate(snow * share * (1.1 + drift * 0.9)))
  }

  @inline(__always) private func grass(
    _ x: Float, _ z: Float, _ broad: Float, _ near: Float
  ) -> Vector {
    // Tufts and blades stand upright, so their grain lies in the plane of the picture and
    // shrinks with distance: blend between two scales, each half as coarse as the other.
    let level = Fast.log2(max(z, 0.5))
    let whole = Fast.floor(level)
    let scale = Fast.exp2(whole)
    let u = x / z
    let v = 1 / z
    let (fineTufts, fineBlades) = upright(u * scale * 2, v * scale * 2)
    let (coarseTufts, coarseBlades) = upright(u * scale, v * scale)
    let tufts = mix(coarseTufts, fineTufts, level - whole)
    let blades = mix(coarseBlades, fineBlades, level - whole) * near
    let fresh = Vector(1.1, 1.06, 0.8)
    let dry = Vector(1.22, 0.98, 0.74)
    let tone = mix(fresh, dry, saturate(0.45 + 0.8 * broad + 0.5 * tufts))
    let shade = 0.88 + 0.24 * broad + (0.16 + 0.3 * near) * tufts + 0.42 * blades
    let covered = dusted(grassColor * tone * max(0.25, shade), x, z, 0.97 - 0.25 * tufts)
    return covered * (1 + snow * (0.12 * tufts + 0.08 * blades))
  }

  /// Grain of grass at a point of the picture plane: clumps and single blades, about −1…1.
  @inline(__always) private func upright(_ u: Float, _ v: Float) -> (tufts: Float, blades: Float) {
    let tufts = fine.fractal(u * 7, v * 10, octaves: 3)
    let lean = tufts * 1.2 + u * 30
    let blades = fine.value(lean, v * 9) + 0.7 * fine.value(lean * 2.3, v * 22 + 5)
    return (tufts, blades)
  }

  @inline(__always) private func sand(
    _ x: Float, _ z: Float, _ broad: Float, _ near: Float
  ) -> Vector {
    let bend = coarse.fractal(x * 0.7, z * 0.7, octaves: 2)
    let ripple = Fast.sine(turns: z * 2.6 + x * 0.7 + bend * 2.2) * near * near
    let grain = fine.value(x * 40, z * 40) * near
    return dusted(
      sandColor * (0.95 + 0.12 * broad + 0.16 * ripple + 0.1 * grain), x, z, 0.55)
  }

  @inline(__always) private func road(
    _ x: Float, _ z: Float, _ edge: Float, _ broad: Float, _ near: Float
  ) -> Vector {
    let grit = fine.value(x * 30, z * 30) * near
    var color = Vector(0.115, 0.115, 0.125) * (1 + 0.25 * broad + 0.35 * grit)
    let wear = smoothstep(0.22, 0.0, abs(abs(edge) - 0.45))
    color *= 1 + 0.18 * wear
    color = dusted(color, x, z, 0.35 + 0.5 * (1 - wear))
    let dash = Fast.sine(turns: z * 0.28) > 0.1
    let center = smoothstep(0.07, 0.03, abs(edge)) * (dash ? 1 : 0)
    let side = smoothstep(0.05, 0.02, abs(abs(edge) - 0.88))
    return mix(color, Vector(0.62, 0.6, 0.54), max(center, side) * 0.85)
  }

  @inline(__always) private func flowers(
    _ x: Float, _ z: Float, _ instance: Int, _ broad: Float, _ near: Float
  ) -> Vector {
    let meadow = grass(x, z, broad, near)
    let color = flowerColors[instance % flowerColors.count]
    // Two layers of blossoms on the picture plane, smaller with distance.
    let level = Fast.floor(Fast.log2(max(z, 0.5)))
    let scale = Fast.exp2(level) * 13
    let (u, v) = (x / z * scale, scale / z)
    let first = blossom(u, v, Int(level) &* 31)
    let second = blossom(u * 1.7 + 3, v * 1.7 + 8, Int(level) &* 57 &+ 11)
    let clump = saturate(0.75 + 1.2 * broad + 0.5 * fine.value(x * 1.1, z * 1.1))
    let far = smoothstep(8, 16, z)
    let cover = mix(max(first.cover, second.cover), 0.4 + 0.4 * fine.value(u, v), far) * clump
    let tone = first.cover > second.cover ? first.tone : second.tone
    let lively = color * (0.75 + 0.5 * mix(tone, 0.6, far))
    return mix(meadow * 0.88, lively, saturate(cover * 1.3) * (1 - 0.85 * snow))
  }

  /// One blossom per cell of the plane: how much of the point it covers and how bright it is.
  @inline(__always) private func blossom(
    _ u: Float, _ v: Float, _ salt: Int
  ) -> (cover: Float, tone: Float) {
    let cellU = Fast.floor(u)
    let cellV = Fast.floor(v)
    let (column, row) = (Int(cellU) &+ salt, Int(cellV))
    let chosen = fine.cell(column &+ 31, row &+ 3)
    guard chosen > 0.35 else { return (0, 0) }
    let du = u - cellU - 0.25 - 0.5 * fine.cell(column, row)
    let dv = v - cellV - 0.25 - 0.5 * fine.cell(row &+ 17, column)
    let radius = 0.09 + 0.15 * fine.cell(column &+ 5, row &+ 9)
    let distance = (du * du + dv * dv * 1.5).squareRoot()
    let tone = fine.cell(column, row &+ 77) - dv * 1.6 / radius * 0.3
    return (smoothstep(radius, radius * 0.6, distance), saturate(tone))
  }
}
