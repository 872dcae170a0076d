import Foundation

extension Double {
  /// This number raised to a power.
  func pow(_ exponent: Double) -> Double { Foundation.pow(self, exponent) }
}
