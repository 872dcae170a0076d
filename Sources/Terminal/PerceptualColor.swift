import Foundation
import Imaging

/// A colour in OKLab (Ottosson 2020), where distances are about as large as they look.
struct PerceptualColor: Hashable, Sendable {
  /// Lightness, 0…1.
  var lightness: Float
  /// Green to red, about −0.4…0.4.
  var a: Float
  /// Blue to yellow, about −0.4…0.4.
  var b: Float

  /// Converts a colour.
  init(_ color: RGB) {
    let red = Self.linear[Int(color.red)]
    let green = Self.linear[Int(color.green)]
    let blue = Self.linear[Int(color.blue)]
    let long = cbrtf(0.412_221_46 * red + 0.536_332_55 * green + 0.051_445_994 * blue)
    let medium = cbrtf(0.211_903_5 * red + 0.680_699_5 * green + 0.107_396_96 * blue)
    let short = cbrtf(0.088_302_46 * red + 0.281_718_85 * green + 0.629_978_7 * blue)
    lightness = 0.210_454_26 * long + 0.793_617_8 * medium - 0.004_072_047 * short
    a = 1.977_998_5 * long - 2.428_592_2 * medium + 0.450_593_7 * short
    b = 0.025_904_037 * long + 0.782_771_77 * medium - 0.808_675_77 * short
  }

  /// Squared distance, lightness weighted by `weight`.
  func distance(to other: PerceptualColor, lightnessWeight weight: Float = 1) -> Float {
    let lightness = (lightness - other.lightness) * weight
    let a = a - other.a
    let b = b - other.b
    return lightness * lightness + a * a + b * b
  }

  /// The colour with its hue made stronger.
  func saturated(by factor: Float) -> PerceptualColor {
    var stronger = self
    stronger.a *= factor
    stronger.b *= factor
    return stronger
  }

  /// Linear light of each encoded channel value (sRGB).
  private static let linear: [Float] = (0..<256).map {
    let value = Float($0) / 255
    return value <= 0.04045 ? value / 12.92 : powf((value + 0.055) / 1.055, 2.4)
  }
}
