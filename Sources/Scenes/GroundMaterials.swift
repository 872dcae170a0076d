/// What ground looks like close by: albedo, bumps and shade of each surface at a place of the
/// world. Every grain gets finer towards the horizon, down to the size of a sample.
struct GroundMaterials {
  /// A place of the ground.
  struct Place {
    let label: SceneLabel
    let instance: Int
    let x: Float
    let z: Float
    /// What `TerrainPlane.surface` said about the place.
    let edge: Float
    /// Distance from the camera.
    let depth: Float
    /// Size of a sample there, camera heights.
    let footprint: Float
  }

  /// How a place looks.
  struct Look {
    var albedo: Vector
    /// Slope of small bumps towards the right and the distance.
    var slopeX: Float = 0
    var slopeZ: Float = 0
    var openness: Float = 0.95
    var lit: Float = 1
  }

  private let coarse: Noise
  private let fine: Noise
  private let ground: TerrainPlane
  private let grassColor: Vector
  private let dryColor: Vector
  private let sandColor: Vector
  private let rockColor: Vector
  private let pathColor: Vector
  /// What grows or blows over the edges of a path.
  private let verge: Vector
  private let flowerColors: [Vector]
  private let snow: Float
  private let snowColor = Vector(0.80, 0.84, 0.9)

  init(light: Light, ground: TerrainPlane, random: inout SceneRandom) {
    self.ground = ground
    coarse = Noise(&random)
    fine = Noise(&random)
    let season = SeasonPalette.grass(light.season)
    grassColor = season * random.between(0.7, 1.0)
    dryColor = mix(season, linear(0xA89A5C), random.between(0.25, 0.75)) * random.between(0.8, 1.1)
    sandColor = random.pick([
      linear(0xD9BE8E), linear(0xE2CDA4), linear(0xC99B66), linear(0xCBB08A), linear(0xC88A52),
      linear(0xEDE4D0),
    ])
    rockColor = random.pick([linear(0x8A857E), linear(0x9A8468), linear(0x77787C)])
    pathColor = random.pick([linear(0xA58B68), linear(0xB59C7A), linear(0x8F7B62)])
    let blossoms = [
      linear(0xE84A3C), linear(0xF3C93A), linear(0x9A6FD0), linear(0xF7F2EA), linear(0xE985B4),
      linear(0x5B7BE0), linear(0xF08A2E),
    ]
    let base = ground.base
    verge = base == .grass ? grassColor * 0.8 : (base == .sand ? sandColor : pathColor)
    flowerColors = (0..<5).map { _ in random.pick(blossoms) }
    snow = light.snow
  }

  /// How a place looks.
  @inline(__always) func look(_ place: Place) -> Look {
    let broad = coarse.fractal(place.x * 0.35, place.z * 0.35, octaves: 4)
    switch place.label {
    case .sand: return sand(place, broad)
    case .snow: return snowfield(place, broad)
    case .rock: return rock(place, broad)
    case .road: return road(place, broad)
    case .path: return path(place, broad)
    case .flower: return flowers(place, broad)
    default: return grass(place, broad)
    }
  }

  /// Grain down to the sample, about −1…1; `size` is the coarsest wave in camera heights.
  @inline(__always) private func grain(_ place: Place, size: Float, gain: Float) -> Float {
    let scale = 1 / size
    return fine.detail(
      place.x * scale, place.z * scale, footprint: place.footprint * scale * 1.2, gain: gain,
      most: 8)
  }

  @inline(__always) private func dusted(
    _ color: Vector, _ place: Place, _ share: Float
  ) -> Vector {
    guard snow > 0 else { return color }
    let drift = fine.fractal(place.x * 0.8, place.z * 0.8, octaves: 4)
    return mix(color, snowColor, saturate(snow * share * (1.1 + drift * 0.9)))
  }

  // MARK: Grass

  @inline(__always) private func grass(_ place: Place, _ broad: Float) -> Look {
    let grain = self.grain(place, size: 0.9 / ground.metres, gain: 0.9)
    let blades = self.blades(place)
    let tufts = place.depth < 24 ? ground.tufts(place.x, place.z) : 0.5
    let near = 1 / (1 + place.depth * 0.06)
    // Roots are dark, tips are bright; far away only their mean is seen.
    let shade = mix(0.9, 0.42 + 0.95 * tufts, near * (0.35 + 0.65 * ground.growth))
    let dryness = saturate(0.32 + 0.9 * broad + 0.35 * grain + 0.25 * (tufts - 0.5))
    let tone = mix(grassColor * Vector(0.92, 1, 0.9), dryColor, dryness)
    let bright = shade * max(0.22, 0.98 + 0.5 * grain + (0.34 + 0.3 * near) * blades)
    let covered = dusted(tone * bright, place, 0.97 - 0.3 * tufts)
    return Look(
      albedo: covered * (1 + snow * 0.14 * blades), slopeX: blades * 0.35, slopeZ: -0.12,
      openness: 0.62 + 0.36 * tufts, lit: saturate(0.55 + 0.6 * tufts))
  }

