public import Synthesis

/// Where codes of real pictures lie, for models whose encoder uses a part of z only: seeds then draw
/// from this normal distribution instead of the standard one, and give lights that were learned.
///
/// A variational encoder leaves directions unused (they stay standard normal, and change nothing) and
/// stretches others; drawn from the standard normal, seeds miss both.
public struct LatentPrior: Codable, Hashable, Sendable {
  /// The mean code, `dimension` numbers; ψ scales towards it.
  public var mean: [Float]
  /// Directions times their standard deviation, largest first, `dimension` numbers each; at most
  /// `dimension` of them.
  public var axes: [[Float]]

  /// Creates a prior.
  public init(mean: [Float], axes: [[Float]]) {
    self.mean = mean
    self.axes = axes
  }

  /// Whether it is one of codes of that many finite numbers.
  public func isValid(dimension: Int) -> Bool {
    axes.count <= dimension
      && ([mean] + axes).allSatisfy { $0.count == dimension && $0.allSatisfy(\.isFinite) }
  }

  /// The code that standard normal numbers stand for: the mean, and of each axis as much as the number
  /// of its place says.
  /// - Parameter normals: At least as many as there are axes.
  public func code(ofNormals normals: [Float]) -> [Float] {
    zip(axes, normals).reduce(mean) { code, part in
      zip(code, part.0).map { $0 + part.1 * $1 }
    }
  }

  /// A code taken nearer to the mean. Scaling gives mean + ψ · (code − mean); the other ways treat the
  /// code's places along the axes as the standard normal numbers they stand for, and scale the rest.
  public func truncated(
    _ code: [Float], psi: Double, by kind: LatentState.TruncationKind = .scaling
  ) -> [Float] {
    if kind == .scaling {
      return psi == 1 ? code : zip(code, mean).map { $1 + Float(psi) * ($0 - $1) }
    }
    func product(_ first: [Float], _ second: [Float]) -> Float {
      zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var rest = zip(code, mean).map { $0 - $1 }
    var places: [Float] = []
    for axis in axes {
      let length = product(axis, axis)
      let place = length > 0 ? product(rest, axis) / length : 0
      places.append(place)
      rest = zip(rest, axis).map { $0 - place * $1 }
    }
    let cut = self.code(ofNormals: Truncation.truncated(places, psi: psi, by: kind))
    return zip(cut, rest).map { $0 + Float(psi) * $1 }
  }
}
