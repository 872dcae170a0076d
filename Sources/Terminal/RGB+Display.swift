public import Imaging

extension RGB {
  /// Lightness as the eye grades it (weights of BT.601 on the encoded channels), 0…255.
  public var lightness: Int {
    (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000
  }

  /// Black or white, whichever stands out more from this colour (contrast at least 4.5).
  public var contrasting: RGB {
    luminance > 0.1791 ? RGB(0, 0, 0) : RGB(255, 255, 255)
  }

  /// This colour moved towards another one, by a fraction 0…1.
  public func mixed(with other: RGB, _ fraction: Double) -> RGB {
    func mix(_ first: UInt8, _ second: UInt8) -> UInt8 {
      let value = Double(first) + (Double(second) - Double(first)) * min(1, max(0, fraction))
      return UInt8(min(255, max(0, value.rounded())))
    }
    return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }
}
