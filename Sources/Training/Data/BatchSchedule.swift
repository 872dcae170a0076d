/// Which examples belong to a step: a function of the seed and the step alone, so that a resumed run
/// sees what the uninterrupted one would have seen, however many loaders there are and however fast.
///
/// Scenes are dear to draw, so a drawn example can be used several times (`uses`). Drawings are
/// numbered and one new one comes with every `uses` examples: example n is use n mod `uses` of a
/// drawing. Drawings come in chunks of `gap`; use k of chunk c happens, in an order of its own, while
/// chunk c + k is being drawn. So at most `uses` chunks are alive, every drawing is used exactly
/// `uses` times, and the same examples do not meet again and again. Until so many chunks exist, uses
/// are of anything drawn so far.
struct BatchSchedule: Sendable {
  /// One use of a drawn example.
  struct Pick: Hashable, Sendable {
    /// Number of the drawing; picks of one number share one drawn example.
    var drawing: Int
    /// Which example of the source is drawn.
    var index: Int
    /// Seed of how it is drawn, for sources that never draw one twice alike.
    var variation: UInt64
    /// Whether it is mirrored.
    var isMirrored: Bool
    /// Seed of what else this use changes; `nil` leaves it as it was drawn.
    var change: UInt64?
  }

  /// Drawings that are alive at once, where each is used more than once.
  static let poolSize = 128

  private let source: any TrainingSource
  private let seed: UInt64
  private let flips: Bool
  /// How often a drawing is used.
  let uses: Int
  private let firstExample: @Sendable (Int) -> Int
  private var gap: Int { max(1, Self.poolSize / uses) }

  /// - Parameters:
  ///   - uses: How often a drawing is used.
  ///   - firstExample: Examples that the steps before a step had; the next step's says how many
  ///     belong to it.
  init(
    _ source: any TrainingSource, seed: UInt64, flips: Bool, uses: Int,
    firstExample: @escaping @Sendable (Int) -> Int
  ) {
    precondition(uses > 0, "\(uses) uses of an example")
    self.source = source
    self.seed = seed
    self.flips = flips
    // A film's frames belong together and are drawn for one step.
    self.uses = source.isFilm ? 1 : uses
    self.firstExample = firstExample
  }

  /// The examples of a step, in order.
  func picks(of step: Int) -> [Pick] {
    let numbers = firstExample(step)..<firstExample(step + 1)
    var random = SeededRandom(seed: seed, stream: UInt64(step))
    if source.isFilm {
      let indices = source.indices(numbers.count, using: &random)
      let isMirrored = flips && Bool.random(using: &random)
      return zip(numbers, indices).map { number, index in
        Pick(
          drawing: number, index: index, variation: seed(of: number, salt: 0xd2a3),
          isMirrored: isMirrored, change: nil)
      }
    }
    guard uses > 1 else {
      return numbers.map { number in
        let index = source.index(using: &random)
        return Pick(
          drawing: number, index: index, variation: seed(of: number, salt: 0xd2a3),
          isMirrored: flips && Bool.random(using: &random), change: nil)
      }
    }
    return numbers.map { number in
      let drawing = drawing(of: number)
      var choice = SeededRandom(seed: seed ^ 0x9001, stream: UInt64(drawing))
      let index = source.index(using: &choice)
      return Pick(
        drawing: drawing, index: index, variation: seed(of: drawing, salt: 0xd2a3),
        isMirrored: flips && Bool.random(using: &random), change: random.next())
    }
  }

  /// The first drawing that this step or a later one may use.
  func firstAlive(at step: Int) -> Int {
    let chunk = firstExample(step) / uses / gap
    return max(0, (chunk - uses + 1) * gap)
  }

  /// The drawing that example `number` uses.
  private func drawing(of number: Int) -> Int {
    let newest = number / uses
    let use = number % uses
    let chunk = newest / gap
    if use == 0 { return newest }
    guard chunk >= use else {
      return Int(seed(of: number, salt: 0xf1a5) % UInt64(newest + 1))
    }
    return (chunk - use) * gap + place(newest % gap, inUse: use, of: chunk - use)
  }

  /// Where a chunk's drawing stands whose turn it is in one use.
  private func place(_ turn: Int, inUse use: Int, of chunk: Int) -> Int {
    // A seeded bijection of 0..<gap: an affine walk, whose step shares no divisor with the length.
    var random = SeededRandom(seed: seed ^ UInt64(use) &* 0x9e37, stream: UInt64(chunk))
    let start = Int.random(in: 0..<gap, using: &random)
    let stride = coprime(with: gap, near: Int.random(in: 0..<gap, using: &random))
    return (start + turn * stride) % gap
  }

  private func coprime(with length: Int, near value: Int) -> Int {
    var candidate = max(1, value)
    while greatestCommonDivisor(candidate, length) > 1 { candidate += 1 }
    return candidate
  }

  private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }

  private func seed(of number: Int, salt: UInt64) -> UInt64 {
    var random = SeededRandom(seed: seed ^ salt, stream: UInt64(number))
    return random.next()
  }
}
