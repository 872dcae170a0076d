public import Imaging

/// Where everything in a frame was in the frame before, where that is known: from a scene's geometry
/// or from a tween.
public struct KnownMotion: Hashable, Sendable {
  /// Size of the frame.
  public let size: PixelSize
  /// Pixels to the right, row-major: the new frame at p shows what was at p + (x, y).
  public let x: [Float]
  /// Pixels down.
  public let y: [Float]
  /// How far the same thing was seen there: 1 surely, 0 not at all.
  public let confidence: [Float]

  /// Joins the parts; all have one number per pixel.
  public init(size: PixelSize, x: [Float], y: [Float], confidence: [Float]) {
    precondition(
      x.count == size.area && y.count == size.area && confidence.count == size.area,
      "a motion of another size than \(size)")
    self.size = size
    self.x = x
    self.y = y
    self.confidence = confidence
  }
}
