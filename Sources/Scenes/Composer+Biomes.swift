extension Composer {
  /// The kinds of trees that fit a cool or temperate place.
  private mutating func woods() -> [SceneObject.Kind] {
    random.pick([
      [.broadleaf], [.conifer], [.broadleaf, .conifer], [.broadleaf, .birch], [.birch, .conifer],
      [.broadleaf, .broadleaf, .conifer], [.pine], [.pine, .conifer], [.broadleaf, .bare],
      [.broadleaf, .pine],
    ])
  }

  mutating func composeSeaBay() {
    metres = random.pick([3, 5, 8])
    let shore = near * random.between(1.6, 4)
    water = WaterBody(
      label: .sea,
      shape: .beyond(
        shore: shore, slope: random.between(-1.1, 1.1), wave: random.between(0.2, 0.9)),
      noise: Noise(&random), beach: random.between(0.1, 0.5))
    base = random.chance(0.45) ? .sand : .grass
    if random.chance(0.6) {
      addRidge(
        random.chance(0.5) ? .hill : .rock, random.chance(0.5) ? .wooded : .bare,
        distance: random.between(12, 24), rise: random.between(0.06, 0.2), floor: -0.9,
        peaks: random.count(1...2), roughness: 0.7)
    }
    if random.chance(0.4) { addMountains(rise: 0.08...0.25, snow: 0.3) }
    let kinds: [SceneObject.Kind] = random.chance(0.5) ? [.palm] : woods()
    addTrees(random.count(0...5), near: near * 1.2, far: shore * 1.2, kinds: kinds)
    addSmall(.rock, random.count(0...6), near: near, far: shore * 1.3)
    addSmall(.bush, random.count(0...4), near: near, far: shore)
    if random.chance(0.2), base == .grass {
      addPatch(.flower, near: near, far: near * 2, size: 0.3)
    }
    if random.chance(0.3) { addPathway(.path) }
  }

  mutating func composeOpenSea() {
    water = WaterBody(
      label: .sea, shape: .beyond(shore: 0.4, slope: 0, wave: 0), noise: Noise(&random), beach: 0)
    if random.chance(0.45) {
      addRidge(
        .rock, .bare, distance: random.between(8, 16), rise: random.between(0.08, 0.3),
        floor: -1.2, peaks: random.count(1...2), roughness: 0.9)
    }
    if random.chance(0.4) { addMountains(rise: 0.06...0.3, snow: 0.3) }
    if random.chance(0.25) {
      addRidge(
        .hill, .wooded, distance: 20, rise: random.between(0.05, 0.15), floor: -0.8, peaks: 2)
    }
  }

  mutating func composeLake() {
    let open = random.chance(0.4)
    // The farther the shore, the more of the mountains the lake mirrors.
    let far = Fast.exp2(random.between(3, 4.9))
    if open {
      water = WaterBody(
        label: .lake,
        shape: .before(shore: far, slope: random.between(-0.4, 0.4), wave: 0.4),
        noise: Noise(&random), beach: random.chance(0.4) ? 0.12 : 0)
    } else {
      let radius = random.between(0.5, 1.1) * far * half * 1.2
      water = WaterBody(
        label: .lake,
        shape: .basin(
          x: random.between(-0.4, 0.4) * far, z: (near * 1.35 + far) / 2, radiusX: radius,
          radiusZ: (far - near * 1.35) / 2),
        noise: Noise(&random), beach: random.chance(0.4) ? 0.25 : 0)
    }
    addMountains(rise: 0.15...0.42, snow: 0.65)
    if random.chance(0.6) { addHills(1...2, rise: 0.05...0.18) }
    let kinds = woods()
    if random.chance(0.75) {
      addGrove(z: far * 1.2, spread: min(far * 0.6, 9), count: random.count(6...26), kinds: kinds)
    }
    if !open {
      addTrees(random.count(0...4), near: near * 1.05, far: far, kinds: kinds)
      addSmall(.rock, random.count(0...5), near: near, far: near * 2)
      addSmall(.bush, random.count(0...5), near: near, far: far)
      if random.chance(0.3) { addPatch(.flower, near: near, far: near * 1.5, size: 0.3) }
    }
    if random.chance(0.15) { addHouse(near: far * 1.1, far: far * 1.5) }
  }

  mutating func composeRiver() {
    let stream = Way(
      label: .river, halfWidth: random.between(0.45, 1.5), start: random.between(-0.2, 0.2),
      swing: random.between(0.08, 0.3), bends: random.between(0.3, 0.7), phase: random.unit(),
      drift: random.between(-0.7, 0.7))
    water = WaterBody(
      label: .river, shape: .stream(stream), noise: Noise(&random),
      beach: random.chance(0.5) ? random.between(0.1, 0.4) : 0)
    addMountains(rise: 0.12...0.38, snow: 0.5)
    addHills(0...2, rise: 0.05...0.2)
    let kinds = woods()
    addTrees(random.count(0...12), near: near * 1.3, far: 14, kinds: kinds)
    if random.chance(0.6) {
      addGrove(z: random.between(7, 14), spread: 6, count: random.count(6...20), kinds: kinds)
    }
    addSmall(.rock, random.count(0...8), near: near, far: 8)
    addSmall(.bush, random.count(0...8), near: near, far: 10)
    if random.chance(0.35) { addPatch(.flower, near: near, far: 5, size: 0.25) }
    if random.chance(0.65) {
      let z = random.between(near * 1.6, 7)
      let x = stream.center(z)
      guard ridges.allSatisfy({ $0.elevation(x, z, octaves: 3) < 0 }) else { return }
      let span = stream.halfWidth * random.between(2.9, 3.6)
      addObject(
        .bridge, x: stream.center(z), z: z, height: max(0.5, span * 0.24), width: span)
    }
  }

  mutating func composeVillage() {
    metres = random.pick([3, 4, 6])
    if random.chance(0.6) { addMountains(rise: 0.1...0.35, snow: 0.5) }
    addHills(1...2, rise: 0.06...0.22)
    if random.chance(0.65) { addPathway(random.chance(0.5) ? .road : .path) }
    for _ in 0..<random.count(1...5) { addHouse(near: near * 1.6, far: 11) }
    let kinds = woods()
    addTrees(random.count(2...10), near: near * 1.3, far: 14, kinds: kinds)
    addSmall(.bush, random.count(0...10), near: near, far: 9)
    for _ in 0..<random.count(0...2) { addFence() }
    if random.chance(0.45) { addPatch(.flower, near: near, far: 5, size: 0.25) }
  }

  mutating func composeDesert() {
    base = .sand
    relief = 0.5
    for layer in 0..<random.count(1...3) {
      addRidge(
        .sand, .dunes, distance: 22 - Float(layer) * 6.5, rise: random.between(0.05, 0.22),
        floor: random.between(0, 0.4), roughness: random.between(0.6, 0.9))
    }
    if random.chance(0.5) {
      addRidge(
        .rock, .bare, distance: 38, rise: random.between(0.1, 0.32), floor: -0.3,
        roughness: random.between(0.5, 0.9))
    }
    addSmall(.rock, random.count(0...8), near: near, far: 9)
    addSmall(.bush, random.count(0...6), near: near, far: 9)
    if random.chance(0.3) {
      addTrees(random.count(1...6), near: near * 1.4, far: 10, kinds: [.palm])
    }
    if random.chance(0.2) {
      water = WaterBody(
        label: .lake, shape: .basin(x: 0.5, z: near * 2.4, radiusX: 2.6, radiusZ: near * 0.8),
        noise: Noise(&random), beach: 0.3)
    }
    if random.chance(0.25) { addPathway(.path) }
  }

  mutating func composeForest() {
    metres = random.pick([2, 3, 4])
    if random.chance(0.4) { addMountains(rise: 0.2...0.4, snow: 0.4) }
    if random.chance(0.6) { addHills(1...2, rise: 0.1...0.25) }
    if random.chance(0.5) { addPathway(.path) }
    let kinds = woods()
    for _ in 0..<random.count(2...4) {
      addGrove(
        z: random.between(5, 13), spread: random.between(4, 9), count: random.count(8...26),
        kinds: kinds)
    }
    addTrees(random.count(1...5), near: near * 1.15, far: 6, kinds: kinds)
    addSmall(.bush, random.count(2...12), near: near, far: 7)
    addSmall(.rock, random.count(0...4), near: near, far: 6)
    if random.chance(0.3) { addPatch(.flower, near: near, far: 4, size: 0.25) }
  }

  mutating func composeSnowPeaks() {
    addMountains(rise: 0.3...0.55, snow: 1)
    base = random.chance(0.5) ? .snow : .grass
    if random.chance(0.4) {
      addRidge(
        base == .snow ? .snow : .hill, .grassy, distance: 13, rise: random.between(0.05, 0.16),
        floor: 0, roughness: 0.5)
    }
    if base == .grass, random.chance(0.6) { addPatch(.snow, near: near, far: 7, size: 0.4) }
    addTrees(random.count(0...8), near: near * 1.3, far: 12, kinds: [.conifer])
    if random.chance(0.6) {
      addGrove(z: random.between(8, 14), spread: 7, count: random.count(8...24), kinds: [.conifer])
    }
    addSmall(.rock, random.count(0...9), near: near, far: 8)
    if random.chance(0.3) {
      water = WaterBody(
        label: .lake,
        shape: .basin(x: random.between(-2, 2), z: 5.5, radiusX: 4.5, radiusZ: 2),
        noise: Noise(&random), beach: 0)
    }
    if random.chance(0.2) { addHouse(near: near * 2, far: 9) }
  }

  mutating func composeRoad() {
    metres = random.pick([2, 3, 4])
    if random.chance(0.6) { addMountains(rise: 0.1...0.38, snow: 0.5) }
    addHills(1...2, rise: 0.06...0.24)
    addPathway(random.chance(0.75) ? .road : .path)
    let kinds = woods()
    addTrees(random.count(1...9), near: near * 1.3, far: 14, kinds: kinds)
    if random.chance(0.4) { addFence() }
    addSmall(.bush, random.count(0...8), near: near, far: 8)
    addSmall(.rock, random.count(0...4), near: near, far: 8)
    if random.chance(0.25) { addHouse(near: near * 2, far: 11) }
    if random.chance(0.3) { addPatch(.flower, near: near, far: 5, size: 0.25) }
    if random.chance(0.15) { base = .sand }
  }

  mutating func composeMeadow() {
    if random.chance(0.5) { addMountains(rise: 0.1...0.35, snow: 0.5) }
    if random.chance(0.7) { addHills(1...2, rise: 0.05...0.25) }
    for _ in 0..<random.count(0...4) { addPatch(.flower, near: near, far: 8, size: 0.35) }
    let kinds = woods()
    addTrees(random.count(0...4), near: near * 1.15, far: 10, kinds: kinds)
    addSmall(.bush, random.count(0...6), near: near, far: 9)
    if random.chance(0.3) { addSmall(.rock, random.count(1...5), near: near, far: 7) }
    if random.chance(0.25) { addFence() }
    if random.chance(0.25) { addPathway(.path) }
  }
}
