public import Canvas
public import Sessions

/// The room of the walk: keyframes, the maps they name, and where on the walk one is.
public struct WalkState: Equatable, Sendable {
  /// Keyframes and how one goes between them.
  public var walk: Walk
  /// The maps that keyframes name.
  public var maps: [MapID: MapContent]
  /// Where on the walk one is, and which of its frames are ready.
  public var playback: WalkPlayback
  /// Map models that were loaded while the studio runs: a film can begin with a picture of theirs.
  public internal(set) var mapModels: [String] = []
  /// Makes the maps between those of keyframes.
  let shelf = WalkMaps()

  /// A walk with the playhead on a frame.
  init(walk: Walk, maps: [MapID: MapContent], playhead: Int) {
    self.walk = walk
    self.maps = maps
    playback = WalkPlayback(playhead: playhead)
  }
}
