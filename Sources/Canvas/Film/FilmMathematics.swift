import Foundation

/// The functions of angles and powers that tweens need.
enum FilmMathematics {
  /// Direction of a vector, −π…π.
  static func angle(y: Double, x: Double) -> Double { atan2(y, x) }

  /// Cosine and sine.
  static func turn(_ angle: Double) -> (cosine: Double, sine: Double) { (cos(angle), sin(angle)) }

  /// From one positive number to another, in equal ratios.
  static func between(_ a: Double, _ b: Double, _ share: Double) -> Double {
    a == b ? a : exp(log(a) * (1 - share) + log(b) * share)
  }
}
