import Foundation
import Imaging

/// A smooth bend of a picture and its maps: a thin-plate spline (Bookstein 1989) through a grid of
/// points that have moved a little. Corners stay near where they were.
struct ThinPlateWarp: Sendable {
  private static let side = 4
  /// Nodes per axis at which the spline is evaluated; between them it is linear.
  private static let nodes = 33
  /// Displacements at the nodes, `[nodes][nodes]`, as shares of the side, columns first.
  private let shifts: [(x: Float, y: Float)]

  /// Draws the points' moves.
  /// - Parameter deviation: Of each move, as a share of the side.
  init(deviation: Double, using random: inout SeededRandom) {
    func normal() -> Double {
      let radius = (-2 * log(Double.random(in: 1e-12..<1, using: &random))).squareRoot()
      return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }
    let last = Double(Self.side - 1)
    let points = (0..<(Self.side * Self.side)).map {
      (x: Double($0 % Self.side) / last, y: Double($0 / Self.side) / last)
    }
    let moves = points.map { _ in
      (x: max(-2, min(2, normal())) * deviation, y: max(-2, min(2, normal())) * deviation)
    }
    self.init(points: points, moves: moves)
  }

  /// - Parameters:
  ///   - points: Where the picture is held, 0…1 in both directions.
  ///   - moves: Where each of them looks instead, relative to itself.
  init(points: [(x: Double, y: Double)], moves: [(x: Double, y: Double)]) {
    let across = Self.spline(points, moves.map(\.x))
    let down = Self.spline(points, moves.map(\.y))
    let last = Double(Self.nodes - 1)
    shifts = (0..<(Self.nodes * Self.nodes)).map { node in
      let place = (x: Double(node % Self.nodes) / last, y: Double(node / Self.nodes) / last)
      return (
        Float(Self.value(of: across, points, at: place)),
        Float(Self.value(of: down, points, at: place))
      )
    }
  }

  /// The example bent: the picture by cubic interpolation, maps by the nearest pixel.
  func applied(to example: TrainingExample) -> TrainingExample {
    let size = example.image.size
    var image = example.image
    var labels = example.labels
    var instances = example.instances
    for row in 0..<size.height {
      for column in 0..<size.width {
        let shift = shift(column, row, in: size)
        let x = Float(column) + shift.x * Float(size.width)
        let y = Float(row) + shift.y * Float(size.height)
        let index = row * size.width + column
        image.elements[index] = example.image.cubic(x, y)
        let nearest =
          max(0, min(size.height - 1, Int(y.rounded()))) * size.width
          + max(0, min(size.width - 1, Int(x.rounded())))
        labels.elements[index] = example.labels.elements[nearest]
        instances.elements[index] = example.instances.elements[nearest]
      }
    }
    return TrainingExample(
      image: image, labels: labels, instances: instances, classID: example.classID)
  }

  private func shift(_ column: Int, _ row: Int, in size: PixelSize) -> (x: Float, y: Float) {
    let last = Float(Self.nodes - 1)
    let u = Float(column) / Float(max(1, size.width - 1)) * last
    let v = Float(row) / Float(max(1, size.height - 1)) * last
    let left = min(Self.nodes - 2, Int(u))
    let top = min(Self.nodes - 2, Int(v))
    let (a, b) = (u - Float(left), v - Float(top))
    let start = top * Self.nodes + left
    let corners = [
      shifts[start], shifts[start + 1], shifts[start + Self.nodes],
      shifts[start + Self.nodes + 1],
    ]
    let weights = [(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b]
    var sum: (x: Float, y: Float) = (0, 0)
    for (corner, weight) in zip(corners, weights) {
      sum.x += corner.x * weight
      sum.y += corner.y * weight
    }
    return sum
  }

  /// Coefficients of a spline through values at points: one per point, then of 1, x and y.
  private static func spline(_ points: [(x: Double, y: Double)], _ values: [Double]) -> [Double] {
    let count = points.count + 3
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count + 1), count: count)
    for (row, point) in points.enumerated() {
      for (column, other) in points.enumerated() {
        matrix[row][column] = kernel(point, other)
      }
      for (offset, term) in [1, point.x, point.y].enumerated() {
        matrix[row][points.count + offset] = term
        matrix[points.count + offset][row] = term
      }
      matrix[row][count] = values[row]
    }
    return solved(matrix)
  }

  private static func value(
    of coefficients: [Double], _ points: [(x: Double, y: Double)], at place: (x: Double, y: Double)
  ) -> Double {
    var sum =
      coefficients[points.count] + coefficients[points.count + 1] * place.x
      + coefficients[points.count + 2] * place.y
    for (index, point) in points.enumerated() {
      sum += coefficients[index] * kernel(place, point)
    }
    return sum
  }

  /// r² log r², the bending energy's own function.
  private static func kernel(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> Double {
    let squared = (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
    return squared > 0 ? squared * log(squared) : 0
  }

  /// Gauss's elimination with pivots; the last column is the right side.
  private static func solved(_ system: [[Double]]) -> [Double] {
    var rows = system
    let count = rows.count
    for column in 0..<count {
      let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = rows[row][column] / rows[column][column]
        if factor == 0 { continue }
        for place in column...count { rows[row][place] -= factor * rows[column][place] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }
}

extension RGBImage {
  /// The colour between pixels, by Keys' cubic (a = −0.5); places outside count as the border.
  fileprivate func cubic(_ x: Float, _ y: Float) -> RGB {
    let left = x.rounded(.down)
    let top = y.rounded(.down)
    let across = cubicWeights(x - left)
    let down = cubicWeights(y - top)
    var sum = SIMD3<Float>.zero
    for j in 0..<4 {
      let row = max(0, min(height - 1, Int(top) + j - 1)) * width
      var line = SIMD3<Float>.zero
      for i in 0..<4 {
        let pixel = elements[row + max(0, min(width - 1, Int(left) + i - 1))]
        line += across[i] * SIMD3(Float(pixel.red), Float(pixel.green), Float(pixel.blue))
      }
      sum += down[j] * line
    }
    let bytes = sum.clamped(lowerBound: .zero, upperBound: SIMD3(repeating: 255))
      .rounded(.toNearestOrAwayFromZero)
    return RGB(UInt8(bytes.x), UInt8(bytes.y), UInt8(bytes.z))
  }
}

/// Weights of the four pixels around a place `t` past the second.
private func cubicWeights(_ t: Float) -> SIMD4<Float> {
  let a: Float = -0.5
  func outer(_ d: Float) -> Float { (((d - 5) * d + 8) * d - 4) * a }
  func inner(_ d: Float) -> Float { ((a + 2) * d - (a + 3)) * d * d + 1 }
  return SIMD4(outer(1 + t), inner(t), inner(1 - t), outer(2 - t))
}
