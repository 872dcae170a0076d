public import Imaging
public import Synthesis
public import Tensors

/// A model that makes pictures as tensors and can show a part before the rest; how it answers
/// requests follows from that.
public protocol PartwiseGenerator: Generator {
  /// How far its parts can be trusted.
  static var partQuality: PicturePart.Quality { get }

  /// Renders one picture.
  /// - Parameter onPart: Gets a picture and which part of it is new, before the finished one.
  /// - Returns: `[1, 3, H, W]`, −1…1, float32.
  /// - Throws: `ModelError`, and what `checkpoint` throws.
  func picture(
    _ request: RenderRequest, onPart: (Tensor, PixelRect) -> Void, checkpoint: () throws -> Void
  ) throws -> Tensor
}

extension PartwiseGenerator {
  /// Renders one picture.
  public func synthesize(
    _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    RGBImage(try picture(request, onPart: { _, _ in }, checkpoint: checkpoint))
  }

  /// Renders one picture; the part around a change comes first where it is there much sooner.
  public func synthesize(
    _ request: RenderRequest, onPart: (PicturePart) -> Void, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    RGBImage(
      try picture(
        request,
        onPart: {
          onPart(PicturePart(image: RGBImage($0), rect: $1, quality: Self.partQuality))
        }, checkpoint: checkpoint))
  }
}

/// Memory of plans, which hold copies of a model's weights.
enum PlanMemory {
  /// A model above so many bytes holds the plan of one precision at a time.
  static let sharedLimit = 200 << 20
}
