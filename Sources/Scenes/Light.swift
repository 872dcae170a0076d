/// The resolved lighting of one scene: what every painter asks for colours of light and air.
struct Light {
  /// Towards the sun or moon, length 1.
  let direction: Vector
  /// Direct light.
  let sun: Vector
  /// Light from the sky.
  let ambient: Vector
  let zenith: Vector
  let middle: Vector
  let horizon: Vector
  let glow: Vector
  /// Part of the light the air adds or takes per camera height of distance.
  let density: Float
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
  /// What single objects have for themselves.
  let own: OwnLooks

  init(style: SceneStyle, layout: Layout, variety: Float) {
    own = OwnLooks(variety: variety)
    let time = Float(style.timeOfDay)
    let palette = SkyPalette(timeOfDay: time)
    cover = saturate(Float(style.cover))
    storm = saturate(Float(style.storm))
    season = Float(style.season) - Fast.floor(Float(style.season))
    night = 1 - smoothstep(0.19, 0.25, time) * (1 - smoothstep(0.79, 0.85, time))
    twilight = 1 - smoothstep(0.21, 0.28, time) * (1 - smoothstep(0.75, 0.81, time))
    snow = saturate(1 - abs(season - 0.76) * 7.5) * 0.95
    horizonRow = layout.horizon

    // Mix grey into sky and light as the cover closes; a storm darkens both.
    let haze = saturate(Float(style.haze))
    fog = smoothstep(0.5, 0.95, haze)
    let darkness = 1 - 0.45 * storm
    let greyTop = Vector(0.55, 0.6, 0.68) * (luminance(palette.horizon) * 0.55 + 0.03) * darkness
    let greyLow = Vector(0.86, 0.89, 0.94) * (luminance(palette.horizon) * 0.8 + 0.02) * darkness
    let greyMiddle = (greyTop + greyLow) * 0.5
    middle = mix(palette.middle, mix(greyMiddle, palette.middle, 0.2), cover)
    zenith = mix(palette.zenith, mix(greyTop, palette.zenith, 0.15), cover)
    horizon = mix(palette.horizon, mix(greyLow, palette.horizon, 0.25), cover)
    glow = mix(palette.glow, horizon * 1.2, cover * 0.85)
    let direct = palette.sun * (1 - 0.8 * cover) * (1 - 0.5 * storm) * (1 - 0.6 * fog)
    let flat = Vector(repeating: luminance(palette.ambient)) * Vector(0.96, 1, 1.05)
    let soft = mix(palette.ambient, flat * (1.75 - 0.6 * storm), max(cover, fog * 0.6))
    // Even a storm at night leaves shapes to see.
    let floor = max(1, (0.13 + 0.1 * cover) / max(luminance(soft), 0.01))
    // Expose longer when it is dark, as an eye or a camera would.
    let key = luminance(direct) * 0.3 + luminance(soft) * 0.7
    let exposure = min(max(Fast.exp2(Fast.log2(0.56 / max(key, 0.01)) * 0.5), 0.7), 2)
    // A camera closes its aperture before snow.
    let white = max(snow, layout.ground.base == .snow ? 0.9 : 0)
    sun = direct * (exposure * (1 - 0.24 * white))
    ambient = soft * (floor * exposure * (1 - 0.24 * white))
    density = 0.0022 + 0.016 * haze + 0.11 * haze * haze * haze * haze

    // Raise the sun with the hour; a sun inside the picture stands where the layout has it.
    let height = max(0.1, Fast.cosine(turns: (time - 0.5) * 0.92))
    if let sunPoint = layout.sun {
      sunU = sunPoint.u
      sunV = sunPoint.v
      direction = normalize(
        Vector(sunPoint.u * 1.5 + 0.001, max(0.28, (layout.horizon - sunPoint.v) * 1.1), 0.55))
    } else {
      sunU = layout.sunSide * 1.4
      sunV = layout.horizon - 0.2 - height
      let low = night > 0.5 ? Float(0.6) : height
      direction = normalize(Vector(layout.sunSide * 0.85, 0.25 + 0.6 * low, -0.35))
    }
  }

  /// Colour of the clear or covered sky in a direction of the picture plane.
  @inline(__always) func sky(_ u: Float, _ v: Float) -> Vector {
    let rise = max(0, horizonRow - v)
    var color = mix(horizon, middle, smoothstep(0, 0.24, rise))
    color = mix(color, zenith, 1 - Fast.exp(-rise * rise * 3.2 - rise * 0.5))
    color = mix(color, airColor(u), fog * (0.9 - 0.35 * saturate(rise * 1.6)))
    // Scatter towards the sun: a wide warm veil and a narrow bright one.
    let du = u - sunU
    let dv = v - sunV
    let squared = du * du + dv * dv
    let wide = Fast.exp(-squared * 2.2) * 0.55 + Fast.exp(-squared * 14) * 0.35
    color = mix(color, glow, saturate(wide * (1 - 0.6 * cover) * (1 - 0.55 * night)))
    return color
  }

  /// The colour a distant thing has after its light crossed the air.
  @inline(__always) func through(_ color: Vector, distance: Float, u: Float) -> Vector {
    let kept = Fast.exp(-distance * density)
    return color * kept + airColor(u) * (1 - kept)
  }

  /// The colour of air near the horizon in column `u`.
  @inline(__always) func airColor(_ u: Float) -> Vector {
    let du = u - sunU
    let dv = horizonRow - sunV
    let base = horizon * 0.8 + middle * 0.2
    let grey = mix(base, Vector(repeating: luminance(base)), 0.55 * fog)
    let warm = Fast.exp(-(du * du + dv * dv) * 2.2) * 0.5 * (1 - 0.6 * cover) * (1 - 0.5 * night)
    return mix(grey, glow, warm)
  }

  /// Light reflected by a matt surface.
  /// - Parameters:
  ///   - normal: Length 1.
  ///   - openness: Share of the sky it sees, 0…1.
  ///   - lit: Share of the sun it sees, 0…1.
  @inline(__always) func matt(
    _ albedo: Vector, normal: Vector, openness: Float = 1, lit: Float = 1
  ) -> Vector {
    let facing = max(0, dot(normal, direction))
    let skyward = 0.62 + 0.38 * normal.y
    return albedo * (sun * (facing * lit) + ambient * (skyward * openness))
  }
}
