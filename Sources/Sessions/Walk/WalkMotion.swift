public import Imaging
import Synthesis

/// How the noise of a model learned from one photo moves along a walk: around the noise that makes
/// the photo, in place of the keyframes' seeds. Frame k depends on k alone.
public struct WalkMotion: Hashable, Sendable, Codable {
  /// The kinds of ways.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A random walk with inertia, drawn back to the photo.
    case wander
    /// A circle around the photo, once in the length of the walk: without a seam.
    case circle
  }

  /// Steps of α, β and the radius.
  public static let step = 0.05
  /// Frames of a walk that begins to move before it has a second keyframe.
  public static let frames = 48

  /// Which way it goes.
  public var kind: Kind
  /// Pull back to the photo, 0…1.
  public var alpha: Double
  /// Inertia, 0…1: high moves little.
  public var beta: Double
  /// Radius of the circle, 0…1.
  public var radius: Double
  /// The first scale that moves; those below keep the photo's layout.
  public var startScale: Int

  /// A motion; the numbers are the reference's.
  public init(
    _ kind: Kind, alpha: Double = 0.1, beta: Double = 0.9, radius: Double = 0.3,
    startScale: Int = 2
  ) {
    self.kind = kind
    self.alpha = alpha
    self.beta = beta
    self.radius = radius
    self.startScale = startScale
  }

  /// The motion at a frame of a walk; the first keyframe's seed draws it.
  func frame(_ number: Int, of walk: Walk) -> PyramidMotion {
    PyramidMotion(
      frame: max(0, number), seed: walk.keyframes.first?.settings.seed ?? 0,
      startScale: startScale,
      path: kind == .circle
        ? .loop(length: walk.length, radius: radius) : .wandering(alpha: alpha, beta: beta))
  }
}

extension WalkMotion: StoredValue {
  /// All numbers are in their ranges.
  public mutating func validate(_ faults: inout [String]) {
    StoredNumber.clamp(&alpha, to: 0...1, else: 0.1, "α of a walk", &faults)
    StoredNumber.clamp(&beta, to: 0...1, else: 0.9, "β of a walk", &faults)
    StoredNumber.clamp(&radius, to: 0...1, else: 0.3, "the radius of a walk", &faults)
    StoredNumber.clamp(&startScale, to: 0...63, "the first scale that moves", &faults)
  }
}

extension Walk {
  /// Whether there is something to play: two keyframes, or one that moves.
  public var canPlay: Bool {
    segmentCount > 0 || (motion != nil && !keyframes.isEmpty && length > 1)
  }

  /// The stretches whose length is measured on pictures: those that are gone at even speed. Noise
  /// that moves has a speed of its own.
  public var measuredSegments: Range<Int> {
    0..<(speed == .even && motion == nil ? segmentCount : 0)
  }
}
