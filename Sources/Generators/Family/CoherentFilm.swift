public import Checkpoints
import Foundation
public import Imaging
public import Synthesis
public import Tensors

/// A film of any model that makes every picture by itself: where the motion is known, the fine detail
/// of the picture before moves along and is kept, so that texture does not boil.
///
/// y = g + c·a·h(warp(y₋₁) − g): g is the model's own picture, h takes away everything coarser than
/// a Gaussian of σ 6, so that light cannot drift away from g, a is 0.85, c the feathered confidence.
/// Without a motion every picture is the model's own.
public struct CoherentFilm: Film {
  /// Share of the earlier detail that is kept where it holds.
  public static let persistence = 0.85
  /// σ of what counts as light, in pixels.
  public static let lightDeviation = 6.0
  private static let featherDeviation = 1.0

  private let model: any Generator
  private var last: Tensor?

  /// A film that nothing was made of yet.
  public init(_ model: any Generator) { self.model = model }

  /// Makes the next picture.
  public mutating func next(
    _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    let image = try model.synthesize(request, checkpoint: checkpoint)
    return withoutGradients {
      // The middle of each level: what is made of it again is the same picture.
      let own = Tensor(picture: image) + 1 / 255
      guard let last, let motion = request.conditioning.motion, last.shape == own.shape else {
        self.last = own
        return image
      }
      let size = image.size
      let field = motion.fitted(to: size)
      let moved = last.warped(by: field.flow)
      let detail = (moved - own).withoutLight(Self.lightDeviation)
      let confidence =
        field.confidence.blurred(Self.featherDeviation) * field.confidence * Self.persistence
      let picture = (own + confidence * detail).clamped(from: -1, to: 1)
      self.last = picture
      return RGBImage(picture)
    }
  }

  /// The last picture, exact.
  public var memory: [StoredTensor] {
    last.map { [StoredTensor(name: "picture", shape: $0.shape, floats: $0.floats())] } ?? []
  }

  /// Goes on from a memory.
  public mutating func restore(_ memory: [StoredTensor]) throws(ModelError) {
    guard let kept = memory.first(where: { $0.name == "picture" }) else {
      last = nil
      return
    }
    let size = model.description.capabilities.outputSize
    guard kept.shape == [1, 3, size.height, size.width], kept.type.isFloatingPoint,
      kept.nonFiniteCount == 0
    else {
      throw .request(
        reason: "what was kept of the film is another model's or size's",
        advice: "Begin the film anew.")
    }
    last = Tensor(kept)
  }
}

/// A film whose every picture is the model's own.
public struct PlainFilm: Film {
  private let model: any Generator

  /// A film of a model.
  public init(_ model: any Generator) { self.model = model }

  /// Makes the next picture.
  public mutating func next(
    _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    try model.synthesize(request, checkpoint: checkpoint)
  }

  /// Nothing is remembered.
  public var memory: [StoredTensor] { [] }
  /// Nothing is remembered.
  public mutating func restore(_ memory: [StoredTensor]) {}
}

extension KnownMotion {
  /// The flow in pixels of a picture of some size, `[1, 2, H, W]`, and its confidence, `[1, 1, H, W]`.
  public func fitted(to target: PixelSize) -> (flow: Tensor, confidence: Tensor) {
    let shape = [1, 1, size.height, size.width]
    var x = Tensor(x, shape: shape)
    var y = Tensor(y, shape: shape)
    var sure = Tensor(confidence, shape: shape)
    if target != size {
      func resized(_ plane: Tensor) -> Tensor {
        plane.resizedBilinear(height: target.height, width: target.width)
      }
      x = resized(x) * (Double(target.width) / Double(size.width))
      y = resized(y) * (Double(target.height) / Double(size.height))
      sure = resized(sure)
    }
    return (Tensor.concatenated([x, y], axis: 1), sure)
  }
}

extension Tensor {
  /// A Gaussian blur over three deviations, borders repeated.
  /// - Parameter self: `[1, C, H, W]`.
  func blurred(_ deviation: Double) -> Tensor {
    let radius = Int((3 * deviation).rounded(.up))
    let weights = (-radius...radius).map { distance in
      Float(exp(-Double(distance * distance) / (2 * deviation * deviation)))
    }
    let sum = weights.reduce(0, +)
    let count = weights.count
    let line = Tensor(weights.map { $0 / sum }, shape: [1, 1, 1, count])
    let shape = shape
    let planes = reshaped([shape[0] * shape[1], 1, shape[2], shape[3]]).replicationPadded(radius)
    return planes.convolved(line, bias: nil)
      .convolved(line.reshaped([1, 1, count, 1]), bias: nil).reshaped(shape)
  }

  /// What is finer than a Gaussian.
  fileprivate func withoutLight(_ deviation: Double) -> Tensor { self - blurred(deviation) }
}
