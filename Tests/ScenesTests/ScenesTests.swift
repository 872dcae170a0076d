import Imaging
import Scenes
import Testing

@Suite("Scenes are true, reproducible training data")
struct ScenesTests {
  static let small = PixelSize(width: 24, height: 24)

  @Test("The same seed draws the same bytes", arguments: [1, 77, 4_000_000_007] as [UInt64])
  func determinism(seed: UInt64) {
    let first = SceneRecipe(seed: seed, size: Self.small).render()
    let second = SceneRecipe(seed: seed, size: Self.small).render()
    #expect(first.image == second.image)
    #expect(first.labels == second.labels)
    #expect(first.instances == second.instances)
  }

  @Test("Different seeds draw different scenes") func variety() {
    let first = SceneRecipe(seed: 5, size: Self.small).render()
    let second = SceneRecipe(seed: 6, size: Self.small).render()
    #expect(first.image != second.image)
    #expect(first.labels != second.labels)
  }

  @Test("Every pixel has one of the twenty labels, and over many seeds all twenty occur")
  func allLabelsOccur() {
    var seen = Set<UInt16>()
    for seed in 0..<90 as Range<UInt64> where seen.count < 20 || seed < 12 {
      let scene = SceneRecipe(seed: seed, size: Self.small).render()
      #expect(scene.labels.elements.count == Self.small.area)
      #expect(scene.labels.elements.allSatisfy { $0 < 20 })
      seen.formUnion(scene.labels.elements)
    }
    #expect(seen == Set(SceneLabel.allCases.map(\.rawValue)))
  }

  @Test("An instance belongs to one label", arguments: 20..<28 as Range<UInt64>)
  func instancesHaveOneLabel(seed: UInt64) {
    let scene = SceneRecipe(seed: seed, size: Self.small).render()
    var labelOf: [UInt32: UInt16] = [:]
    for (instance, label) in zip(scene.instances.elements, scene.labels.elements)
    where instance > 0 {
      #expect(labelOf[instance, default: label] == label)
      labelOf[instance] = label
    }
  }

  @Test("A style changes the picture, never the labels", arguments: [3, 12] as [UInt64])
  func styleKeepsLabels(seed: UInt64) {
    var recipe = SceneRecipe(seed: seed, size: Self.small)
    recipe.style = SceneStyle()
    let noon = recipe.render()
    for preset in SceneStyle.presets.dropFirst() {
      recipe.style = preset.style
      let other = recipe.render()
      #expect(other.labels == noon.labels)
      #expect(other.instances == noon.instances)
      #expect(meanDifference(other.image, noon.image) > 6, "\(preset.name) looks like noon")
    }
  }

  @Test("Style is continuous: a small change of time is a small change of picture")
  func styleIsContinuous() {
    var recipe = SceneRecipe(seed: 8, size: Self.small)
    for step in 0..<16 {
      recipe.style = SceneStyle(timeOfDay: Double(step) / 16)
      let before = recipe.render().image
      recipe.style.timeOfDay += 0.002
      #expect(meanDifference(before, recipe.render().image) < 8)
    }
  }

  @Test("Water keeps its label under reflections") func waterStaysWater() {
    for seed in 0..<4 as Range<UInt64> {
      var recipe = SceneRecipe(seed: seed, size: Self.small)
      recipe.biome = .openSea
      let scene = recipe.render()
      let lastRow = scene.labels.elements.suffix(Self.small.width)
      #expect(lastRow.allSatisfy { $0 == SceneLabel.sea.rawValue })
      // The sea mirrors: it is not one flat colour.
      #expect(Set(scene.image.elements.suffix(Self.small.width * 4)).count > 8)
    }
  }

  @Test(
    "Any size is drawn",
    arguments: [
      PixelSize(width: 16, height: 16), PixelSize(width: 96, height: 48),
      PixelSize(width: 33, height: 71),
    ])
  func sizes(size: PixelSize) {
    let scene = SceneRecipe(seed: 11, size: size).render()
    #expect(scene.image.size == size)
    #expect(scene.labels.size == size)
    #expect(scene.instances.size == size)
  }

