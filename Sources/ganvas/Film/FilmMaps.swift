import Foundation
import Generators
import Synthesis

/// The maps of a film in their order, with the motion between them where a folder holds it.
struct FilmMaps {
  /// One per frame; outputs are not used.
  let jobs: [RenderJob]

  /// Finds the maps of a folder. In one that `ganvas scenes film` wrote, pictures and marks lie
  /// beside them and are no maps.
  /// - Throws: `RenderUsageError` for a path that is no folder of maps.
  init(labels: String, instances: String?) throws {
    let all: [RenderJob]
    do {
      all = try RenderJob.all(
        labels: labels, instances: instances, output: FileManager.default.temporaryDirectory.path)
    } catch let error as RenderUsageError {
      throw SynthesisError(what: error.description, advice: "Name a folder of label maps.")
    }
    let maps = all.filter { job in
      let name = job.labels?.lastPathComponent ?? ""
      return name.hasPrefix("label-")
    }
    jobs = maps.isEmpty ? all : maps
    guard jobs.count > 1 else {
      throw SynthesisError(
        what: "\(labels) holds \(jobs.count) map", advice: "A film needs a folder of at least two.")
    }
  }

  /// Whether the folder holds the motion from frame to frame.
  var haveMotion: Bool { jobs.dropFirst().contains { motionFile(of: $0) != nil } }

  /// The motion that leads to a frame; `nil` for the first one, or where there is none.
  /// - Throws: `SynthesisError` for a broken file.
  func motion(_ frame: Int) throws -> KnownMotion? {
    guard frame > 0, let file = motionFile(of: jobs[frame]) else { return nil }
    return try KnownMotionFile.read(flow: file, marks: marksFile(of: jobs[frame]))
  }

  /// All files a frame depends on.
  func files(_ frame: Int) -> [URL] {
    let job = jobs[frame]
    return [job.labels, job.instances, motionFile(of: job), marksFile(of: job)].compactMap { $0 }
  }

  private func motionFile(of job: RenderJob) -> URL? { neighbour(of: job, "flow", "npy") }
  private func marksFile(of job: RenderJob) -> URL? { neighbour(of: job, "seen", "png") }

  private func neighbour(of job: RenderJob, _ kind: String, _ ending: String) -> URL? {
    job.labels.flatMap { KnownMotionFile.neighbour(of: $0, kind: kind, ending: ending) }
  }
}
