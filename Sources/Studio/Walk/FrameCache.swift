public import Imaging
public import Sessions
public import Synthesis

/// Frames of the walk that are ready, by what they are made from: a keyframe that is moved away and
/// back finds its pictures again. Bounded; the ones longest not looked at go first.
public struct FrameCache: Equatable, Sendable {
  /// A frame that is ready.
  public struct Entry: Equatable, Sendable {
    /// The picture.
    public var image: RGBImage
    /// Number format it was made in.
    public var precision: Precision
    /// What it is compared by.
    var features: [Float]
    fileprivate var used: Int
  }

  /// Bytes the pictures may keep.
  public let byteLimit: Int
  /// Bytes the pictures keep.
  public private(set) var byteCount = 0
  private var entries: [WalkFrame: Entry] = [:]
  private var clock = 0

  /// Bytes the pictures of a studio's walk may keep: 256 MiB.
  public static let standardByteLimit = 256 << 20

  /// An empty cache.
  public init(byteLimit: Int = Self.standardByteLimit) { self.byteLimit = byteLimit }

  /// The picture of a frame.
  public subscript(frame: WalkFrame) -> Entry? { entries[frame] }

  /// How many pictures of a size it holds.
  func capacity(for size: PixelSize) -> Int { max(2, byteLimit / max(1, 3 * size.area)) }

  /// Keeps a picture.
  mutating func put(
    _ image: RGBImage, features: [Float], precision: Precision, for frame: WalkFrame
  ) {
    remove(frame)
    clock += 1
    byteCount += 3 * image.size.area
    entries[frame] = Entry(image: image, precision: precision, features: features, used: clock)
    while byteCount > byteLimit, entries.count > 1,
      let oldest = entries.min(by: { $0.value.used < $1.value.used })?.key
    {
      remove(oldest)
    }
  }

  /// Notes that a frame is looked at.
  mutating func touch(_ frame: WalkFrame) {
    clock += 1
    entries[frame]?.used = clock
  }

  /// Forgets everything: another model makes other pictures.
  mutating func empty() {
    entries = [:]
    byteCount = 0
  }

  private mutating func remove(_ frame: WalkFrame) {
    guard let entry = entries.removeValue(forKey: frame) else { return }
    byteCount -= 3 * entry.image.size.area
  }
}
