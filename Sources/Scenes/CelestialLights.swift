/// Where sun and moon stand at an hour, and how strong they are.
struct CelestialLights {
  /// What scatters in the air.
  let sources: [SkyDome.Source]
  /// Towards the light that casts shadows.
  let direction: Vector
  /// Its place on the picture plane.
  let sunU: Float
  let sunV: Float
  private let night: Float
  private let moon: SkyDome.Source
  private let sun: SkyDome.Source
  private let isDay: Bool

  init(time: Float, night: Float, layout: Layout) {
    self.night = night
    // Sine of the sun's height: 0 at a quarter and three quarters of the day; it sinks slowly.
    let wave = Fast.cosine(turns: time - 0.5) * 0.9
    var sine = wave > 0 ? wave : wave * 0.26
    var flat = Vector(layout.sunSide * 0.8, 0, -0.6)
    if let point = layout.sun {
      let height = (layout.horizon - point.v) / (1 + point.u * point.u).squareRoot()
      flat = normalize(Vector(point.u, 0, 1))
      // A sun in the picture stands as low as the picture shows it.
      sine = min(sine, height * 0.9 + 0.05)
      (sunU, sunV) = (point.u, point.v)
    } else {
      (sunU, sunV) = (layout.sunSide * 1.5, layout.horizon - 0.25 - max(0, sine) * 0.9)
    }
    let level = max(0, 1 - sine * sine).squareRoot()
    let toSun = Vector(flat.x * level, sine, flat.z * level)
    sun = SkyDome.Source(direction: toSun, strength: Vector(20, 19.6, 19.2))
    let high: Float = layout.sun == nil ? 0.55 : max(0.12, sine)
    let flatMoon = (1 - high * high).squareRoot()
    moon = SkyDome.Source(
      direction: Vector(flat.x * flatMoon, high, flat.z * flatMoon),
      strength: Vector(0.30, 0.37, 0.52) * 0.16 * night, forward: 0.7)
    isDay = sine > -0.02
    let lifted = max(sine, 0.035)
    direction =
      isDay
      ? normalize(Vector(toSun.x, layout.sun == nil ? lifted : max(lifted, 0.14), toSun.z))
      : moon.direction
    var list: [SkyDome.Source] = []
    if night < 1 { list.append(sun) }
    if night > 0 { list.append(moon) }
    sources = list
  }

  /// Direct light on the ground, as a white surface facing it sends it back.
  func direct(through dome: SkyDome) -> Vector {
    let fromMoon = dome.transmittance(moon.direction) * moon.strength
    guard isDay else { return fromMoon * (1 / Float.pi) }
    let fromSun = dome.transmittance(sun.direction) * sun.strength
    return fromSun * (smoothstep(-0.02, 0.03, sun.direction.y) / Float.pi)
  }

  /// Colour of the disc's surroundings.
  func glow(through dome: SkyDome) -> Vector {
    let low = Vector(sun.direction.x, max(sun.direction.y, 0.02), sun.direction.z)
    let bySun = dome.transmittance(low) * sun.strength * (1 / Float.pi)
    let byMoon = moon.strength * 1.2
    return mix(bySun * smoothstep(-0.16, 0.02, sun.direction.y), byMoon, night)
  }
}