  @Test("The layout does not depend on the resolution") func resolutionKeepsLayout() {
    let coarse = SceneRecipe(seed: 4, size: Self.small).render().labels
    let fine = SceneRecipe(seed: 4, size: PixelSize(width: 48, height: 48)).render().labels
    let same = zip(fine.resizedNearest(to: Self.small).elements, coarse.elements)
      .count { $0 == $1 }
    #expect(Double(same) / Double(Self.small.area) > 0.8)
  }

  @Test("Clouds drift over a world that stands still") func cloudsDrift() {
    for seed in 0..<6 as Range<UInt64> {
      var recipe = SceneRecipe(seed: seed, size: Self.small)
      let before = recipe.render()
      recipe.cloudDrift = 0.12
      let after = recipe.render()
      let heavens: Set<UInt16> = [0, 1, 2]
      for (a, b) in zip(before.labels.elements, after.labels.elements)
      where !heavens.contains(a) || !heavens.contains(b) { #expect(a == b) }
    }
  }

  @Test("No style from a file breaks rendering", arguments: [-.infinity, .nan, 1e300, -7.25])
  func hostileStyle(value: Double) {
    var recipe = SceneRecipe(seed: 2, size: Self.small)
    recipe.style = SceneStyle(
      timeOfDay: value, season: value, cover: value, storm: value, haze: value)
    recipe.cloudDrift = value
    #expect(recipe.render().image.size == Self.small)
  }

  @Test("A recipe names what it draws") func styleNames() {
    #expect(SceneStyle().daytime == .noon)
    #expect(SceneStyle(timeOfDay: 0.95).daytime == .night)
    #expect(SceneStyle(season: 0.75).seasonName == .winter)
    #expect(SceneStyle(cover: 0.9, storm: 0.9).weather == .storm)
    #expect(SceneStyle(haze: 0.9).weather == .fog)
  }

  /// Mean absolute difference of the channels, 0…255.
  private func meanDifference(_ a: RGBImage, _ b: RGBImage) -> Double {
    var sum = 0
    for (p, q) in zip(a.elements, b.elements) {
      sum += abs(Int(p.red) - Int(q.red)) + abs(Int(p.green) - Int(q.green))
      sum += abs(Int(p.blue) - Int(q.blue))
    }
    return Double(sum) / Double(a.elements.count * 3)
  }
}

@Suite("Objects with looks of their own")
struct VarietyTests {
  @Test("Variety changes objects and nothing else", arguments: [1, 9, 23] as [UInt64])
  func variety(seed: UInt64) {
    var recipe = SceneRecipe(seed: seed, size: PixelSize(width: 48, height: 48))
    recipe.biome = .village
    let usual = recipe.render()
    recipe.variety = 0
    #expect(recipe.render().image == usual.image)
    recipe.variety = 1
    let varied = recipe.render()
    #expect(varied.labels == usual.labels && varied.instances == usual.instances)
    #expect(varied.image != usual.image)
  }

  @Test(
    "Seeds draw the same bytes on every machine, debug or release",
    arguments: [
      (1, 4_763_569_981_317_255_579), (2, 6_324_533_637_164_971_869),
      (3, 11_216_096_409_357_769_306),
    ] as [(UInt64, UInt64)])
  func unchanged(seed: UInt64, fingerprint: UInt64) {
    let scene = SceneRecipe(seed: seed, size: PixelSize(width: 24, height: 24)).render()
    var hash: UInt64 = 14_695_981_039_346_656_037  // FNV-1a
    for pixel in scene.image.elements {
      for byte in [pixel.red, pixel.green, pixel.blue] {
        hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
      }
    }
    #expect(hash == fingerprint)
  }
}
