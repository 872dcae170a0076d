import Foundation
import Imaging

/// What is done to a picture together with its maps, so that few of them teach more: a part of it,
/// bent a little, in somewhat other light.
struct Augmentation: Hashable, Sendable {
  /// Side of the part that is kept, as a share of the largest that fits. A part is never smaller
  /// than what is made of it, where the picture is large enough.
  var zoom: ClosedRange<Double>
  /// How far the points of a thin-plate warp move, as a share of the side (deviation); 0 bends nothing.
  var warp: Double
  /// Spread of exposure, contrast, saturation and warmth as factors; 0 leaves colours alone.
  var light: Double

  /// For photos: a hundred of them stand for a world.
  static let photo = Augmentation(zoom: 0.5...1, warp: 0.02, light: 0.12)
  /// For another use of a scene that has been drawn already.
  static let reuse = Augmentation(zoom: 0.9...1, warp: 0, light: 0.05)

  /// The example changed.
  /// - Parameters:
  ///   - example: A picture of any size with its maps.
  ///   - size: What it becomes.
  func applied(
    to example: TrainingExample, size: PixelSize, using random: inout SeededRandom
  ) -> TrainingExample {
    let part = chosenPart(of: example, size: size, using: &random)
    var result = example.cropped(to: part).resized(to: size)
    if warp > 0 {
      let field = ThinPlateWarp(deviation: warp, using: &random)
      result = field.applied(to: result)
    }
    if light > 0 {
      result.image = result.image.relit(Light(spread: light, using: &random))
    }
    return result
  }

  /// A part whose labels are mostly known; the last of a few tries counts anyway.
  private func chosenPart(
    of example: TrainingExample, size: PixelSize, using random: inout SeededRandom
  ) -> PixelRect {
    let whole = example.image.bounds.centred(like: size)
    let least = min(1, Double(size.width) / Double(max(1, whole.width)))
    let low = max(zoom.lowerBound, min(zoom.upperBound, least))
    var part = whole
    for _ in 0..<4 {
      let share =
        low < zoom.upperBound
        ? Double.random(in: low...zoom.upperBound, using: &random) : zoom.upperBound
      let width = max(1, Int((Double(whole.width) * share).rounded()))
      let height = max(1, Int((Double(whole.height) * share).rounded()))
      let bounds = example.image.bounds
      part = PixelRect(
        x: Int.random(in: 0...(bounds.width - width), using: &random),
        y: Int.random(in: 0...(bounds.height - height), using: &random),
        width: width, height: height)
      let labels = example.labels.cropped(to: part).elements
      let unknown = labels.count { $0 == TrainingExample.unknownLabel }
      if unknown * 4 < labels.count { break }
    }
    return part
  }
}

/// One change of a picture's light.
struct Light: Hashable, Sendable {
  /// Factors of red, green and blue: exposure and warmth.
  var gains: [Float]
  /// Factor of the distance from middle grey.
  var contrast: Float
  /// Factor of the distance from grey of the same brightness.
  var saturation: Float

  init(spread: Double, using random: inout SeededRandom) {
    func factor(_ spread: Double) -> Float {
      Float(exp(Double.random(in: -spread...spread, using: &random)))
    }
    let exposure = factor(spread)
    let warmth = factor(spread / 3)
    gains = [exposure * warmth, exposure, exposure / warmth]
    contrast = factor(spread)
    saturation = factor(spread)
  }
}

extension RGBImage {
  /// The picture in other light.
  func relit(_ light: Light) -> RGBImage {
    map { pixel in
      let channels = (
        Float(pixel.red) * light.gains[0], Float(pixel.green) * light.gains[1],
        Float(pixel.blue) * light.gains[2]
      )
      let grey = 0.299 * channels.0 + 0.587 * channels.1 + 0.114 * channels.2
      func changed(_ value: Float) -> UInt8 {
        let colored = grey + (value - grey) * light.saturation
        return UInt8(max(0, min(255, (colored - 128) * light.contrast + 128)).rounded())
      }
      return RGB(changed(channels.0), changed(channels.1), changed(channels.2))
    }
  }
}
