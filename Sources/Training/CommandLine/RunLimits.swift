import ArgumentParser

/// What every training command accepts as counts and sizes; a family narrows it down.
enum RunLimits {
  /// Refuses what no run can have.
  /// - Throws: `ValidationError` naming the flag and its range.
  static func check(
    scenes: Int? = nil, size: Int? = nil, batch: Int? = nil, pictures: Int? = nil
  ) throws {
    for (flag, value, range) in [
      ("--scenes", scenes, 1...10_000_000), ("--size", size, 8...4096),
      ("--batch", batch, 1...4096), ("--pictures", pictures, 1...1_000_000_000),
    ] {
      guard let value, !range.contains(value) else { continue }
      throw ValidationError(
        "\(flag) is a number from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
