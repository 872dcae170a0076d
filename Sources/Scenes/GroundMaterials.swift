/// What ground looks like close by: albedo of each surface at a place of the world.
struct GroundMaterials {
  private let coarse: Noise
  private let fine: Noise
  private let grassColor: Vector
  private let sandColor: Vector
  private let rockColor: Vector
  private let pathColor: Vector
  private let flowerColors: [Vector]
  private let snow: Float
  private let snowColor = Vector(0.70, 0.75, 0.85)

  init(light: Light, random: inout SceneRandom) {
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
        mix(color, grassColor * 0.8, smoothstep(0.75, 1.05, abs(edge)) * 0.6), x, z, 0.6)
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
    // Tufts in patches, then upright blades drawn in the plane of the picture.
    let tufts = fine.fractal(x * 1.7, z * 1.7, octaves: 4)
    let lean = tufts * 2.5
    let blades =
      (fine.value(x * 22 + lean, 60 / z + tufts) + 0.7 * fine.value(x * 47 - lean, 110 / z)) * near
    let fresh = Vector(1.12, 1.05, 0.8)
    let dry = Vector(1.15, 0.98, 0.72)
    let tone = mix(fresh, dry, saturate(0.5 + broad))
    let shade = 0.9 + 0.3 * broad + (0.1 + 0.34 * near) * tufts + 0.5 * blades
    return dusted(grassColor * tone * max(0.25, shade), x, z, 0.97)
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
    // Blossoms in a jittered grid that is square on the picture at any distance.
    let size: Float = 9
    let px = x * size
    let pz = Fast.log2(z) * size * 0.8
    let cellX = Fast.floor(px)
    let cellZ = Fast.floor(pz)
    let (column, row) = (Int(cellX), Int(cellZ))
    let dx = px - cellX - (0.3 + 0.4 * fine.cell(column, row))
    let dz = pz - cellZ - (0.3 + 0.4 * fine.cell(row &+ 17, column))
    let radius = 0.16 + 0.14 * fine.cell(column &+ 5, row &+ 9)
    let inside = smoothstep(radius, radius * 0.7, (dx * dx + dz * dz * 1.3).squareRoot())
    let shown = fine.cell(column &+ 31, row &+ 3) > 0.3 ? inside : 0
    let far = smoothstep(6, 12, z)
    let cover = mix(shown, 0.36 + 0.35 * broad + 0.3 * fine.value(x * 3, z * 3), far)
    let lively = color * (0.85 + 0.3 * fine.cell(column, row &+ 77))
    return mix(meadow * 0.85, lively, saturate(cover) * (1 - 0.85 * snow))
  }
}
