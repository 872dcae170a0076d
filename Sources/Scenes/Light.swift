/// The resolved lighting of one scene: what every painter asks for colours of light and air.
///
/// Lights are radiances a white matt surface would send back, so they compare with the sky's.
struct Light {
  /// Towards the sun or moon, length 1.
  let direction: Vector
  /// Direct light on a surface that faces it.
  let sun: Vector
  /// Light from the sky on a level surface.
  let ambient: Vector
  /// Light from lit ground below, on a surface that faces down.
  let bounce: Vector
  /// Sky straight up and near the horizon, away from the sun.
  let zenith: Vector
  let horizon: Vector
  /// Colour of the disc and its surroundings.
  let glow: Vector
  /// What the air takes per camera height of distance, per channel.
  let extinction: Vector
  /// What low fog takes per camera height of distance.
  let mist: Float
  /// 0 by day, 1 at night.
  let night: Float
  /// 0 by day, 1 from dusk to dawn; rises before `night` does.
  let twilight: Float
  /// 0…1, closed cloud cover.
  let cover: Float
  /// 0…1, weight of the storm.
  let storm: Float
  /// 0…1, fresh snow on everything.
  let snow: Float
  /// 0 spring, 0.25 summer, 0.5 autumn, 0.75 winter.
  let season: Float
  /// Where the sun stands on the picture plane (picture heights from the centre column and from
  /// the top); it may lie outside.
  let sunU: Float
  let sunV: Float
  /// 0…1, fog that hides even the sky.
  let fog: Float
  /// Row of the horizon, 0…1.
  let horizonRow: Float
  /// Light of lamps at night.
  let lamp: Vector
  /// What single objects have for themselves.
  let own: OwnLooks
  private let dome: SkyDome
  /// Covered sky: low, high.
  private let grey: (low: Vector, high: Vector)
  private let air: AirColors

  init(style: SceneStyle, layout: Layout, variety: Float) {
    own = OwnLooks(variety: variety)
    let time = Float(style.timeOfDay)
    let cover = saturate(Float(style.cover))
    let storm = saturate(Float(style.storm))
    self.cover = cover
    self.storm = storm
    season = Float(style.season) - Fast.floor(Float(style.season))
    let night = 1 - smoothstep(0.17, 0.225, time) * (1 - smoothstep(0.8, 0.86, time))
    self.night = night
    twilight = 1 - smoothstep(0.21, 0.28, time) * (1 - smoothstep(0.75, 0.81, time))
    snow = saturate(1 - abs(season - 0.76) * 7.5) * 0.95
    horizonRow = layout.horizon
    let haze = saturate(Float(style.haze))
    let fog = smoothstep(0.5, 0.95, haze)
    self.fog = fog

    let skies = CelestialLights(time: time, night: night, layout: layout)
    direction = skies.direction
    sunU = skies.sunU
    sunV = skies.sunV
    let dome = SkyDome(sources: skies.sources, turbidity: 0.05 + 0.9 * haze * haze + 0.15 * haze)
    self.dome = dome
    let arriving = skies.direct(through: dome)
    // Part of the sky's light has been on ground and leaves before.
    let bare = dome.irradiance + Vector(0.5, 0.7, 1) * 0.0012
    let clear = mix(bare, Vector(1.02, 1, 0.94) * luminance(bare), 0.35)

    // A closed cover takes the sun and gives some of its light back from everywhere.
    let level = arriving * max(skies.direction.y, 0.05)
    let closed = luminance(level + clear)
    let dark = (1 - 0.55 * storm) * (0.42 - 0.12 * fog * (1 - cover))
    let tint = mix(Vector(0.95, 1, 1.07), Vector(0.84, 1, 1.16), max(storm, twilight))
    let share = max(cover, 0.75 * fog)
    let veiled = 1 - 0.97 * smoothstep(0, 0.95, cover)
    let direct = arriving * (veiled * (1 - 0.9 * fog))
    let soft = mix(clear, tint * (closed * dark), share)
    sun = direct
    ambient = soft
    let ground = luminance(soft + direct * max(skies.direction.y, 0.05))
    let floor = max(snow, layout.ground.base == .snow ? 0.9 : 0)
    bounce = mix(Vector(0.17, 0.15, 0.11), Vector(0.6, 0.62, 0.66), floor) * ground
    let mean = luminance(tint) * closed * dark
    grey = (
      mix(tint * (mean * 1.02), dome.color(-skies.sunU, 0.1), 0.25 * (1 - cover)),
      tint * (mean * (0.82 - 0.3 * storm))
    )
    glow = skies.glow(through: dome)
    zenith = mix(dome.color(0, 1.5), tint * mean, share)
    horizon = mix(dome.color(0, 0.04), tint * mean, share)
    lamp = Vector(1.0, 0.62, 0.24) * 0.32

    let dust = 0.0012 + 0.012 * haze + 0.02 * haze * haze
    extinction =
      Vector(0.0018, 0.0036, 0.0078) * (0.8 + 0.4 * haze) + Vector(repeating: dust)
    mist = 0.13 * haze * haze * haze * haze
    air = AirColors(
      dome: dome, grey: grey.low, share: max(share, fog), fog: fog, sunU: skies.sunU)
  }

