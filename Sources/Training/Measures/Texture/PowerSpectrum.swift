public import Imaging
import Foundation
import Tensors

/// How much of a picture lies at which spatial frequency: the power of its grey form under a Hann
/// window, on a grid of cycles per picture.
public struct PowerSpectrum: Sendable {
  /// Width of the picture in pixels.
  public let width: Int
  /// Height of the picture in pixels.
  public let height: Int
  /// Power at row and column frequencies 0…height−1 and 0…width−1, negative ones behind.
  private let power: [Float]

  /// The spectrum of a picture.
  public init(_ picture: RGBImage) {
    width = picture.width
    height = picture.height
    let grey = GreyPicture(picture)
    let mean = grey.values.reduce(0, +) / Float(max(1, grey.values.count))
    let rows = PowerSpectrum.window(height)
    let columns = PowerSpectrum.window(width)
    var values = grey.values
    for y in 0..<height {
      for x in 0..<width {
        values[y * width + x] = (values[y * width + x] - mean) * rows[y] * columns[x]
      }
    }
    let windowed = Tensor(values, shape: [height, width])
    power = withoutGradients {
      let spectrum = Engine.call(
        "aten::fft_fft2", "", .tensor(windowed), .none,
        .ints([-2, -1]), .none)
      return Engine.call("aten::abs", "", .tensor(spectrum)).squared().floats()
    }
  }

  private static func window(_ count: Int) -> [Float] {
    (0..<count).map { Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(count))) }
  }

  /// Power at a column and a row frequency, in cycles per picture.
  public func power(column: Int, row: Int) -> Double {
    let x = ((column % width) + width) % width
    let y = ((row % height) + height) % height
    return Double(power[y * width + x])
  }

  /// Mean power over all directions at a frequency of `cycles` per picture, ± 2.
  public func radial(_ cycles: Double) -> Double {
    var total = 0.0
    var count = 0
    for y in 0..<height {
      let row = Double(y <= height / 2 ? y : y - height)
      for x in 0..<width {
        let column = Double(x <= width / 2 ? x : x - width)
        if abs((row * row + column * column).squareRoot() - cycles) <= 2 {
          total += Double(power[y * width + x])
          count += 1
        }
      }
    }
    return total / Double(max(1, count))
  }
}

/// A picture's brightness, 0…255, row by row.
struct GreyPicture {
  let width: Int
  let height: Int
  var values: [Float]

  init(_ picture: RGBImage) {
    width = picture.width
    height = picture.height
    values = picture.elements.map {
      0.299 * Float($0.red) + 0.587 * Float($0.green) + 0.114 * Float($0.blue)
    }
  }

  /// The picture minus its mean over 17×17 pixels (fewer at the edge).
  func highPassed() -> GreyPicture {
    var sums = [Double](repeating: 0, count: (width + 1) * (height + 1))
    for y in 0..<height {
      var row = 0.0
      for x in 0..<width {
        row += Double(values[y * width + x])
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row
      }
    }
    var result = self
    for y in 0..<height {
      let (top, bottom) = (max(0, y - 8), min(height, y + 9))
      for x in 0..<width {
        let (left, right) = (max(0, x - 8), min(width, x + 9))
        let sum =
          sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right]
          - sums[bottom * (width + 1) + left] + sums[top * (width + 1) + left]
        result.values[y * width + x] -= Float(sum / Double((bottom - top) * (right - left)))
      }
    }
    return result
  }
}
