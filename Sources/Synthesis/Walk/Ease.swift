/// How a walk leaves a keyframe and arrives at the next one.
public enum Ease: String, Hashable, Sendable, Codable, CaseIterable {
  /// At the same speed all the way.
  case linear
  /// Slow at first.
  case easeIn = "in"
  /// Slow at last.
  case easeOut = "out"
  /// Slow at both ends.
  case easeInOut = "in-out"

  /// The part of the way after a part of the time; monotone, 0 at 0 and 1 at 1.
  public func callAsFunction(_ time: Double) -> Double {
    let t = min(max(time, 0), 1)
    switch self {
    case .linear: return t
    case .easeIn: return t * t
    case .easeOut: return t * (2 - t)
    case .easeInOut: return t * t * (3 - 2 * t)
    }
  }

  /// The next one in the order of all cases.
  public var next: Ease {
    let all = Ease.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}
