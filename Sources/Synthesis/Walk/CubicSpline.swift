/// The cubic through equally spaced knots, as weights of the knots' values: what scipy's
/// `interp1d(kind: "cubic")` computes (not-a-knot ends; fewer than four knots lower the degree).
///
/// A loop repeats its knots two times before and after, as stylegan3's `gen_video` does.
public struct CubicSpline: Hashable, Sendable {
  /// Number of knots; in a loop, of one round.
  public let count: Int
  /// Whether the last knot is followed by the first.
  public let isLoop: Bool
  /// Second derivative at each knot for a value of 1 at one knot: `[knot of 1][knot]`.
  private let bends: [[Double]]

  private static let rounds = 5

  /// A spline through `count` knots at 0, 1, 2 …
  public init(count: Int, isLoop: Bool) {
    precondition(count > 0, "a spline through \(count) knots")
    self.count = count
    self.isLoop = isLoop
    let all = isLoop ? count * Self.rounds : count
    bends = (0..<all).map { Self.bends(ofUnitAt: $0, count: all) }
  }

  /// The weight of each knot at a place, `count` numbers that sum to 1.
  /// - Parameter position: 0…count − 1; in a loop 0…count.
  public func weights(at position: Double) -> [Double] {
    let total = bends.count
    guard total > 1 else { return [1] }
    let x = min(max(position, 0), Double(isLoop ? count : count - 1))
    let place = x + (isLoop ? Double(count * (Self.rounds / 2)) : 0)
    let left = min(Int(place), total - 2)
    let b = place - Double(left)
    let a = 1 - b
    var weights = [Double](repeating: 0, count: count)
    for knot in 0..<total {
      var weight = knot == left ? a : knot == left + 1 ? b : 0
      if a > 0, b > 0 {
        weight +=
          ((a * a * a - a) * bends[knot][left] + (b * b * b - b) * bends[knot][left + 1]) / 6
      }
      weights[knot % count] += weight
    }
    return weights
  }

  /// Second derivatives at all knots when one knot has the value 1 and the others 0.
  private static func bends(ofUnitAt one: Int, count: Int) -> [Double] {
    guard count > 2 else { return [Double](repeating: 0, count: count) }
    func value(_ knot: Int) -> Double { knot == one ? 1 : 0 }
    let curves = (1..<(count - 1)).map { value($0 - 1) - 2 * value($0) + value($0 + 1) }
    guard count > 3 else { return [Double](repeating: curves[0], count: 3) }
    var bends = [Double](repeating: 0, count: count)
    // Not-a-knot makes the second knot's bend known; between the second and the last but one,
    // bend[i-1] + 4 bend[i] + bend[i+1] = 6 curve[i] (Thomas algorithm).
    bends[1] = curves[0]
    bends[count - 2] = curves[count - 3]
    if count > 4 {
      var upper = [Double](repeating: 0, count: count)
      for knot in 2..<(count - 2) {
        let pivot = 4 - upper[knot - 1]
        upper[knot] = 1 / pivot
        let before = knot == 2 ? bends[1] : bends[knot - 1]
        bends[knot] = (6 * curves[knot - 1] - before) / pivot
      }
      for knot in stride(from: count - 3, through: 2, by: -1) {
        bends[knot] -= upper[knot] * bends[knot + 1]
      }
    }
    bends[0] = 2 * bends[1] - bends[2]
    bends[count - 1] = 2 * bends[count - 2] - bends[count - 3]
    return bends
  }
}
