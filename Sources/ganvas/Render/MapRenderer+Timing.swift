import Foundation

extension MapRenderer {
  /// Seconds that a picture takes with reading and writing: the median of some, made into a folder
  /// that goes away. The first warms up and does not count where there are others.
  /// - Throws: What the first picture that fails says.
  func secondsPerPicture(_ jobs: [RenderJob]) async throws -> Double {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-sample-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var seconds: [Double] = []
    // One more than was asked for: the first again.
    for (number, job) in (jobs.prefix(1) + jobs).enumerated() {
      let start = ContinuousClock.now
      let picture = await attempt(
        RenderJob(
          labels: job.labels, instances: job.instances,
          output: folder.appendingPathComponent("\(number).png"), member: job.member),
        stamp: number)
      if let error = picture.error { throw SampleFailure(description: error) }
      seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    let counted = seconds.dropFirst().sorted()
    return counted.isEmpty ? 0 : counted[counted.count / 2]
  }
}

/// A picture that was made to measure failed.
struct SampleFailure: Error, CustomStringConvertible {
  /// What the picture's failure says.
  let description: String
}
