import Foundation
public import Generators
import Tensors

extension LatentPrior {
  /// Share of the variance below which directions are left out.
  private static let negligible = 1e-3

  /// The normal distribution of some codes.
  /// - Parameter codes: At least two, of equal length.
  /// - Returns: Numbers rounded to five digits; `nil` where all codes are one.
  public init?(fitting codes: [[Float]]) {
    guard codes.count >= 2, let dimension = codes.first?.count, dimension > 0 else { return nil }
    let count = Double(codes.count)
    let mean = (0..<dimension).map { index in
      codes.reduce(0.0) { $0 + Double($1[index]) } / count
    }
    let centred = codes.flatMap { code in zip(code, mean).map { Float(Double($0) - $1) } }
    let matrix = Tensor(centred, shape: [codes.count, dimension]).converted(to: .float64)
    let covariance = matrix.transposed(0, 1).matmul(matrix) / (count - 1)
    guard let found = try? PrincipalAxes.found(covariance, count: dimension) else { return nil }
    let axes = zip(zip(found.vectors, found.values), found.shares)
      .filter { $1 > Self.negligible }
      .map { part, _ in part.0.map { Self.rounded(Double($0) * part.1.squareRoot()) } }
    guard !axes.isEmpty else { return nil }
    self.init(mean: mean.map(Self.rounded), axes: axes)
  }

  private static func rounded(_ value: Double) -> Float {
    Float((value * 1e5).rounded() / 1e5)
  }
}
