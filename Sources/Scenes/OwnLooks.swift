/// Looks that single objects have of their own, beyond what season and light give all of them: a
/// tree still in bloom, a red rock among grey ones. With `variety` 0 nothing changes at all.
struct OwnLooks {
  /// Share of the objects that look their own way, 0…1.
  let variety: Float

  /// The season a plant is in.
  func season(of object: SceneObject, in season: Float) -> Float {
    var random = SceneRandom(seed: object.seed, stream: 11)
    guard differs(&random) else { return season }
    // Bare winter crowns hardly differ in colour: plants stay between spring and late autumn.
    return random.between(0.0, 0.56)
  }

  /// What a conifer's needles are multiplied with.
  func needles(of object: SceneObject) -> Vector {
    var random = SceneRandom(seed: object.seed, stream: 12)
    guard differs(&random) else { return Vector(repeating: 1) }
    return random.pick([
      Vector(0.9, 1.15, 1.9), Vector(1.9, 1.5, 0.7), Vector(0.6, 0.75, 0.6), Vector(1.3, 1.6, 0.8),
    ])
  }

  /// A rock's stone.
  func stone(of object: SceneObject, usual: Vector) -> Vector {
    var random = SceneRandom(seed: object.seed, stream: 13)
    guard differs(&random) else { return usual }
    return random.pick([
      linear(0xB5583C), linear(0x3E3C3E), linear(0xCFC7B4), linear(0xC79A5B), linear(0x5C6E80),
    ])
  }

  /// A house's roof.
  func roof(of object: SceneObject, usual: Vector) -> Vector {
    var random = SceneRandom(seed: object.seed, stream: 14)
    guard differs(&random) else { return usual }
    return random.pick([
      linear(0xB03A2A), linear(0x35608F), linear(0x3F6B46), linear(0xC29A4A), linear(0x2E2C30),
      linear(0x7A4A78),
    ])
  }

  /// A house's walls.
  func walls(of object: SceneObject, usual: Vector) -> Vector {
    var random = SceneRandom(seed: object.seed, stream: 15)
    guard differs(&random) else { return usual }
    return random.pick([
      linear(0xF0ECE4), linear(0xE2B65A), linear(0xA8443A), linear(0x7FA0B8), linear(0x8FA67C),
      linear(0x6E4B36),
    ])
  }

  /// A cloud's brightness.
  func brightness(of cloud: Cloud, seed: UInt64) -> Float {
    var random = SceneRandom(seed: seed &+ UInt64(cloud.instance), stream: 16)
    guard differs(&random) else { return cloud.brightness }
    return random.pick([0.45, 0.62, 1.15])
  }

  private func differs(_ random: inout SceneRandom) -> Bool { random.chance(variety) }
}
