public import Imaging
public import Scenes
import Synchronization
public import Synthesis

/// Films of procedural scenes as training data: example n is a frame of film n / `frames`, with the
/// exact motion from the frame before. A film begins anew wherever a step begins; most cameras walk,
/// some stand.
public final class SceneFilmSource: TrainingSource {
  /// Frames of all films.
  public var count: Int { films * frames }
  /// Frames of each film.
  public let frames: Int
  private let films: Int
  private let size: PixelSize
  private let firstSeed: UInt64
  private let looks: SceneLooks
  private let started = Mutex<[Started]>([])

  /// A film in work, so that its next frame need not draw the one before again.
  private struct Started {
    let number: Int
    let film: SceneFilm
    let index: Int
    let frame: FilmFrame
  }

  /// - Parameters:
  ///   - films: Number of different films.
  ///   - frames: Frames of each.
  ///   - firstSeed: Seed of the first one.
  ///   - looks: What they show.
  public init(
    films: Int, frames: Int, size: PixelSize, firstSeed: UInt64, looks: SceneLooks = SceneLooks()
  ) {
    precondition(films > 0 && frames > 0, "\(films) films of \(frames) frames")
    self.films = films
    self.frames = frames
    self.size = size
    self.firstSeed = firstSeed
    self.looks = looks
  }

  /// What the scenes show.
  public var scenes: SceneLooks? { looks }
  /// Examples of a step follow each other.
  public var isFilm: Bool { true }

  /// The films in words, for the training record.
  public var summary: String {
    "\(films) films of procedural scenes, \(frames) frames each, seeds "
      + "\(firstSeed)…\(firstSeed + UInt64(films) - 1), \(size)"
      + (looks.biomes.isEmpty
        ? "" : ", " + looks.biomes.map(\.rawValue).joined(separator: " "))
      + (looks.styles.isEmpty ? "" : ", \(looks.styles.count) styles in turn")
      + (looks.variety > 0 ? ", variety \(looks.variety)" : "")
  }

  /// Seed and frame.
  public func name(at index: Int) -> String {
    "\(firstSeed + UInt64(index / frames)), frame \(index % frames)"
  }

  /// The first frames of one film: a step's share of it, from where no motion leads.
  public func indices(_ count: Int, using random: inout SeededRandom) -> [Int] {
    precondition(count <= frames, "\(count) frames of a film of \(frames)")
    let film = Int.random(in: 0..<films, using: &random)
    return (0..<count).map { film * frames + $0 }
  }

  /// Draws one frame.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    let (number, position) = index.quotientAndRemainder(dividingBy: frames)
    let known = started.withLock { list in
      list.last { $0.number == number && $0.index <= position }
    }
    let film = known?.film ?? film(number)
    let earlier = known.flatMap { $0.index == position - 1 ? $0.frame : nil }
    let frame = film.frame(position, after: earlier)
    started.withLock { list in
      list.removeAll { $0.number == number && $0.index < position }
      list.append(Started(number: number, film: film, index: position, frame: frame))
      if list.count > 8 { list.removeFirst() }
    }
    return TrainingExample(
      image: frame.scene.image, labels: frame.scene.labels, instances: frame.scene.instances,
      motion: position == 0 ? nil : KnownMotion(frame))
  }

  /// A film by its number: scene and camera are its seed's.
  private func film(_ number: Int) -> SceneFilm {
    let seed = firstSeed + UInt64(number)
    var recipe = SceneRecipe(seed: seed, size: size)
    recipe.variety = looks.variety
    let (biomes, styles) = (looks.biomes, looks.styles)
    if !styles.isEmpty { recipe.style = styles[number / max(1, biomes.count) % styles.count] }
    if !biomes.isEmpty { recipe.biome = biomes[number % biomes.count] }
    return SceneFilm(recipe: recipe, motion: .drawn(seed: seed))
  }
}

extension SceneFilm.Motion {
  /// How a film's camera moves, and its clouds: a sixth stands still, a third walks into the
  /// picture, a third aside, the rest both.
  public static func drawn(seed: UInt64) -> SceneFilm.Motion {
    var random = SeededRandom(seed: seed, stream: 0xf117)
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &random) }
    let kind = Int.random(in: 0..<6, using: &random)
    var step = SceneCamera()
    if [1, 2, 5].contains(kind) { step.z = number(0.008...0.045) }
    if [3, 4, 5].contains(kind) {
      step.x = number(0.006...0.03) * (Bool.random(using: &random) ? 1 : -1)
    }
    if kind > 0 { step.y = number(-0.003...0.004) }
    return SceneFilm.Motion(step: step, drift: number(-0.002...0.002))
  }
}

extension KnownMotion {
  /// The motion of a frame of a scene's film; water, whose mirror images move differently, counts as
  /// new.
  public init(_ frame: FilmFrame) {
    self.init(
      size: frame.scene.image.size, x: frame.flow.map(\.x), y: frame.flow.map(\.y),
      confidence: frame.history.elements.map {
        $0 == FilmFrame.History.same.rawValue ? 1 : 0
      })
  }
}
