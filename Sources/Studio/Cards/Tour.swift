/// The six tour notes; each goes on when its act is done, in any order.
public struct Tour: Equatable, Sendable {
  /// What a note asks for.
  public enum Step: Int, Equatable, Sendable, CaseIterable {
    /// Paint something.
    case paint
    /// Undo.
    case undo
    /// Take another label.
    case label
    /// Roll the die.
    case die
    /// Put a keyframe, or keep a picture as A.
    case keyframe
    /// Export.
    case export
  }

  /// Steps done.
  public var done: Set<Step> = []

  /// A tour at its beginning.
  public init() {}

  /// The first step not yet done; `nil` at the end.
  public var step: Step? { Step.allCases.first { !done.contains($0) } }
}
