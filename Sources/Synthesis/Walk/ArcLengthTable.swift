/// Where one must be on a path so that the picture changes by equal amounts in equal times: the
/// inverse of the length measured along the path.
public struct ArcLengthTable: Hashable, Sendable, Codable {
  /// Places at which a stretch between two keyframes is measured, both ends included.
  public static let samples = 13

  /// The places, 0…1, equally spaced.
  public static let places = (0..<samples).map { Double($0) / Double(samples - 1) }

  /// Image distances between neighbouring places, `samples − 1` of them.
  public let distances: [Double]

  /// A table from measured distances; each at least 0.
  public init(distances: [Double]) {
    self.distances = distances.map { $0.isFinite ? max(0, $0) : 0 }
  }

  /// Length of the whole stretch.
  public var length: Double { distances.reduce(0, +) }

  /// The place, 0…1, that lies `part` of the length behind the start. Monotone, 0 at 0, 1 at 1;
  /// without any distance the place is the part.
  public func place(at part: Double) -> Double {
    let part = min(max(part, 0), 1)
    let total = length
    guard total > 0, part > 0, part < 1 else { return part }
    // A little of the plain speed, so that a stretch on which nothing changes is passed too.
    let floor = 0.01 * total / Double(distances.count)
    var rest = part * (total + floor * Double(distances.count))
    for (index, distance) in distances.enumerated() {
      let step = distance + floor
      if rest < step { return (Double(index) + rest / step) / Double(distances.count) }
      rest -= step
    }
    return 1
  }
}
