import Checkpoints
import Foundation
import Imaging
import Sessions
import Synthesis

/// Frames that follow from each other are made in order; what the next one needs is kept every so
/// many frames, so that a film that was stopped or killed goes on and ends in the same bytes.
extension WalkExport {
  /// What each frame is made from; in a film the frames before it included.
  func fingerprints(of frames: [WalkFrame]) throws -> [RenderFingerprint] {
    var before = fingerprint
    return try frames.map { frame in
      var print = frame.film == nil ? fingerprint : before
      try source.add(frame, to: &print)
      before = print
      return print
    }
  }

  /// Makes what is missing of a film.
  mutating func makeFilm(_ frames: [WalkFrame]) async throws {
    guard part == .whole else {
      throw SynthesisError(
        what: "the frames of this walk follow from each other",
        advice: "Make it in one process, or set its pictures to plain in the studio.")
    }
    let prints = try fingerprints(of: frames)
    let done = prints.indices.prefix { prints[$0].isCarried(by: target.frame($0)) }.count
    report.skipped = done
    if done < frames.count {
      let memory = keptMemory(before: done, prints)
      do {
        try await makeFilm(frames, prints, done: done, from: memory)
      } catch let error as SynthesisError {
        guard memory != nil else { throw error }
        // What was kept is another model's, or damaged: the film is made anew up to here.
        try await makeFilm(frames, prints, done: done, from: nil)
      }
    }
    for number in frames.indices { try? FileManager.default.removeItem(at: target.memory(number)) }
  }

  private mutating func makeFilm(
    _ frames: [WalkFrame], _ prints: [RenderFingerprint], done: Int,
    from memory: (frame: Int, memory: FilmMemory)?
  ) async throws {
    for number in (memory.map { $0.frame + 1 } ?? 0)..<frames.count {
      guard !isStopped() else {
        throw Stopped(frames: max(done, number), total: frames.count)
      }
      var request = source.request(
        for: frames[number], stamp: number, capabilities: capabilities, precision: precision)
      request.film?.frame = prints[number].text
      request.film?.before = number > 0 ? prints[number - 1].text : nil
      request.film?.memory = number == memory.map { $0.frame + 1 } ? memory?.memory : nil
      request.film?.keepsMemory = (number + 1).isMultiple(of: FilmStep.memoryInterval)
      let rendered = try await renderer.render(request)
      // A frame before `done` is only made again to get there.
      if number >= done {
        try write(rendered.image, as: number, prints[number], seconds: rendered.seconds)
      }
      if let memory = rendered.memory {
        try AtomicFile.write(memory.bytes, to: target.memory(number))
      }
      tell("frame \(number + 1) of \(frames.count)", rendered.seconds)
    }
  }

  /// The newest memory from which the first missing frame can be reached.
  private func keptMemory(
    before done: Int, _ prints: [RenderFingerprint]
  ) -> (frame: Int, memory: FilmMemory)? {
    for number in (0..<done).reversed()
    where (number + 1).isMultiple(of: FilmStep.memoryInterval) {
      guard
        let bytes = try? ImageFile.bytes(of: target.memory(number)),
        let kept = try? Checkpoint.read(bytes: bytes, name: "film memory"),
        kept.metadata["frame"] == prints[number].text
      else { continue }
      return (number, FilmMemory(frame: prints[number].text, bytes: bytes))
    }
    return nil
  }
}
