/// How one axis is resized by a cubic kernel (a = −½), in double precision, as MATLAB's `imresize`
/// ported to Python does it (SinGAN): sample i of the result, counted from 1, lies at
/// i / factor + ½ (1 − 1 / factor) of the source.
///
/// The two borders differ, as in the original: positions beyond the end are mirrored, positions
/// before the start get weight 0 and the others are scaled up.
public struct CubicTaps: Sendable, Equatable {
  /// Samples that weigh in, per sample of the result.
  public let stride: Int
  /// Weights of sum 1, `stride` per sample of the result.
  public let weights: [Double]
  /// Positions in the source, `stride` per sample of the result; arbitrary where the weight is 0.
  public let positions: [Int]

  /// - Parameters:
  ///   - input: Samples of the source, at least 1.
  ///   - output: Samples of the result, at least 1.
  ///   - stretches: Whether the kernel is stretched by 1 / factor, also where that narrows it.
  public init(from input: Int, to output: Int, factor: Double, stretches: Bool) {
    precondition(input > 0 && output > 0 && factor > 0, "\(input) to \(output) by \(factor)")
    let width = stretches ? 4 / factor : 4
    let count = Int(width.rounded(.up)) + 2
    var all = [Double](repeating: 0, count: output * count)
    var places = [Int](repeating: 0, count: output * count)
    for sample in 0..<output {
      let match = Double(sample + 1) / factor + 0.5 * (1 - 1 / factor)
      let left = Int((match - width / 2).rounded(.down)) - 1
      var sum = 0.0
      for tap in 0..<count {
        let position = left + tap
        places[sample * count + tap] = Self.mirrored(position, input)
        // The original's cast to unsigned moves negative positions out of the kernel's reach.
        guard position >= 0 else { continue }
        let distance = match - Double(position) - 1
        let weight =
          stretches ? factor * Self.kernel(factor * distance) : Self.kernel(distance)
        all[sample * count + tap] = weight
        sum += weight
      }
      if sum == 0 { sum = 1 }
      for tap in 0..<count { all[sample * count + tap] /= sum }
    }
    let used = (0..<count).filter { tap in
      (0..<output).contains { all[$0 * count + tap] != 0 }
    }
    stride = used.count
    weights = (0..<output).flatMap { row in used.map { all[row * count + $0] } }
    positions = (0..<output).flatMap { row in used.map { places[row * count + $0] } }
  }

  private static func mirrored(_ position: Int, _ count: Int) -> Int {
    let folded = Int(UInt64(bitPattern: Int64(position)) % UInt64(2 * count))
    return folded < count ? folded : 2 * count - 1 - folded
  }

  private static func kernel(_ x: Double) -> Double {
    let distance = abs(x)
    let squared = distance * distance
    if distance <= 1 { return 1.5 * squared * distance - 2.5 * squared + 1 }
    if distance <= 2 {
      return -0.5 * squared * distance + 2.5 * squared - 4 * distance + 2
    }
    return 0
  }
}

/// A resize of planes of one size by `CubicTaps`, axis by axis, the smaller factor first.
public struct CubicResize: Sendable {
  /// Size of the source.
  public let source: PixelSize
  /// Size of the result.
  public let target: PixelSize
  private let rows: CubicTaps?
  private let columns: CubicTaps?
  private let startsWithRows: Bool

  /// Resizes both axes by a factor; sizes are rounded up, in floating point, which may give one
  /// sample more than exact arithmetic.
  public init(from source: PixelSize, by factor: Double) {
    self.init(
      from: source, to: Self.size(of: source, by: factor), factors: (factor, factor))
  }

  /// Resizes to a shape; each axis has its own factor.
  public init(from source: PixelSize, to target: PixelSize) {
    self.init(
      from: source, to: target,
      factors: (
        Double(target.height) / Double(source.height), Double(target.width) / Double(source.width)
      ))
  }

  /// The size a factor gives: ⌈size · factor⌉ in floating point.
  public static func size(of source: PixelSize, by factor: Double) -> PixelSize {
    PixelSize(
      width: Int((Double(source.width) * factor).rounded(.up)),
      height: Int((Double(source.height) * factor).rounded(.up)))
  }

  private init(
    from source: PixelSize, to target: PixelSize, factors: (row: Double, column: Double)
  ) {
    self.source = source
    self.target = target
    // The row factor alone decides for both axes.
    let stretches = factors.row < 1
    func taps(_ input: Int, _ output: Int, _ factor: Double) -> CubicTaps? {
      factor == 1
        ? nil : CubicTaps(from: input, to: output, factor: factor, stretches: stretches)
    }
    rows = taps(source.height, target.height, factors.row)
    columns = taps(source.width, target.width, factors.column)
    startsWithRows = factors.row <= factors.column
  }

  /// Resizes a plane.
  /// - Parameter plane: Row-major, `source.area` numbers.
  /// - Returns: Row-major, `target.area` numbers.
  public func callAsFunction(_ plane: [Double]) -> [Double] {
    precondition(plane.count == source.area, "\(plane.count) numbers do not fill \(source)")
    if startsWithRows {
      let tall = alongRows(plane, width: source.width)
      return alongColumns(tall, height: target.height)
    }
    let wide = alongColumns(plane, height: source.height)
    return alongRows(wide, width: target.width)
  }

  private func alongRows(_ plane: [Double], width: Int) -> [Double] {
    guard let rows else { return plane }
    var result = [Double](repeating: 0, count: target.height * width)
    result.withUnsafeMutableBufferPointer { result in
      plane.withUnsafeBufferPointer { plane in
        for row in 0..<target.height {
          for tap in row * rows.stride..<(row + 1) * rows.stride {
            let weight = rows.weights[tap]
            if weight == 0 { continue }
            let start = rows.positions[tap] * width
            for column in 0..<width {
              result[row * width + column] += weight * plane[start + column]
            }
          }
        }
      }
    }
    return result
  }

  private func alongColumns(_ plane: [Double], height: Int) -> [Double] {
    guard let columns else { return plane }
    let stride = columns.stride
    return [Double](unsafeUninitializedCapacity: height * target.width) { result, count in
      plane.withUnsafeBufferPointer { plane in
        columns.weights.withUnsafeBufferPointer { weights in
          columns.positions.withUnsafeBufferPointer { positions in
            for row in 0..<height {
              let start = row * source.width
              for column in 0..<target.width {
                var sum = 0.0
                for tap in column * stride..<(column + 1) * stride {
                  sum += weights[tap] * plane[start + positions[tap]]
                }
                result[row * target.width + column] = sum
              }
            }
          }
        }
      }
      count = height * target.width
    }
  }
}
