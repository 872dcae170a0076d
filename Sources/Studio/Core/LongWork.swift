/// Work that takes its time.
public struct LongWork: Equatable, Sendable {
  /// What it is.
  public enum Kind: String, Equatable, Sendable {
    /// A model is being loaded.
    case loading
    /// Files are being written.
    case exporting
    /// A photo is being projected into w.
    case projecting
    /// A photo is being labelled.
    case labelling
  }

  /// What it is.
  public var kind: Kind
  /// In words, for instance `loading landscape`.
  public var words: String
  /// Part that is done, 0…1; `nil` when unknown.
  public var fraction: Double?
  /// Clock at which it began.
  public var since: Double

  /// Seconds left, from the pace so far; `nil` while unknown.
  public func secondsLeft(at clock: Double) -> Double? {
    guard let fraction, fraction > 0.02, clock > since else { return nil }
    return (clock - since) * (1 - fraction) / fraction
  }
}
