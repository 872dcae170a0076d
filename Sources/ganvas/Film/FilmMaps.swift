import Checkpoints
import Foundation
import Imaging
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
    let tensors = try Checkpoint.read(file.path).tensors
    guard let flow = tensors.first, flow.shape.count == 3, flow.shape[2] == 2,
      flow.shape[0] > 0, flow.shape[1] > 0, flow.type.isFloatingPoint, flow.nonFiniteCount == 0
    else {
      throw SynthesisError(
        what: "\(file.path) is no motion", location: "expected finite numbers, rows × columns × 2",
        advice: "Write it again with ganvas scenes film, or leave it out.")
    }
    let size = PixelSize(width: flow.shape[1], height: flow.shape[0])
    let values = flow.doubles().map { Float($0) }
    guard values.allSatisfy({ $0.magnitude <= 1e6 }) else {
      throw SynthesisError(
        what: "\(file.path) moves things by over a million pixels",
        advice: "Write it again with ganvas scenes film, or leave it out.")
    }
    var sure = [Float](repeating: 1, count: size.area)
    if let marks = marksFile(of: jobs[frame]) {
      let picture = try PNG.decode(try ImageFile.bytes(of: marks), named: marks.path)
      guard case .gray(let gray) = picture.content, gray.size == size else {
        throw SynthesisError(
          what: "\(marks.path) is no grey picture of \(size)",
          advice: "Write it again with ganvas scenes film, or leave it out.")
      }
      // 128 marks water, whose mirror images move differently.
      sure = gray.elements.map { $0 == 255 ? 1 : 0 }
    }
    return KnownMotion(
      size: size, x: stride(from: 0, to: values.count, by: 2).map { values[$0] },
      y: stride(from: 1, to: values.count, by: 2).map { values[$0] }, confidence: sure)
  }

  /// All files a frame depends on.
  func files(_ frame: Int) -> [URL] {
    let job = jobs[frame]
    return [job.labels, job.instances, motionFile(of: job), marksFile(of: job)].compactMap { $0 }
  }

  private func motionFile(of job: RenderJob) -> URL? { neighbour(of: job, "flow", "npy") }
  private func marksFile(of job: RenderJob) -> URL? { neighbour(of: job, "seen", "png") }

  private func neighbour(of job: RenderJob, _ kind: String, _ ending: String) -> URL? {
    guard let map = job.labels,
      let dash = map.deletingPathExtension().lastPathComponent.lastIndex(of: "-")
    else { return nil }
    let name = map.deletingPathExtension().lastPathComponent
    let file = map.deletingLastPathComponent()
      .appendingPathComponent(kind + name[dash...]).appendingPathExtension(ending)
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }
}
