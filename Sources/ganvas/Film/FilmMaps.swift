import Foundation
import Generators
import Imaging
import Synthesis
import Synthesis

/// Where a film's maps come from.
protocol FilmSequence {
  /// Frames.
  var count: Int { get }
  /// Whether the motion from frame to frame is known.
  var haveMotion: Bool { get }
  /// Mixes everything in that a frame's map depends on.
  func note(_ frame: Int, in print: inout RenderFingerprint) throws
  /// Puts map and objects of a frame into a request.
  /// - Parameters:
  ///   - set: The model's; stands in where nobody names another.
  ///   - remarks: Gets what was found in files.
  func read(
    _ frame: Int, _ set: LabelSet, into conditioning: inout Conditioning, remarks: inout [String]
  ) throws
  /// The motion that leads to a frame; `nil` for the first one, or where there is none.
  /// - Throws: `SynthesisError` for a broken file.
  func motion(_ frame: Int) throws -> KnownMotion?
}

/// The maps of a folder in their order, with the motion between them where it holds that.
struct FilmMaps: FilmSequence {
  /// One per frame; outputs are not used.
  let jobs: [RenderJob]
  /// Reads them.
  let reader: MapReader

  /// One per frame.
  var count: Int { jobs.count }

  /// Finds the maps of a folder. In one that `ganvas scenes film` wrote, pictures and marks lie
  /// beside them and are no maps.
  /// - Throws: `RenderUsageError` for a path that is no folder of maps.
  init(labels: String, instances: String?, reader: MapReader) throws {
    self.reader = reader
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

  /// Reads the files of a frame.
  func read(
    _ frame: Int, _ set: LabelSet, into conditioning: inout Conditioning, remarks: inout [String]
  ) throws {
    let job = jobs[frame]
    guard let file = job.labels else { throw SynthesisError(what: "frame \(frame) has no map") }
    _ = try reader.read(
      try ImageFile.bytes(of: file), try job.instances.map { try ImageFile.bytes(of: $0) },
      of: job, set, into: &conditioning, remarks: &remarks)
  }

  /// Reads a frame's motion.
  func motion(_ frame: Int) throws -> KnownMotion? {
    guard frame > 0, let file = motionFile(of: jobs[frame]) else { return nil }
    return try KnownMotionFile.read(flow: file, marks: marksFile(of: jobs[frame]))
  }

  /// All files a frame depends on.
  func note(_ frame: Int, in print: inout RenderFingerprint) throws {
    let job = jobs[frame]
    for file in [job.labels, job.instances, motionFile(of: job), marksFile(of: job)] {
      guard let file else { continue }
      print.add(file.lastPathComponent)
      print.add(try ImageFile.bytes(of: file))
    }
  }

  private func motionFile(of job: RenderJob) -> URL? { neighbour(of: job, "flow", "npy") }
  private func marksFile(of job: RenderJob) -> URL? { neighbour(of: job, "seen", "png") }

  private func neighbour(of job: RenderJob, _ kind: String, _ ending: String) -> URL? {
    job.labels.flatMap { KnownMotionFile.neighbour(of: $0, kind: kind, ending: ending) }
  }
}
