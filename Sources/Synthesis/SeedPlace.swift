/// A place in the plane of seeds that one flies over, where seed = x + 100·y (the grid of
/// StyleGAN3's visualizer, ReferenceSystems article). Between whole seeds it is a bilinear blend of
/// the four around it. Row follows row: 100 steps to the right are one step down.
public struct SeedPlace: Hashable, Sendable, Codable {
  /// Seeds in a row.
  public static let rowLength = 100

  /// The seed to the left and above, or the place's own.
  public let seed: UInt32
  /// Part of the way to the seed on the right, 0..<1 in thousandths.
  public let right: Double
  /// Part of the way to the seed below, 0..<1 in thousandths.
  public let down: Double

  /// A place some way from a seed.
  /// - Parameters:
  ///   - seed: Where one starts.
  ///   - right: Seeds to the right, any number; negative to the left.
  ///   - down: Seeds down, any number; negative up.
  public init(seed: UInt32, right: Double = 0, down: Double = 0) {
    let x = Self.split(right)
    let y = Self.split(down)
    self.seed = seed &+ UInt32(truncatingIfNeeded: x.whole + Self.rowLength * y.whole)
    self.right = x.part
    self.down = y.part
  }

  /// The place of a source; `nil` for one that is not in the plane.
  public init?(_ source: LatentState.Source) {
    switch source {
    case .seed(let seed): self.init(seed: seed)
    case .place(let place): self = place
    case .z, .w, .wPlus, .between, .linear, .combined: return nil
    }
  }

  /// Column, 0..<100.
  public var x: Double { Double(Int(seed) % Self.rowLength) + right }

  /// Row, 0 or more.
  public var y: Double { Double(Int(seed) / Self.rowLength) + down }

  /// Whether it is the place of one seed alone.
  public var isWhole: Bool { right == 0 && down == 0 }

  /// The seed nearest to it.
  public var nearest: UInt32 {
    neighbour(right: right < 0.5 ? 0 : 1, down: down < 0.5 ? 0 : 1)
  }

  /// The place some seeds away.
  public func moved(right: Double, down: Double) -> SeedPlace {
    SeedPlace(seed: seed, right: self.right + right, down: self.down + down)
  }

  /// The seed some whole steps from the one to the left and above.
  public func neighbour(right: Int, down: Int) -> UInt32 {
    seed &+ UInt32(truncatingIfNeeded: right + Self.rowLength * down)
  }

  /// The seeds that it blends and how much of each; the weights sum to 1.
  public var corners: [(seed: UInt32, weight: Double)] {
    [
      (neighbour(right: 0, down: 0), (1 - right) * (1 - down)),
      (neighbour(right: 1, down: 0), right * (1 - down)),
      (neighbour(right: 0, down: 1), (1 - right) * down),
      (neighbour(right: 1, down: 1), right * down),
    ].filter { $0.1 != 0 }
  }

  /// The latent it stands for: its seed where it is one.
  public var source: LatentState.Source { isWhole ? .seed(seed) : .place(self) }

  /// A number as whole steps and thousandths beyond; what is no number, or absurdly far, is bounded.
  private static func split(_ value: Double) -> (whole: Int, part: Double) {
    guard value.isFinite else { return (0, 0) }
    let thousandths = Int((min(max(value, -1e9), 1e9) * 1000).rounded())
    let whole = Int((Double(thousandths) / 1000).rounded(.down))
    return (whole, Double(thousandths - 1000 * whole) / 1000)
  }

  private enum CodingKeys: String, CodingKey { case seed, right, down }

  /// Reads a place; parts beyond 0..<1 are carried over.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      seed: try box.decode(UInt32.self, forKey: .seed),
      right: try box.decode(Double.self, forKey: .right),
      down: try box.decode(Double.self, forKey: .down))
  }
}
