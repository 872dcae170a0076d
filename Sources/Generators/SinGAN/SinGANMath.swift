#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// base to the power of an exponent, by the platform's library as the original.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