  /// Upright blades: narrow across, long in depth as perspective shows them, about −1…1. Two
  /// scales are blended so that their size on the picture hardly depends on the distance.
  @inline(__always) private func blades(_ place: Place) -> Float {
    let level = Fast.log2(max(place.depth, 0.5))
    let whole = Fast.floor(level)
    let scale = Fast.exp2(-whole)
    let near = blade(place, scale)
    let far = blade(place, scale * 0.5)
    return mix(near, far, level - whole)
  }

  @inline(__always) private func blade(_ place: Place, _ scale: Float) -> Float {
    let (kx, kz) = (112 * scale, 96 * scale * scale)
    let lean = coarse.value(place.x * kx * 0.3, place.z * kz * 0.3)
    return fine.value(place.x * kx + lean, place.z * kz * 0.8)
      * 0.6 + 0.55 * fine.value(place.x * kx * 2.3 + lean, place.z * kz * 1.6 + 5)
  }

  // MARK: Bare ground

  @inline(__always) private func snowfield(_ place: Place, _ broad: Float) -> Look {
    let wind = 1.6 / ground.metres
    let step = max(place.footprint, 0.01)
    func drift(_ x: Float, _ z: Float) -> Float {
      fine.detail(
        x / wind * 0.5, z / wind * 1.2, footprint: place.footprint / wind, gain: 0.6, most: 5)
    }
    let here = drift(place.x, place.z)
    let strength = (0.03 + 0.04 * broad) * wind / max(step, wind * 0.06)
    let sparkle = fine.cell(Int(place.x * 260), Int(place.z * 260)) > 0.985 ? Float(0.25) : 0
    let near = 1 / (1 + place.depth * 0.2)
    return Look(
      albedo: snowColor * (0.98 + 0.06 * broad + 0.05 * here + sparkle * near),
      slopeX: (drift(place.x + step, place.z) - here) * strength * 3,
      slopeZ: (drift(place.x, place.z + step) - here) * strength * 3)
  }

  @inline(__always) private func rock(_ place: Place, _ broad: Float) -> Look {
    let size = 2.2 / ground.metres
    let step = max(place.footprint * 1.3, 0.006)
    func bumps(_ x: Float, _ z: Float) -> Float {
      fine.eroded(x / size, z / size, octaves: 6)
    }
    let here = bumps(place.x, place.z)
    let slope = size * 0.22 / max(step, size * 0.05)
    let grain = self.grain(place, size: size * 0.5, gain: 0.85)
    let crack = smoothstep(0.32, 0.18, here)
    let lichen = smoothstep(0.2, 0.45, broad + 0.5 * grain)
    var color = rockColor * max(0.2, (0.62 + 0.5 * here + 0.7 * grain) * (1 - 0.55 * crack))
    color = mix(color, mix(rockColor, grassColor, 0.5) * 0.8, lichen * 0.4)
    return Look(
      albedo: dusted(color, place, 0.8),
      slopeX: (bumps(place.x + step, place.z) - here) * slope * 2.2,
      slopeZ: (bumps(place.x, place.z + step) - here) * slope * 2.2,
      openness: saturate(0.35 + here), lit: saturate(0.3 + 1.2 * here))
  }

  @inline(__always) private func path(_ place: Place, _ broad: Float) -> Look {
    let rut = abs(abs(place.edge) - 0.5)
    let grit = grain(place, size: 0.8 / ground.metres, gain: 0.92)
    let pebbles = fine.cell(
      Int(Fast.floor(place.x * ground.metres * 14)), Int(Fast.floor(place.z * ground.metres * 14)))
    let near = 1 / (1 + place.depth * 0.3)
    let stones = pebbles > 0.86 ? (pebbles - 0.5) * near : 0
    var color = pathColor * max(0.3, 0.78 + 0.3 * broad + 0.62 * grit + 0.3 * rut + stones)
    // Grass between the wheel tracks and over the edge.
    let middle = smoothstep(0.2, 0.05, abs(place.edge)) * smoothstep(0.0, 0.3, grit + broad)
    let side = smoothstep(0.7, 1.05, abs(place.edge) + 0.35 * grit)
    color = mix(color, verge * (0.9 + 0.6 * grit), max(side * 0.85, middle * 0.7))
    return Look(albedo: dusted(color, place, 0.6), slopeX: grit * 0.5, slopeZ: grit * 0.3)
  }

