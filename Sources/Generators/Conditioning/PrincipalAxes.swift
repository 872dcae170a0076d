public import Tensors

/// Axes along which numbers vary most.
public enum PrincipalAxes {
  /// Eigenvectors of a symmetric matrix, those of the largest eigenvalues first; the largest number
  /// of each is positive, so that the same matrix always gives the same signs.
  /// - Parameter count: At most so many.
  /// - Returns: Vectors of length 1, their eigenvalues, and those as shares of the sum of all.
  /// - Throws: `ModelError` for numbers that are not finite, or when the engine fails.
  public static func found(
    _ matrix: Tensor, count: Int
  ) throws(ModelError) -> (vectors: [[Float]], values: [Double], shares: [Double]) {
    guard matrix.isFinite else { throw .nonFinite(place: "a covariance", count: 1) }
    let both: [Tensor]
    do {
      both = try Engine.attempt("aten::linalg_eigh", "", [.tensor(matrix), .string("L")])
    } catch {
      throw .engine(error)
    }
    let width = matrix.shape[0]
    let values = both[0].converted(to: .float32).floats().map(Double.init)
    let columns = both[1].transposed(0, 1).contiguous().converted(to: .float32).floats()
    let whole = values.reduce(0) { $0 + max(0, $1) }
    let kept = (0..<width).reversed().prefix(count)
    let vectors = kept.map { index in
      let vector = Array(columns[index * width..<(index + 1) * width])
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      return largest < 0 ? vector.map { -$0 } : vector
    }
    let chosen = kept.map { values[$0] }
    return (vectors, chosen, chosen.map { whole > 0 ? max(0, $0) / whole : 0 })
  }
}
