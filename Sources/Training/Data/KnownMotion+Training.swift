import Imaging
import Synthesis

extension KnownMotion {
  /// The motion seen in a mirror: what went to the right goes to the left.
  func mirrored() -> KnownMotion {
    func turned(_ values: [Float]) -> [Float] { raster(values).mirrored().elements }
    return KnownMotion(
      size: size, x: turned(x).map { -$0 }, y: turned(y), confidence: turned(confidence))
  }

  /// The motion inside a rectangle; what comes from outside of it is new.
  func cropped(to rect: PixelRect) -> KnownMotion {
    func part(_ values: [Float]) -> [Float] { raster(values).cropped(to: rect).elements }
    let (x, y) = (part(x), part(y))
    var sure = part(confidence)
    for row in 0..<rect.height {
      for column in 0..<rect.width {
        let index = row * rect.width + column
        let (left, top) = (Float(column) + x[index], Float(row) + y[index])
        let isInside =
          left >= -0.5 && top >= -0.5 && left < Float(rect.width) - 0.5
          && top < Float(rect.height) - 0.5
        if !isInside { sure[index] = 0 }
      }
    }
    return KnownMotion(
      size: PixelSize(width: rect.width, height: rect.height), x: x, y: y, confidence: sure)
  }

  /// The motion of the picture at another size: each pixel takes the nearest one's, in its pixels.
  func resizedNearest(to target: PixelSize) -> KnownMotion {
    func resized(_ values: [Float], _ factor: Float) -> [Float] {
      raster(values).resizedNearest(to: target).elements.map { $0 * factor }
    }
    return KnownMotion(
      size: target, x: resized(x, Float(target.width) / Float(size.width)),
      y: resized(y, Float(target.height) / Float(size.height)),
      confidence: resized(confidence, 1))
  }

  private func raster(_ values: [Float]) -> Raster<Float> {
    Raster(width: size.width, height: size.height, elements: values)
  }
}
