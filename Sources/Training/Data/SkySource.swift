import Imaging
import Scenes
import Synchronization

/// Square pieces of the skies of procedural scenes, at all times of day and in all weathers.
/// Rendered skies stay in memory, so that a second pass over them costs nothing.
public final class SkySource: TrainingSource {
  /// Number of skies.
  public let count: Int
  private let size: PixelSize
  private let firstSeed: UInt64
  private let cache = Mutex<[Int: RGBImage]>([:])

  /// - Parameters:
  ///   - count: Number of different skies.
  ///   - side: Side of the pictures in pixels.
  ///   - firstSeed: Seed of the first scene.
  public init(count: Int, side: Int, firstSeed: UInt64) {
    self.count = count
    size = PixelSize(width: side, height: side)
    self.firstSeed = firstSeed
  }

  /// The skies in words, for the training record.
  public var summary: String {
    "\(count) skies of procedural scenes from seed \(firstSeed), \(size)"
  }

  /// Draws one sky, or takes it from memory.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    let sky: RGBImage
    if let known = cache.withLock({ $0[index] }) {
      sky = known
    } else {
      sky = draw(index)
      cache.withLock { $0[index] = sky }
    }
    return TrainingExample(
      image: sky,
      labels: LabelMap(
        width: size.width, height: size.height, filledWith: SceneLabel.sky.rawValue),
      instances: InstanceMap(width: size.width, height: size.height, filledWith: 0))
  }

  /// Tries scenes of a stream of seeds until one shows enough sky; the last one serves anyway.
  private func draw(_ index: Int) -> RGBImage {
    var random = SeededRandom(seed: firstSeed, stream: UInt64(index))
    // Larger than the picture: the sky above the horizon is what remains.
    let field = PixelSize(width: size.width * 2, height: size.height * 2)
    var best: (image: RGBImage, rows: Int)?
    for _ in 0..<4 {
      var recipe = SceneRecipe(
        seed: firstSeed + UInt64.random(in: 0..<(1 << 40), using: &random), size: field)
      recipe.biome = [.openSea, .seaBay, .meadow, .desert][Int.random(in: 0..<4, using: &random)]
      let scene = recipe.render()
      let rows = Self.openRows(scene.labels)
      if rows > best?.rows ?? -1 { best = (scene.image, rows) }
      if rows * 4 >= size.height * 3 { break }
    }
    guard let best else {
      return RGBImage(width: size.width, height: size.height, filledWith: RGB(0, 0, 0))
    }
    let side = max(16, min(best.rows, best.image.width))
    let left = Int.random(in: 0...(best.image.width - side), using: &random)
    return best.image.cropped(to: PixelRect(x: left, y: 0, width: side, height: side))
      .resized(to: size, by: .bicubic)
  }

  /// Rows from the top that show nothing but sky.
  private static func openRows(_ labels: LabelMap) -> Int {
    let sky = [SceneLabel.sky, .cloud, .sunGlow].map(\.rawValue)
    for row in 0..<labels.height {
      let start = row * labels.width
      let isOpen = labels.elements[start..<(start + labels.width)].allSatisfy { sky.contains($0) }
      if !isOpen { return row }
    }
    return labels.height
  }
}
