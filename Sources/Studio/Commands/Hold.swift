/// What a held key shows.
public struct Hold: Equatable, Sendable {
  /// What is held.
  public enum Kind: String, Equatable, Sendable {
    /// `c`: A in place of the picture.
    case showA
    /// `H`: all other labels dimmed.
    case dimOthers
  }

  /// What is held.
  public var kind: Kind
  /// Clock at which it ends by itself; `nil` when its release will be reported.
  public var until: Double?
}
