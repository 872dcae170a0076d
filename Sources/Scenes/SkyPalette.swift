/// Colours of sky and light over a day, interpolated between hand-tuned keys (linear light).
struct SkyPalette {
  /// Straight up.
  var zenith: Vector
  /// Just above the horizon.
  var horizon: Vector
  /// Between the two, at the height where twilight changes its hue.
  var middle: Vector
  /// Around the sun.
  var glow: Vector
  /// Direct light, times its strength.
  var sun: Vector
  /// Light from the whole sky, times its strength.
  var ambient: Vector

  /// Zenith, middle, horizon, glow, sun, ambient.
  private init(
    _ colors: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32), sun: Float, ambient: Float
  ) {
    zenith = linear(colors.0)
    middle = linear(colors.1)
    horizon = linear(colors.2)
    glow = linear(colors.3)
    self.sun = linear(colors.4) * sun
    self.ambient = linear(colors.5) * ambient
  }

  private init(from a: SkyPalette, to b: SkyPalette, share: Float) {
    zenith = mix(a.zenith, b.zenith, share)
    middle = mix(a.middle, b.middle, share)
    horizon = mix(a.horizon, b.horizon, share)
    glow = mix(a.glow, b.glow, share)
    sun = mix(a.sun, b.sun, share)
    ambient = mix(a.ambient, b.ambient, share)
  }

  /// The colours at a time of day, 0…1 from midnight to midnight.
  init(timeOfDay: Float) {
    let keys = SkyPalette.keys
    let time = saturate(timeOfDay)
    var upper = 1
    while upper < keys.count - 1 && keys[upper].time < time { upper += 1 }
    let (from, to) = (keys[upper - 1], keys[upper])
    let share = smoothstep(from.time, to.time, time)
    self.init(from: from.palette, to: to.palette, share: share)
  }

  private static let night = SkyPalette(
    (0x0A1128, 0x172444, 0x2E4166, 0xA8BCE0, 0xA8BEE8, 0x4A5E96), sun: 0.75, ambient: 0.8)

  private static let keys: [(time: Float, palette: SkyPalette)] = [
    (0, night),
    (0.18, night),
    (0.22, blueHour),
    (0.26, dawn),
    (0.34, morning),
    (0.5, noon),
    (0.64, afternoon),
    (0.71, golden),
    (0.757, sunset),
    (0.8, dusk),
    (0.86, night),
    (1, night),
  ]

  private static let blueHour = SkyPalette(
    (0x1C2A58, 0x4A5488, 0xC08C88, 0xE8A88C, 0xA898B8, 0x7A84B8), sun: 0.6, ambient: 0.8)
  private static let dawn = SkyPalette(
    (0x5078B4, 0xA8B4CC, 0xF6BE98, 0xFFD098, 0xFFC49C, 0x9CA4C8), sun: 1.35, ambient: 0.66)
  private static let morning = SkyPalette(
    (0x4A86CE, 0x8CB4DE, 0xCCDFEC, 0xFFF0D0, 0xFFE8C8, 0xA0BCE0), sun: 1.95, ambient: 0.74)
  private static let noon = SkyPalette(
    (0x2C6CC2, 0x6CA4DE, 0xB4D4EE, 0xFFFDF0, 0xFFF6E8, 0xA8C6EC), sun: 2.3, ambient: 0.82)
  private static let afternoon = SkyPalette(
    (0x3E7AC2, 0x84B0DC, 0xD2DEE4, 0xFFF0CC, 0xFFECCC, 0xA8BEDE), sun: 2.05, ambient: 0.76)
  private static let golden = SkyPalette(
    (0x5684BC, 0xA8B6C0, 0xF6D09A, 0xFFDC98, 0xFFC888, 0xA6A8C4), sun: 1.9, ambient: 0.64)
  private static let sunset = SkyPalette(
    (0x4A5E98, 0x9C88A4, 0xF49A5E, 0xFFAE58, 0xFFA878, 0x9890B4), sun: 1.55, ambient: 0.68)
  private static let dusk = SkyPalette(
    (0x243468, 0x5C5E94, 0xC88880, 0xE89C80, 0xB898B0, 0x7880B8), sun: 0.7, ambient: 0.82)
}
