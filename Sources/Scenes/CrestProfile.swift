/// Height of a range's crest, as a share of its highest peak, along the picture plane.
final class CrestProfile {
  fileprivate static let count = 256
  fileprivate static let reach: Float = 1.6
  /// The numbers, to be read while the profile lives; plain memory, because ranges are copied in
  /// every inner loop.
  let table: Table
  private let heights: UnsafeMutablePointer<Float>
  private let highest: UnsafeMutablePointer<Float>

  /// Borrowed memory of a profile.
  struct Table {
    fileprivate let heights: UnsafePointer<Float>
    fileprivate let highest: UnsafePointer<Float>
  }

  init(_ shape: Ridge.Shape, cover: Ridge.Cover, random: inout SceneRandom) {
    heights = .allocate(capacity: CrestProfile.count)
    heights.initialize(repeating: shape.floor, count: CrestProfile.count)
    highest = .allocate(capacity: CrestProfile.count)
    highest.initialize(repeating: 0, count: CrestProfile.count)
    table = Table(heights: heights, highest: highest)
    for _ in 0..<shape.peaks {
      let center = random.between(-1, 1)
      let width = random.between(0.25, 0.8)
      let top = random.between(0.5, 1)
      let steep = random.between(0.7, 1.5)
      for index in 0..<CrestProfile.count {
        let u = (Float(index) / Float(CrestProfile.count - 1) * 2 - 1) * CrestProfile.reach
        let away = abs(u - center) / width * (u < center ? steep : 1 / steep)
        let hump = CrestProfile.hump(away, isStraight: shape.isStraight, cover: cover)
        heights[index] = max(heights[index], hump * top)
      }
    }

    for index in 0..<CrestProfile.count {
      let near = max(0, index - 6)...min(CrestProfile.count - 1, index + 7)
      highest[index] = near.reduce(-9) { max($0, heights[$1]) }
    }
  }

  deinit {
    heights.deallocate()
    highest.deallocate()
  }

  /// Height of one hump at a distance from its middle, in widths.
  private static func hump(_ away: Float, isStraight: Bool, cover: Ridge.Cover) -> Float {
    if isStraight { return 1 - away }
    switch cover {
    case .tableland: return smoothstep(1, 0.55, away)
    case .alpine:
      // A concave flank under a broad top.
      let flank = max(0, 1 - away)
      return flank * flank * (1.9 - 0.9 * flank) - max(0, away - 1)
    case .wooded, .grassy, .bare, .dunes: return 1 - smoothstep(0, 1, away)
    }
  }
}

extension CrestProfile.Table {
  /// No crest within a tenth of the picture plane to either side is higher.
  @inline(__always) func most(near u: Float) -> Float {
    highest[Int(saturate(u / (2 * CrestProfile.reach) + 0.5) * Float(CrestProfile.count - 2))]
  }

  /// Crest height at a column of the picture plane.
  @inline(__always) subscript(_ u: Float) -> Float {
    let position =
      saturate(u / (2 * CrestProfile.reach) + 0.5) * Float(CrestProfile.count - 2)
    let index = Int(Int32(position))
    return heights[index] + (heights[index + 1] - heights[index]) * (position - Float(index))
  }
}
