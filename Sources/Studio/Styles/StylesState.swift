import Canvas
public import Sessions
public import Synthesis

/// The Styles pane: what is previewed, and the strip of thumbnails.
public struct StylesState: Equatable, Sendable {
  /// Styles that were copied.
  public var clipboard: StyleClipboard
  /// What is applied while one looks; `nil`: as kept.
  public internal(set) var previewed: InstanceStyle?
  /// What Space flips to while the kept style is looked at.
  var setAside: InstanceStyle?
  /// The channel that `[` and `]` nudge, from 0 (Tab).
  public internal(set) var component = 0
  /// The seed of the surprise that is previewed; `nil` when none is.
  public internal(set) var surpriseSeed: UInt32?
  /// Thumbnails of all styles.
  public internal(set) var strip = StyleStrip()
  /// Whose style is previewed.
  var styledObject: ObjectID?

  /// Nothing previewed, no thumbnails.
  public init(clipboard: StyleClipboard = StyleClipboard()) { self.clipboard = clipboard }

  /// Forgets everything but what was copied: the model has no styles.
  mutating func reset() {
    let empty = StylesState(clipboard: clipboard)
    if self != empty { self = empty }
  }
}

/// Every style of a class on the real picture. One thumbnail is in work at a time, and only while
/// the picture itself is current; any undo step or new picture comes first.
public struct StyleStrip: Equatable, Sendable {
  /// The whole picture with one style applied; views show the part around the object.
  public struct Thumbnail: Equatable, Sendable {
    /// The picture.
    public var frame: Frame
    /// Whether it shows the map and the other styles as they are now.
    public var isCurrent = true
  }

  /// Thumbnails by cluster number.
  public internal(set) var thumbnails: [Int: Thumbnail] = [:]
  /// The cluster in work; `nil` when none is.
  public internal(set) var rendering: Int?
  /// Why there are no more of them; `nil` when all is well.
  public internal(set) var failure: SynthesisError?
  /// Number of the request in work: answers to others are stale.
  var ticket = 0
  /// What all thumbnails share: a request without the style of the one who has them.
  var base: RenderRequest?
  /// Whose styles they are.
  var subject: ObjectID?
  /// Seconds that the last ones took.
  var seconds: [Double] = []

  /// How many are there and current.
  public var readyCount: Int { thumbnails.values.count { $0.isCurrent } }

  /// Seconds one more takes; `nil` before the first.
  public var pace: Double? {
    seconds.isEmpty ? nil : seconds.sorted()[seconds.count / 2]
  }
}
