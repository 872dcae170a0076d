import Foundation
import Imaging

/// A colour in OKLab (Ottosson 2020), where distances are about as large as they look.
struct PerceptualColor: Hashable, Sendable {
  /// Lightness 0…1; green to red and blue to yellow, about −0.4…0.4 each; 0.
  var vector: SIMD4<Float>

  /// A colour from its three coordinates.
  init(_ vector: SIMD4<Float>) {
    self.vector = vector
  }

  /// Converts a colour.
  init(_ color: RGB) {
    let red = Self.linear[Int(color.red)]
    let green = Self.linear[Int(color.green)]
    let blue = Self.linear[Int(color.blue)]
    let long = cbrtf(0.412_221_46 * red + 0.536_332_55 * green + 0.051_445_994 * blue)
    let medium = cbrtf(0.211_903_5 * red + 0.680_699_5 * green + 0.107_396_96 * blue)
    let short = cbrtf(0.088_302_46 * red + 0.281_718_85 * green + 0.629_978_7 * blue)
    vector = SIMD4(
      0.210_454_26 * long + 0.793_617_8 * medium - 0.004_072_047 * short,
      1.977_998_5 * long - 2.428_592_2 * medium + 0.450_593_7 * short,
      0.025_904_037 * long + 0.782_771_77 * medium - 0.808_675_77 * short, 0)
  }

  /// Lightness, 0…1.
  var lightness: Float { vector.x }

  /// Squared distance, lightness weighted by `weight`.
  func distance(to other: PerceptualColor, lightnessWeight weight: Float = 1) -> Float {
    var far = vector - other.vector
    far.x *= weight
    return far.squaredLength
  }

  /// The colour with its hue made stronger.
  func saturated(by factor: Float) -> PerceptualColor {
    PerceptualColor(vector * SIMD4(1, factor, factor, 0))
  }

  /// The nearest colour of 8 bits per channel; what no screen can show is clipped.
  var color: RGB {
    let long = vector.x + 0.396_337_78 * vector.y + 0.215_803_76 * vector.z
    let medium = vector.x - 0.105_561_346 * vector.y - 0.063_854_17 * vector.z
    let short = vector.x - 0.089_484_18 * vector.y - 1.291_485_5 * vector.z
    let (l, m, s) = (long * long * long, medium * medium * medium, short * short * short)
    return RGB(
      Self.encoded(4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_93 * s),
      Self.encoded(-1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s),
      Self.encoded(-0.004_196_086 * l - 0.703_418_6 * m + 1.707_614_7 * s))
  }

  /// Linear light of each encoded channel value (sRGB).
  private static let linear: [Float] = (0..<256).map {
    let value = Float($0) / 255
    return value <= 0.04045 ? value / 12.92 : powf((value + 0.055) / 1.055, 2.4)
  }

  /// The encoded channel value of linear light in steps of 1/8192.
  private static let encoding: [UInt8] = (0...8192).map {
    let light = Float($0) / 8192
    let value = light <= 0.003_130_8 ? light * 12.92 : 1.055 * powf(light, 1 / 2.4) - 0.055
    return UInt8(min(255, max(0, (value * 255).rounded())))
  }

  private static func encoded(_ light: Float) -> UInt8 {
    encoding[Int(min(8192, max(0, light * 8192 + 0.5)))]
  }
}

extension SIMD4<Float> {
  /// The product with itself, summed.
  @inline(__always) var squaredLength: Float {
    let squares = self * self
    return squares.x + squares.y + squares.z + squares.w
  }
}
