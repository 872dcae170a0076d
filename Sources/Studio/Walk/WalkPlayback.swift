public import Canvas
import Imaging
public import Sessions
public import Synthesis

/// Where on the walk one is, whether it plays, and which of its frames are ready.
public struct WalkPlayback: Equatable, Sendable {
  /// How far a frame is.
  public enum Readiness: Equatable, Sendable {
    /// Not yet rendered.
    case missing
    /// In work.
    case rendering
    /// Rendered in bfloat16.
    case live
    /// Rendered exactly as an export does.
    case exact
  }

  /// A walk that plays.
  public struct Playing: Equatable, Sendable {
    /// Clock and frame at which it began.
    var since: Double
    var from: Int
    /// Frames shown since then.
    public var shown = 0
    /// Frames that were due and not shown.
    public var dropped = 0
    /// The last frame shown.
    var last: Int?

    /// Seconds it has played.
    public func seconds(at clock: Double) -> Double { max(0, clock - since) }
  }

  /// A frame in work.
  struct Ahead: Equatable {
    var stamp: Int
    var frame: WalkFrame
    var precision: Precision
    /// Whether the speed is measured on it.
    var isSample: Bool
  }

  /// The frame that is looked at, 0 or later.
  public var playhead: Int
  /// The keyframe that keys act on.
  public var selected: Int?
  /// Whether map and picture show the walk instead of what the hand holds.
  public var isShown = false
  /// Whether the hand took a frame off the walk and changed it.
  public var isOff = false
  /// The part that `[ ]` set; `nil`: they move the keyframe.
  public var field: WalkField?
  /// The walk plays.
  public var playing: Playing?
  /// What each frame is made from, as far as the speed is measured.
  public internal(set) var frames: [WalkFrame] = []
  /// How far each frame is.
  public internal(set) var readiness: [Readiness] = []
  /// Image distance of each frame from the one before; `nil` while one of them is missing.
  public internal(set) var changes: [Double?] = []
  /// The frames that are ready.
  public internal(set) var cache = FrameCache()
  /// Why no frame is rendered ahead any more; until the walk or the model changes.
  public internal(set) var failure: SynthesisError?
  /// The map that is shown on the walk.
  public internal(set) var document: Document?
  var documentMap: WalkMap?
  /// What is remembered of films, and how they compare.
  public internal(set) var film = FilmProgress()
  var plan: WalkPlan?
  /// Measured lengths by the frames they were measured on.
  var tables: [[WalkFrame]: ArcLengthTable] = [:]
  /// The frames to be measured of each stretch whose length is not known yet.
  var unmeasured: [Int: [WalkFrame]] = [:]
  /// What is measured so far.
  var sampleFeatures: [WalkFrame: [Float]] = [:]
  var ahead: Ahead?
  var stamp = 0
  /// Clock of the last key or click: what nobody asked for waits until the hand rests.
  var restedSince = 0.0
  /// Clock of the last change of the walk, so that a run of steps is one undo step.
  var changedAt = -1.0

  /// What pictures are compared by.
  static let features = PixelFeatures()

  /// At a frame, with nothing ready.
  public init(playhead: Int = 0) { self.playhead = max(0, playhead) }

  /// The frame of the walk under the playhead: behind the end it is the last one.
  public var frame: Int { min(playhead, max(0, frames.count - 1)) }

  /// The ready frame that is shown for the playhead: itself, else the nearest; while it plays,
  /// the nearest before. `nil` while none is ready.
  public var shown: Int? {
    guard !frames.isEmpty else { return nil }
    func isReady(_ index: Int) -> Bool {
      readiness.indices.contains(index) && cache[frames[index]] != nil
    }
    for distance in 0..<frames.count {
      if isReady(frame - distance) { return frame - distance }
      if playing == nil, isReady(frame + distance) { return frame + distance }
    }
    return playing == nil ? nil : frames.indices.first { isReady($0) }
  }

  /// Part of the frames that is ready in any format, 0…1.
  public var readyPart: Double {
    guard !readiness.isEmpty else { return 0 }
    return Double(readiness.count { $0 == .live || $0 == .exact }) / Double(readiness.count)
  }

  /// Frames behind the playhead that are ready without a gap.
  public var readyAhead: Int {
    readiness[min(frame, readiness.count)...].prefix { $0 == .live || $0 == .exact }.count
  }
}

/// The parts of the Walk pane that Tab goes through and `[ ]` set.
public enum WalkField: String, Equatable, Sendable, CaseIterable {
  /// Frames in all.
  case length
  /// Frames per second.
  case rate
  /// The way through latent space.
  case path
  /// Even or plain.
  case speed
  /// Loop or not.
  case loop
  /// How the noise of a model of one photo moves.
  case motion
  /// Its pull back to the photo.
  case alpha
  /// Its inertia.
  case beta
  /// Its circle's radius.
  case radius
  /// The first scale that moves.
  case startScale
  /// How the chosen keyframe is left.
  case ease
  /// How long the chosen keyframe stays.
  case hold
  /// What is seen of the chosen keyframe's map.
  case camera
  /// What is between the maps of keyframes.
  case between
  /// How pictures follow from each other.
  case engine
  /// What the first picture goes on from.
  case beginning
}

/// What the person does on the lanes of the Walk pane.
public enum WalkInput: Equatable, Sendable {
  /// The playhead was put or dragged to a frame.
  case scrubbed(Int)
  /// A keyframe was gripped.
  case gripped(Int)
  /// The gripped keyframe was dragged to a frame.
  case carried(Int)
  /// A part of the title was clicked: its next value.
  case turned(WalkField)
  /// The wheel was turned by frames.
  case wheeled(Int)
  /// The camera's middle was dragged over the map, by shares of its width and height.
  case cameraMoved(x: Double, y: Double)
  /// A corner of what the camera sees was dragged: so many times larger things are.
  case cameraZoomed(Double)
  /// The drag of the camera ended.
  case cameraReleased
}
