/// Single parts of a composition that several biomes use.
extension Composer {
  mutating func addPathway(_ label: SceneLabel) {
    let broad = label == .road ? random.between(2.4, 4) : random.between(0.7, 1.5)
    way = Way(
      label: label, halfWidth: broad / metres, start: random.between(-0.2, 0.2),
      swing: random.chance(0.3) ? 0 : random.between(0.03, 0.18), bends: random.between(0.25, 0.6),
      phase: random.unit(), drift: random.between(-0.5, 0.5))
  }

  mutating func addHouse(near: Float, far: Float) {
    let height = random.between(5, 8) / metres
    let first = max(near, height / random.between(0.15, 0.45))
    guard let place = landPlace(first, max(far, first * 1.4), margin: 0.15) else { return }
    addObject(
      .house, x: place.x, z: place.z, height: height, width: height * random.between(1, 1.7))
  }

  /// Whether a place is dry and beside the way.
  private func isFree(_ x: Float, _ z: Float) -> Bool {
    if let water, water.depth(x, z) > -0.05 { return false }
    if let way, abs(way.offset(x, z)) < 1.25 { return false }
    return true
  }

  mutating func addFence() {
    var (x, z, length, depth) = (Float(0), Float(0), Float(0), Float(0))
    // Fences run beside roads and waters, not across them.
    for attempt in 0..<10 {
      guard attempt < 9 else { return }
      z = random.between(near * 1.25, near * 3)
      x = random.between(-1, 0.3) * half * z
      length = random.between(1.2, 3.6)
      depth = random.between(-0.25, 0.9) * length
      guard z + depth > near else { continue }
      if isFree(x, z), isFree(x + length, z + depth), isFree(x + length / 2, z + depth / 2) {
        break
      }
    }
    addObject(
      .fence(dx: length, dz: depth), x: x, z: z,
      height: random.between(1, 1.4) / metres, width: length)
  }

  mutating func addClouds() {
    let wanted = random.pick([0, 1, 2, 3, 4, 5, 7])
    let flat = random.chance(0.35)
    guard horizon > 0.14 else { return }
    for _ in 0..<wanted {
      let base = random.between(0.06, max(0.1, horizon - 0.06))
      // Clouds near the horizon are far: smaller and flatter.
      let nearness = 0.35 + 0.65 * saturate((horizon - base) / max(horizon, 0.01))
      let size = random.between(0.08, random.chance(0.3) ? 0.42 : 0.26) * nearness
      let middle = random.between(-half, half)
      let stretch = flat ? random.between(2.5, 5) : random.between(1.1, 2.2)
      var puffs: [Cloud.Puff] = []
      for index in 0..<random.count(5...11) {
        let across = random.between(-1, 1)
        let radius = size * random.between(0.3, 0.62) * (1.15 - abs(across) * 0.75)
        let lift = index == 0 ? 0 : random.between(0, 0.75) * (1 - abs(across))
        puffs.append(
          Cloud.Puff(
            center: PlanePoint(
              u: middle + across * size * stretch, v: base - radius * 0.35 - lift * size),
            radius: radius))
      }
      clouds.append(
        Cloud(
          instance: instance(), puffs: puffs, flatness: flat ? random.between(0.3, 0.5) : 0.8,
          base: base, brightness: random.between(0.85, 1.1)))
    }
  }
}