  /// Colour of the clear or covered sky in a direction of the picture plane.
  @inline(__always) func sky(_ u: Float, _ v: Float) -> Vector {
    let rise = max(0, horizonRow - v)
    var color = dome.color(u, rise)
    if cover > 0 {
      let closed = mix(grey.low, grey.high, smoothstep(0, 0.7, rise))
      color = mix(color, closed, cover * (0.6 + 0.4 * cover))
    }
    if fog > 0 {
      color = mix(color, air[u], fog * (0.96 - 0.3 * saturate(rise * 1.3)))
    }
    return color
  }

  /// The colour a distant thing has after its light crossed the air.
  /// - Parameter height: Of the thing, camera heights; fog lies low.
  @inline(__always) func through(
    _ color: Vector, distance: Float, u: Float, height: Float = 0
  ) -> Vector {
    let air = self.air(distance: distance, u: u, height: height)
    return color * air.kept + air.added
  }

  /// What the air leaves of a light from a distance, and what it adds.
  @inline(__always) func air(
    distance: Float, u: Float, height: Float = 0
  ) -> (kept: Vector, added: Vector) {
    var depth = extinction * distance
    if mist > 0.0005 {
      // Fog thins out upwards: a mean of its density along the ray.
      let above = max(height, 0) * (1 / 9)
      depth += Vector(repeating: mist * distance / (1 + above))
    }
    let kept = Vector(Fast.exp(-depth.x), Fast.exp(-depth.y), Fast.exp(-depth.z))
    return (kept, air[u] * (Vector(repeating: 1) - kept))
  }

  /// Light from sky and ground on a surface.
  @inline(__always) func around(normal: Vector, openness: Float) -> Vector {
    let skyward = 0.5 + 0.5 * normal.y
    return ambient * (skyward * openness) + bounce * ((1 - skyward) * (0.4 + 0.6 * openness))
  }

  /// The colour of air near the horizon in column `u`.
  @inline(__always) func airColor(_ u: Float) -> Vector { air[u] }

  /// Light reflected by a matt surface.
  /// - Parameters:
  ///   - normal: Length 1.
  ///   - openness: Share of the sky it sees, 0…1.
  ///   - lit: Share of the sun it sees, 0…1.
  @inline(__always) func matt(
    _ albedo: Vector, normal: Vector, openness: Float = 1, lit: Float = 1
  ) -> Vector {
    let facing = max(0, dot(normal, direction))
    let around = self.around(normal: normal, openness: openness)
    return albedo * (sun * (facing * lit) + around)
  }
}

/// Colour of the air at the horizon by column.
private struct AirColors {
  private static let count = 65
  private static let reach: Float = 1.6
  private let colors: [Vector]

  init(dome: SkyDome, grey: Vector, share: Float, fog: Float, sunU: Float) {
    colors = (0..<AirColors.count).map { index in
      let u = (Float(index) / Float(AirColors.count - 1) * 2 - 1) * AirColors.reach
      let clear = dome.color(u, 0.015) * 0.6 + dome.color(u, 0.12) * 0.4
      let toward = 1 + 0.25 * Fast.exp(-(u - sunU) * (u - sunU) * 4) * (1 - 0.7 * share)
      return mix(clear, grey * toward, share)
    }
  }

  @inline(__always) subscript(_ u: Float) -> Vector {
    let place = (min(max(u / AirColors.reach, -1), 1) * 0.5 + 0.5) * Float(AirColors.count - 1)
    let index = min(Int(place), AirColors.count - 2)
    return colors.withUnsafeBufferPointer {
      mix($0[index], $0[index + 1], place - Float(index))
    }
  }
}
