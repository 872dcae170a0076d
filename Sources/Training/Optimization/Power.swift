import Foundation

/// baseᵉ for real exponents.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
