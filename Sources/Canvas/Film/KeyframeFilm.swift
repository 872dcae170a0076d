public import Imaging

/// A film through keyframes, with equally many frames between each two.
public struct KeyframeFilm: Sendable {
  /// How frames lie between two keyframes.
  public enum Easing: String, CaseIterable, Codable, Sendable {
    /// Slowly off, slowly on.
    case smooth
    /// At one speed.
    case linear

    /// The share of the way at a share of the time.
    func callAsFunction(_ time: Double) -> Double {
      self == .linear ? time : time * time * (3 - 2 * time)
    }
  }

  /// Frames between two keyframes.
  public let framesBetween: Int
  /// How they lie.
  public let easing: Easing
  /// Frames in all, keyframes included.
  public var count: Int { tweens.count * (framesBetween + 1) + 1 }
  /// Columns and rows.
  public var size: PixelSize { tweens[0].size }
  private let tweens: [Tween]

  /// Prepares a film.
  /// - Parameters:
  ///   - keyframes: At least two, of one size.
  ///   - framesBetween: 0 or more.
  public init(_ keyframes: [Keyframe], framesBetween: Int, easing: Easing = .smooth) {
    precondition(keyframes.count > 1 && framesBetween >= 0, "a film of too few keyframes")
    self.framesBetween = framesBetween
    self.easing = easing
    tweens = zip(keyframes, keyframes.dropFirst()).map { Tween(from: $0, to: $1) }
  }

  /// The maps of a frame, from 0.
  public func frame(_ number: Int) -> TweenFrame {
    let (tween, share) = place(number)
    return tweens[tween].frame(at: share)
  }

  /// Where everything of a frame was in the one before; `nil` for the first.
  public func motion(_ number: Int) -> TweenMotion? {
    number > 0 ? motion(number, of: frame(number), after: frame(number - 1)) : nil
  }

  /// The same for frames at hand.
  /// - Parameters:
  ///   - number: From 1.
  ///   - frame: The frame of that number.
  ///   - earlier: The one before it.
  public func motion(
    _ number: Int, of frame: TweenFrame, after earlier: TweenFrame
  ) -> TweenMotion {
    precondition(number > 0, "nothing is before frame \(number)")
    // A keyframe belongs to the tween that leads to it; both that meet in it show it alike.
    let tween = place(number - 1).tween
    return tweens[tween].motion(
      of: frame, at: share(of: number, in: tween), after: earlier,
      at: share(of: number - 1, in: tween))
  }

  private func place(_ number: Int) -> (tween: Int, share: Double) {
    precondition((0..<count).contains(number), "frame \(number) of \(count)")
    let tween = min(number / (framesBetween + 1), tweens.count - 1)
    return (tween, share(of: number, in: tween))
  }

  private func share(of number: Int, in tween: Int) -> Double {
    easing(Double(number - tween * (framesBetween + 1)) / Double(framesBetween + 1))
  }
}
