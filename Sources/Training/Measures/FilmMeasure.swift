import Generators
public import Imaging
public import Synthesis
import Tensors

/// How well the pictures of films hold together where it is known what moved where.
///
/// E = Σ c·‖y(p) − warp(y′, f)(p)‖₁ / (3 Σ c) over all frames y and the ones before them, y′, with
/// pictures in −1…1, f the known flow and c its confidence; the same over eight frames, with the
/// flows one after the other and the confidences multiplied. Sharpness is the mean of the pictures'
/// differences from pixel to pixel.
///
/// Not Sendable: belongs to the thread that has loaded the engine.
public struct FilmMeasure {
  /// Frames of the longer error.
  public static let distance = 8

  private var one = Share()
  private var many = Share()
  private var gradient = Share()
  /// The last frames with the motion that led to each, the newest last.
  private var known: [(picture: Tensor, flow: Tensor?, confidence: Tensor?)] = []

  /// A mean in the making.
  private struct Share {
    var sum = 0.0
    var weight = 0.0
    var mean: Double { sum / max(weight, 1e-9) }
  }

  /// Nothing was measured yet.
  public init() {}

  /// Warping error from frame to frame.
  public var error: Double { one.mean }
  /// Warping error over eight frames.
  public var longError: Double { many.mean }
  /// Mean difference of neighbouring pixels.
  public var sharpness: Double { gradient.mean }

  /// Begins another film.
  public mutating func beginFilm() { known = [] }

  /// Takes in the next picture of a film.
  /// - Parameter motion: What led to it; `nil` for a film's first frame.
  public mutating func add(_ image: RGBImage, motion: KnownMotion?) {
    withoutGradients {
      let picture = Tensor(picture: image)
      let field = motion.map { $0.fitted(to: image.size) }
      known.append((picture, field?.flow, field?.confidence))
      if known.count > Self.distance + 1 { known.removeFirst() }
      measureSharpness(picture)
      guard let field, known.count > 1 else { return }
      Self.add(
        to: &one, picture, known[known.count - 2].picture.warped(by: field.flow),
        field.confidence)
      guard known.count == Self.distance + 1 else { return }
      var (flow, sure) = (field.flow, field.confidence)
      for index in (1..<Self.distance).reversed() {
        guard let next = known[index].flow, let nextSure = known[index].confidence else { return }
        // Seen all the way only where every neighbour was.
        sure = sure * Self.whole(nextSure.warped(by: flow))
        flow = flow + next.warped(by: flow)
      }
      Self.add(to: &many, picture, known[0].picture.warped(by: flow), sure)
    }
  }

  /// 1 where a share is 1 but for rounding, else 0.
  private static func whole(_ share: Tensor) -> Tensor {
    ((share - 0.999) * 1e6).clamped(from: 0, to: 1)
  }

  private static func add(
    to share: inout Share, _ picture: Tensor, _ moved: Tensor, _ confidence: Tensor
  ) {
    share.sum += ((picture - moved).absolute() * confidence).sum().item
    share.weight += 3 * confidence.sum().item
  }

  private mutating func measureSharpness(_ picture: Tensor) {
    let shape = picture.shape
    for axis in [2, 3] {
      let count = shape[axis]
      let steps =
        picture.sliced(axis: axis, from: 1, to: count)
        - picture.sliced(axis: axis, from: 0, to: count - 1)
      gradient.sum += steps.absolute().mean().item
      gradient.weight += 1
    }
  }
}

/// How far the mean colour of a film of a standing map moves away from its beginning.
public struct DriftMeasure: Sendable {
  private var first: [Double]?
  /// The largest distance of any channel so far, levels of 0…255.
  public private(set) var drift = 0.0

  /// Nothing was measured yet.
  public init() {}

  /// Takes in the next picture.
  public mutating func add(_ image: RGBImage) {
    var sums = [0.0, 0.0, 0.0]
    for pixel in image.elements {
      sums[0] += Double(pixel.red)
      sums[1] += Double(pixel.green)
      sums[2] += Double(pixel.blue)
    }
    let means = sums.map { $0 / Double(max(1, image.elements.count)) }
    guard let first else {
      first = means
      return
    }
    drift = max(drift, zip(first, means).map { abs($0 - $1) }.max() ?? 0)
  }
}
