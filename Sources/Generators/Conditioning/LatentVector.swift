import Foundation
public import Synthesis
import Tensors

/// Turns the latent side of a request into numbers of z.
public enum LatentVector {
  /// The z a source means.
  /// - Parameters:
  ///   - dimension: Length of the model's z.
  ///   - prior: What seeds draw from; `nil` is the standard normal distribution.
  /// - Throws: `ModelError.request` for a vector of another length and for w, which only families
  ///   with a mapping network have.
  public static func z(
    _ source: LatentState.Source, dimension: Int, prior: LatentPrior? = nil
  ) throws(ModelError) -> [Float] {
    func z(_ source: LatentState.Source) throws(ModelError) -> [Float] {
      try Self.z(source, dimension: dimension, prior: prior)
    }
    /// Along a great circle around the middle of all codes.
    func interpolated(_ first: [Float], _ second: [Float], at fraction: Double) -> [Float] {
      guard let mean = prior?.mean else {
        return Self.interpolated(first, second, at: fraction)
      }
      if fraction == 0 { return first }
      if fraction == 1 { return second }
      let moved = Self.interpolated(
        zip(first, mean).map { $0 - $1 }, zip(second, mean).map { $0 - $1 }, at: fraction)
      return zip(moved, mean).map { $0 + $1 }
    }
    switch source {
    case .seed(let seed):
      var random = NumPyRandom(seed: seed)
      let normals = random.normals(dimension)
      return prior?.code(ofNormals: normals) ?? normals
    case .z(let values):
      guard values.count == dimension else {
        throw .request(
          reason: "the latent has \(values.count) numbers, this model's z has \(dimension)",
          advice: "Take a seed, or a latent of this model.")
      }
      guard values.allSatisfy(\.isFinite) else {
        throw .request(
          reason: "the latent holds numbers that are not finite", advice: "Take a seed.")
      }
      return values
    case .w, .wPlus:
      throw .request(
        reason: "this model has no w latent", advice: "Take a seed or a z.")
    case .between(let first, let second, let fraction):
      return interpolated(
        try z(first), try z(second),
        at: fraction)
    case .combined(let sources, let weights):
      precondition(
        sources.count == weights.count, "\(sources.count) latents, \(weights.count) weights")
      var sum = [Double](repeating: 0, count: dimension)
      for (source, weight) in zip(sources, weights) {
        for (index, value) in try z(source).enumerated() {
          sum[index] += weight * Double(value)
        }
      }
      return sum.map { Float($0) }
    case .linear(let first, let second, let fraction):
      return linear(
        try z(first), try z(second), at: fraction)
    case .place(let place):
      func seed(_ right: Int, _ down: Int) throws(ModelError) -> [Float] {
        try z(.seed(place.neighbour(right: right, down: down)))
      }
      let above = interpolated(try seed(0, 0), try seed(1, 0), at: place.right)
      let below = interpolated(try seed(0, 1), try seed(1, 1), at: place.right)
      return interpolated(above, below, at: place.down)
    }
  }

  /// A point on the great circle from one direction to another, its length between both lengths;
  /// of unit vectors the reference's `slerp`. Exact at 0 and 1.
  ///
  /// Opposite or vanishing directions have no great circle between them: linear then.
  public static func interpolated(
    _ first: [Float], _ second: [Float], at fraction: Double
  ) -> [Float] {
    precondition(first.count == second.count, "\(first.count) and \(second.count) numbers")
    if fraction == 0 { return first }
    if fraction == 1 { return second }
    let a = first.map(Double.init)
    let b = second.map(Double.init)
    let lengthA = length(a)
    let lengthB = length(b)
    let linear = self.linear(first, second, at: fraction)
    guard lengthA > 0, lengthB > 0 else { return linear }
    let cosine = zip(a, b).reduce(0) { $0 + $1.0 / lengthA * ($1.1 / lengthB) }
    let angle = acos(min(1, max(-1, cosine))) * fraction
    // The part of b that a does not have.
    let across = zip(a, b).map { $1 / lengthB - cosine * $0 / lengthA }
    let lengthAcross = length(across)
    guard lengthAcross > 1e-9 else { return linear }
    let size = lengthA + (lengthB - lengthA) * fraction
    return zip(a, across).map {
      Float(size * ($0 / lengthA * cos(angle) + $1 / lengthAcross * sin(angle)))
    }
  }

  /// A point on the straight line from one vector to another. Exact at 0 and 1.
  public static func linear(
    _ first: [Float], _ second: [Float], at fraction: Double
  ) -> [Float] {
    precondition(first.count == second.count, "\(first.count) and \(second.count) numbers")
    if fraction == 1 { return second }
    return zip(first, second).map { Float(Double($0) + (Double($1) - Double($0)) * fraction) }
  }

  private static func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
