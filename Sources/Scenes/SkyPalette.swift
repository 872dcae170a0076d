/// Colours of sky and light over a day, interpolated between hand-tuned keys (linear light).
struct SkyPalette {
  /// Straight up.
  var zenith: Vector
  /// Just above the horizon.
  var horizon: Vector
  /// Around the sun.
  var glow: Vector
  /// Direct light, times its strength.
  var sun: Vector
  /// Light from the whole sky, times its strength.
  var ambient: Vector

  private init(_ colors: (UInt32, UInt32, UInt32, UInt32, UInt32), sun: Float, ambient: Float) {
    zenith = linear(colors.0)
    horizon = linear(colors.1)
    glow = linear(colors.2)
    self.sun = linear(colors.3) * sun
    self.ambient = linear(colors.4) * ambient
  }

  private init(from a: SkyPalette, to b: SkyPalette, share: Float) {
    zenith = mix(a.zenith, b.zenith, share)
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
    (0x0A1128, 0x2A3C62, 0xA8BCE0, 0xA8BEE8, 0x4A5E96), sun: 0.75, ambient: 0.8)

  private static let keys: [(time: Float, palette: SkyPalette)] = [
    (0, night),
    (0.18, night),
    (
      0.22,
      SkyPalette(
        (0x1C2A58, 0x7A6890, 0xD89A8C, 0x9A8CB4, 0x7A80B4), sun: 0.65, ambient: 0.8)
    ),
    (
      0.26,
      SkyPalette(
        (0x5276B0, 0xF4B89E, 0xFFCC90, 0xFFB488, 0x9C9CC0), sun: 1.25, ambient: 0.62)
    ),
    (
      0.34,
      SkyPalette(
        (0x4A86CE, 0xCCDFEC, 0xFFF0D0, 0xFFE4BE, 0xA0BCE0), sun: 1.95, ambient: 0.72)
    ),
    (
      0.5,
      SkyPalette(
        (0x2C6CC2, 0xB4D4EE, 0xFFFDF0, 0xFFF6E8, 0xA8C6EC), sun: 2.3, ambient: 0.82)
    ),
    (
      0.64,
      SkyPalette(
        (0x3E7AC2, 0xD2DEE4, 0xFFF0CC, 0xFFE8C2, 0xA8BEDE), sun: 2.05, ambient: 0.74)
    ),
    (
      0.71,
      SkyPalette(
        (0x5E88BA, 0xF6D2A0, 0xFFDC98, 0xFFBC6C, 0xA6A2BC), sun: 1.85, ambient: 0.6)
    ),
    (
      0.757,
      SkyPalette(
        (0x4C5A8E, 0xF29262, 0xFFA250, 0xFF8446, 0x9888B0), sun: 1.6, ambient: 0.68)
    ),
    (
      0.8,
      SkyPalette(
        (0x28336A, 0xA87498, 0xE08C8C, 0xB88CA8, 0x787CB4), sun: 0.7, ambient: 0.82)
    ),
    (0.86, night),
    (1, night),
  ]
}
