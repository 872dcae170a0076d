import Imaging
import Scenes
import Testing

@Suite("Films are exact") struct SceneFilmTests {
  static let size = PixelSize(width: 256, height: 128)

  /// A film of a seed at noon, walking aside and into the picture.
  private func film(_ seed: UInt64, _ biome: SceneRecipe.Biome) -> SceneFilm {
    var recipe = SceneRecipe(seed: seed, size: Self.size)
    recipe.biome = biome
    recipe.style = SceneStyle()
    return SceneFilm(
      recipe: recipe,
      motion: SceneFilm.Motion(step: SceneCamera(x: 0.02, y: 0.003, z: 0.03), drift: 0.004))
  }

  @Test(
    "One frame moved by its flow is the next where it was seen before",
    arguments: zip(
      [1, 3, 3, 4] as [UInt64],
      [SceneRecipe.Biome.village, .riverValley, .desert, .forest]))
  func warped(seed: UInt64, biome: SceneRecipe.Biome) {
    let film = film(seed, biome)
    let before = film.frame(4)
    let now = film.frame(5, after: before)
    var difference = 0.0
    var unmoved = 0.0
    var count = 0
    var moved = 0
    for row in 0..<Self.size.height {
      for column in 0..<Self.size.width {
        let index = row * Self.size.width + column
        guard now.history.elements[index] == FilmFrame.History.same.rawValue else { continue }
        let flow = now.flow[index]
        let here = now.scene.image.elements[index]
        let then = sampled(before.scene.image, Float(column) + flow.x, Float(row) + flow.y)
        difference += distance(here, then)
        unmoved += distance(here, sampled(before.scene.image, Float(column), Float(row)))
        if abs(flow.x) + abs(flow.y) > 0.25 { moved += 1 }
        count += 1
      }
    }
    #expect(count > Self.size.area / 3, "most of \(biome) was seen before")
    #expect(moved > count / 10, "something moves")
    // Pictures in −1…1. Without the flow the difference is clearly larger.
    #expect(difference / Double(count) <= 0.03)
    #expect(difference < 0.85 * unmoved)
  }

  @Test("What is called the same has the same label and object where the flow points")
  func history() {
    let film = film(11, .village)
    let before = film.frame(2)
    let now = film.frame(3, after: before)
    var new = 0
    for row in 0..<Self.size.height {
      for column in 0..<Self.size.width {
        let index = row * Self.size.width + column
        guard now.history.elements[index] == FilmFrame.History.same.rawValue else {
          new += 1
          continue
        }
        let x = Int((Float(column) + now.flow[index].x + 0.5).rounded(.down))
        let y = Int((Float(row) + now.flow[index].y + 0.5).rounded(.down))
        #expect(before.scene.labels[x, y] == now.scene.labels[column, row])
        #expect(before.scene.instances[x, y] == now.scene.instances[column, row])
      }
    }
    // Borders of the picture and of near objects come into sight.
    #expect(new > 0)
  }

  @Test("Frames alone and in a row are the same; a film starts as its scene does")
  func alone() {
    let film = film(7, .lake)
    let row = film.frame(2, after: film.frame(1))
    let alone = film.frame(2)
    #expect(row.scene.image == alone.scene.image)
    #expect(row.flow == alone.flow)
    #expect(row.history == alone.history)
    #expect(film.frame(0).scene.labels == film.recipe.render().labels)
    #expect(film.frame(0).history.elements.allSatisfy { $0 == 0 })
  }

  @Test("A camera that stands still moves clouds alone")
  func standing() {
    var recipe = SceneRecipe(seed: 5, size: Self.size)
    recipe.biome = .meadow
    let film = SceneFilm(
      recipe: recipe, motion: SceneFilm.Motion(step: SceneCamera(), drift: 0.01))
    let frame = film.frame(1)
    for (label, flow) in zip(frame.scene.labels.elements, frame.flow) {
      if label == SceneLabel.cloud.rawValue {
        // 0.01 picture heights to the right, so it was to the left.
        #expect(abs(flow.x + 1.28) < 1e-3 && flow.y == 0)
      } else {
        #expect(abs(flow.x) < 1e-4 && abs(flow.y) < 1e-4)
      }
    }
  }

  @Test("A camera from a file cannot leave the world", arguments: [-.infinity, .nan, 1e300, -7.25])
  func hostile(value: Double) {
    var recipe = SceneRecipe(seed: 2, size: PixelSize(width: 24, height: 24))
    recipe.camera = SceneCamera(x: value, y: value, z: value)
    #expect(recipe.render().image.size == recipe.size)
  }

  private func sampled(_ image: RGBImage, _ x: Float, _ y: Float) -> [Double] {
    let (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
    let (fx, fy) = (Double(x) - Double(left), Double(y) - Double(top))
    func at(_ x: Int, _ y: Int) -> [Double] {
      let pixel = image[min(max(x, 0), image.width - 1), min(max(y, 0), image.height - 1)]
      return [Double(pixel.red), Double(pixel.green), Double(pixel.blue)]
    }
    let (a, b, c, d) = (
      at(left, top), at(left + 1, top), at(left, top + 1), at(left + 1, top + 1)
    )
    return (0..<3).map { channel in
      let upper = a[channel] * (1 - fx) + b[channel] * fx
      let lower = c[channel] * (1 - fx) + d[channel] * fx
      return upper * (1 - fy) + lower * fy
    }
  }

  /// Mean absolute difference of the channels, pictures in −1…1.
  private func distance(_ pixel: RGB, _ color: [Double]) -> Double {
    (abs(Double(pixel.red) - color[0]) + abs(Double(pixel.green) - color[1])
      + abs(Double(pixel.blue) - color[2])) / 3 / 127.5
  }
}
