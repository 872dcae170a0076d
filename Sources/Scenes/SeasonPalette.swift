/// Colours of living things over the year, interpolated cyclically (albedo, linear).
enum SeasonPalette {
  /// Grass: fresh in spring, deep in summer, straw in autumn, pale in winter.
  static func grass(_ season: Float) -> Vector {
    cyclic(season, [linear(0x789C48), linear(0x627C3E), linear(0x9C8648), linear(0x847A58)])
  }

  /// Woods seen from far.
  static func woods(_ season: Float) -> Vector {
    cyclic(season, [linear(0x5E8240), linear(0x405F36), linear(0x966638), linear(0x5E584A)])
  }

  /// Leaves of one broad-leaved tree; `own` in 0…1 is the tree's character.
  static func leaves(_ season: Float, own: Float) -> Vector {
    let spring = own > 0.8 ? linear(0xE8B4C4) : mix(linear(0x78A444), linear(0x93B258), own)
    let summer = mix(linear(0x48682F), linear(0x6C8038), own)
    let autumn =
      own < 0.35 ? linear(0xC4521F) : (own < 0.7 ? linear(0xDF9A2B) : linear(0x9A3A22))
    let winter = mix(linear(0x6E6253), linear(0x857562), own)
    return cyclic(season, [spring, summer, autumn, winter])
  }

  /// Needles: nearly the same all year.
  static func needles(_ season: Float, own: Float) -> Vector {
    let green = mix(linear(0x35583A), linear(0x4A6A3C), own)
    return cyclic(season, [green * 1.12, green, green * 0.95, green * 0.85])
  }

  private static func cyclic(_ season: Float, _ keys: [Vector]) -> Vector {
    let position = season * 4
    let index = Int(position) & 3
    let share = smoothstep(0.15, 0.85, position - Fast.floor(position))
    return mix(keys[index], keys[(index + 1) & 3], share)
  }
}
