import Foundation
import Sessions
import Synthesis

/// Even speed: how long each stretch is.
extension WalkExport {
  /// Measures how far the picture goes in each stretch; what was measured before is read, and what
  /// other shards measure is waited for.
  /// - Throws: `WalkUnfinished` where it is not there in time.
  mutating func measure(_ segments: Range<Int>) async throws -> [Int: ArcLengthTable] {
    guard !segments.isEmpty else { return [:] }
    report.features = features.name
    let speeds = WalkSpeeds(target)
    var tables: [Int: ArcLengthTable] = [:]
    for segment in segments where part.measures(segment: segment) {
      let print = try speedFingerprint(of: segment)
      if let table = speeds.table(print) {
        tables[segment] = table
        for _ in 0..<ArcLengthTable.samples { tell("speed of ◆\(segment + 1)", nil) }
        continue
      }
      let table = try await measured(segment)
      try speeds.keep(table, print)
      tables[segment] = table
    }
    var wait = 0.0
    if case .shard(_, let seconds) = part { wait = seconds }
    let end = ContinuousClock.now + .seconds(wait)
    while true {
      for segment in segments where tables[segment] == nil {
        tables[segment] = WalkSpeeds(target).table(try speedFingerprint(of: segment))
      }
      let left = segments.count - tables.count
      if left == 0 { return tables }
      guard !isStopped() else { throw Stopped(frames: 0, total: report.frames) }
      guard ContinuousClock.now < end else {
        throw WalkUnfinished(
          words: "the speed of \(counted(left, "stretch", "stretches")) is measured by other "
            + "shards and not there yet: run the same command again when they are done, or say "
            + "--wait")
      }
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  private func speedFingerprint(of segment: Int) throws -> RenderFingerprint {
    var print = fingerprint
    print.add(features.name)
    for sample in source.plan.samples(of: segment) { try source.add(sample, to: &print) }
    return print
  }

  private mutating func measured(_ segment: Int) async throws -> ArcLengthTable {
    var pictures: [[Float]] = []
    for sample in source.plan.samples(of: segment) {
      let (image, seconds) = try await picture(of: sample)
      report.measured += 1
      pictures.append(features.features(of: image))
      tell("measuring the speed behind keyframe \(segment + 1)", seconds)
    }
    return ArcLengthTable(
      distances: zip(pictures, pictures.dropFirst()).map { features.distance($0, $1) })
  }
}
