/// When which resolution learns (Karras et al. 2018, §2): every level but the first fades in, then
/// learns alone, in phases counted by pictures; small pictures come in large batches.
public struct ProgressiveSchedule: Codable, Sendable, Hashable {
  /// A moment of it.
  public struct Moment: Sendable, Hashable {
    /// Level that learns: pictures of 4 · 2^level a side.
    public var level: Int
    /// Share of that level in pictures and scores, more than 0, 1 once it has faded in.
    public var alpha: Double
    /// First step of the level.
    public var levelStart: Int
    /// Pictures of the step.
    public var batchSize: Int
    /// Pictures seen before the step.
    public var picturesSeen: Int
  }

  /// Level of the first phase; 1 in the paper.
  public var firstLevel = 1
  /// Pictures in which a level fades in.
  public var fadePictures = 600_000
  /// Pictures for which a level then learns alone; the last one goes on.
  public var stablePictures = 600_000
  /// Pictures per step of the levels from 4×4 on.
  public var batchSizes: [Int]

  /// The paper's phases with batches that halve from level to level down to the last one's.
  /// - Parameters:
  ///   - levels: How many levels there are.
  ///   - batch: Pictures per step of the last level.
  ///   - largest: Pictures per step at most.
  public init(levels: Int, batch: Int, largest: Int) {
    firstLevel = min(1, levels - 1)
    batchSizes = (0..<levels).map { min(max(largest, batch), batch << (levels - 1 - $0)) }
  }

  /// What happens in a step.
  public func moment(atStep step: Int) -> Moment {
    let last = batchSizes.count - 1
    var moment = Moment(
      level: firstLevel, alpha: 1, levelStart: 0, batchSize: batchSizes[firstLevel],
      picturesSeen: 0)
    for level in firstLevel...last {
      let batch = batchSizes[level]
      let fade = level == firstLevel ? 0 : (fadePictures + batch - 1) / batch
      let steps = fade + (stablePictures + batch - 1) / batch
      let done = step - moment.levelStart
      moment.level = level
      moment.batchSize = batch
      if level == last || done < steps {
        moment.alpha = done < fade ? Double(done + 1) / Double(fade) : 1
        moment.picturesSeen += done * batch
        break
      }
      moment.levelStart += steps
      moment.picturesSeen += steps * batch
    }
    return moment
  }

  /// Factor of the learning rate on a level (StyleGAN's table: 0.001 to 64 pixels, then 0.0015,
  /// 0.002, 0.003).
  public static func rateFactor(level: Int) -> Double {
    switch level {
    case ..<5: 1
    case 5: 1.5
    case 6: 2
    default: 3
    }
  }
}
