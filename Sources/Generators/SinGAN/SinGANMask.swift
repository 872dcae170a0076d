import Foundation
public import Imaging
public import Tensors

/// The mask between an edit and the photo around it: grown, made soft and stretched to 0…1.
public enum SinGANMask {
  /// How far a mask grows.
  public enum Use: Int, Sendable, Hashable, CaseIterable {
    /// A pasted piece, by 7 pixels.
    case harmonization = 7
    /// Something changed in the photo, by 20.
    case editing = 20
  }

  /// A soft mask.
  public struct Soft: Sendable {
    /// Grown by the disk, 0 or 1.
    public let dilated: [Double]
    /// Gaussian of σ 5 cut at 20, edges repeated.
    public let blurred: [Double]
    /// Stretched to 0…1; `nil` for a mask that is the same everywhere, which nothing can stretch.
    public let mask: [Float]?
  }

  /// Makes a hard mask soft.
  /// - Parameters:
  ///   - inside: Row-major, whether a pixel counts.
  public static func soft(_ inside: [Bool], size: PixelSize, use: Use) -> Soft {
    precondition(inside.count == size.area, "\(inside.count) pixels do not fill \(size)")
    let dilated = grown(inside, size: size, radius: use.rawValue)
    let blurred = self.blurred(dilated, size: size)
    // The original's trip through −1…1 in single precision.
    let centred = blurred.map { max(-1, min(1, (Float($0) - 0.5) * 2)) }
    guard let low = centred.min(), let high = centred.max(), high > low else {
      return Soft(dilated: dilated, blurred: blurred, mask: nil)
    }
    return Soft(
      dilated: dilated, blurred: blurred, mask: centred.map { ($0 - low) / (high - low) })
  }

  /// Which pixels of a mask picture count: those whose first channel is not 0 as a byte.
  /// - Parameter picture: `[1, 3, H, W]`, −1…1.
  public static func inside(_ picture: Tensor) -> [Bool] {
    SinGANResize.bytes(of: picture.sliced(axis: 1, from: 0, to: 1)).map { $0 != 0 }
  }

  private static func grown(_ inside: [Bool], size: PixelSize, radius: Int) -> [Double] {
    var result = [Double](repeating: 0, count: size.area)
    // Half the width of the disk in each of its rows.
    let halves = (-radius...radius).map { row in
      Int(Double(radius * radius - row * row).squareRoot())
    }
    for y in 0..<size.height {
      for x in 0..<size.width where inside[y * size.width + x] {
        for (index, half) in halves.enumerated() {
          let row = y + index - radius
          guard row >= 0, row < size.height else { continue }
          let start = row * size.width
          for column in max(0, x - half)...min(size.width - 1, x + half) {
            result[start + column] = 1
          }
        }
      }
    }
    return result
  }

  private static func blurred(_ plane: [Double], size: PixelSize) -> [Double] {
    let radius = 20
    let raw = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / 25) }
    let sum = raw.reduce(0, +)
    let weights = raw.map { $0 / sum }
    var tall = [Double](repeating: 0, count: size.area)
    for y in 0..<size.height {
      for (index, weight) in weights.enumerated() {
        let row = min(size.height - 1, max(0, y + index - radius)) * size.width
        for x in 0..<size.width { tall[y * size.width + x] += weight * plane[row + x] }
      }
    }
    var result = [Double](repeating: 0, count: size.area)
    for y in 0..<size.height {
      for x in 0..<size.width {
        var total = 0.0
        for (index, weight) in weights.enumerated() {
          total += weight * tall[y * size.width + min(size.width - 1, max(0, x + index - radius))]
        }
        result[y * size.width + x] = total
      }
    }
    return result
  }
}
