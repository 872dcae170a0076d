/// Where on the walk one is, and which of its frames are ready.
public struct StrollState: Equatable, Sendable {
  /// The frame that is looked at.
  public var playhead: Int

  /// At a frame, with nothing ready.
  public init(playhead: Int = 0) { self.playhead = playhead }
}