  @inline(__always) private func sand(_ place: Place, _ broad: Float) -> Look {
    let wave = 0.5 / ground.metres
    let bend = coarse.fractal(place.x * 0.7, place.z * 0.7, octaves: 3)
    let phase = place.z / wave + place.x / wave * 0.35 + bend * 4.5
    // Ripples fade where a sample is longer than they are.
    let length = place.footprint * place.depth
    let seen = saturate((wave - length) / wave) * saturate(0.7 + broad * 1.5)
    let ripple = Fast.cosine(turns: phase) * 0.5 * seen
    let grit = grain(place, size: 0.5 / ground.metres, gain: 0.9)
    let dents = fine.detail(
      place.x * ground.metres * 1.2, place.z * ground.metres * 1.2,
      footprint: place.footprint * ground.metres * 1.5, gain: 0.6, most: 4)
    return Look(
      albedo: dusted(
        sandColor * max(0.3, 0.84 + 0.16 * broad + 0.3 * grit + 0.1 * dents), place, 0.55),
      slopeX: ripple * 0.25 + dents * 0.3, slopeZ: ripple * 0.7 + dents * 0.2,
      openness: 0.92 + 0.08 * dents)
  }

  @inline(__always) private func road(_ place: Place, _ broad: Float) -> Look {
    let grit = grain(place, size: 0.25 / ground.metres, gain: 0.95)
    let stain = grain(place, size: 6 / ground.metres, gain: 0.6)
    let edge = abs(place.edge)
    var color = Vector(0.098, 0.098, 0.104) * max(0.3, 1 + 0.3 * stain + 0.75 * grit)
    let wear = smoothstep(0.22, 0.0, abs(edge - 0.45))
    color *= 1 + 0.22 * wear
    let seam = abs(fine.fractal(place.x * 0.9 + 5, place.z * 0.5, octaves: 4))
    color *= 1 - 0.4 * smoothstep(0.02, 0.008, seam)
    color = dusted(color, place, 0.35 + 0.5 * (1 - wear))
    let dash = Fast.sine(turns: place.z * 0.28) > 0.1
    let center = smoothstep(0.05, 0.03, edge) * (dash ? 1 : 0)
    let side = smoothstep(0.035, 0.02, abs(edge - 0.88))
    let paint = max(center, side) * saturate(0.7 + 0.9 * grit + 0.5 * stain)
    color = mix(color, Vector(0.58, 0.57, 0.52), saturate(paint) * 0.85)
    // Dust and gravel along the rim.
    let shoulder = smoothstep(0.93, 1.05, edge + 0.1 * stain)
    return Look(albedo: mix(color, pathColor * (0.8 + 0.6 * grit), shoulder * 0.8))
  }

  // MARK: Flowers

  @inline(__always) private func flowers(_ place: Place, _ broad: Float) -> Look {
    var look = grass(place, broad)
    let color = flowerColors[place.instance % flowerColors.count]
    // Blossoms of one size in the world, anchored to it; three layers, each finer than the last.
    let clump = saturate(0.7 + 1.3 * broad + 0.6 * fine.value(place.x * 1.1, place.z * 1.1))
    let scale = ground.metres * 3.2
    var cover: Float = 0
    var tone: Float = 0.5
    var squeeze: Float = 1
    for layer in 0..<3 {
      let size = scale * (1 + 0.45 * Float(layer))
      // Blossoms face the viewer: stretch them in depth as much as perspective shrinks them.
      squeeze = max(1, min(place.depth, 12))
      let level = Fast.exp2(Fast.floor(Fast.log2(squeeze)))
      let bloom = blossom(
        place.x * size + Float(layer) * 7.3, place.z * size / level + Float(layer) * 3.1,
        Int(level) &* 31 &+ layer &* 57)
      if bloom.cover > cover { (cover, tone) = (bloom.cover, bloom.tone) }
    }
    let far = smoothstep(0.25, 0.6, place.footprint * scale * 2.2)
    let speckle = saturate(0.35 + 0.9 * grain(place, size: 0.6 / ground.metres, gain: 0.95))
    cover = mix(cover, speckle, far) * clump
    let lively = color * (0.75 + 0.5 * mix(tone, 0.6, far))
    look.albedo = mix(look.albedo * 0.85, lively, saturate(cover * 1.35) * (1 - 0.85 * snow))
    look.lit = mix(look.lit, 1, cover)
    return look
  }

  /// One blossom per cell of the plane: how much of the point it covers and how bright it is.
  @inline(__always) private func blossom(
    _ u: Float, _ v: Float, _ salt: Int
  ) -> (cover: Float, tone: Float) {
    let cellU = Fast.floor(u)
    let cellV = Fast.floor(v)
    let (column, row) = (Int(cellU) &+ salt, Int(cellV))
    let chosen = fine.cell(column &+ 31, row &+ 3)
    guard chosen > 0.3 else { return (0, 0) }
    let du = u - cellU - 0.25 - 0.5 * fine.cell(column, row)
    let dv = v - cellV - 0.25 - 0.5 * fine.cell(row &+ 17, column)
    let radius = 0.12 + 0.17 * fine.cell(column &+ 5, row &+ 9)
    let distance = (du * du + dv * dv).squareRoot()
    let tone = fine.cell(column, row &+ 77) - dv * 1.6 / radius * 0.3
    return (smoothstep(radius, radius * 0.6, distance), saturate(tone))
  }
}
