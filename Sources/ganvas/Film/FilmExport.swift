import Checkpoints
import Foundation
import Generators
import Imaging
import Synthesis

/// Renders a film in order. Every frame carries the fingerprint of all it was made from, earlier
/// frames included, and what the next frame needs is kept every `memoryInterval` frames: a film that
/// was stopped or killed goes on from there and ends in the same bytes.
struct FilmExport {
  /// Frames between two kept memories.
  static let memoryInterval = 24

  /// The maps.
  let maps: any FilmSequence
  /// The model's label set.
  let labelSet: LabelSet
  /// The model.
  let model: any Generator
  /// How pictures follow from each other.
  let engine: FilmEngineOption
  /// Whether a film model goes by the known motion instead of its own.
  var usesKnownFlow = false
  /// Where it goes.
  let target: WalkTarget
  /// Of the model and all options.
  let fingerprint: RenderFingerprint
  /// Pictures before the first frame.
  var first: [RGBImage] = []
  /// Makes the picture before the first frame; the model does as it can if absent.
  var makesFirst: ((RenderRequest) throws -> RGBImage)?
  /// The latent of every frame.
  var latent = LatentState()
  /// What normalizes.
  var statistics = NormalizationStatistics.running
  /// Speed of films.
  var framesPerSecond = 12
  /// Quality of an animated WebP.
  var quality = 85
  /// Whether the frames stay beside a film.
  var keepsFrames = false
  /// Asked between two frames.
  var isStopped: () -> Bool = { false }
  /// Hears how far it is.
  var onProgress: (WalkExport.Progress) -> Void = { _ in }
  /// Hears what a person may not expect, once.
  var onRemark: (String) -> Void = { _ in }

  /// Renders what is missing and writes the film.
  /// - Throws: `WalkExport.Stopped`, `SynthesisError`, `ModelError`, errors of files.
  func run() throws {
    let encoder = try target.encoder()
    try target.makeFolders()
    let prints = try fingerprints()
    let done = prints.indices.prefix { prints[$0].picture(in: target.frame($0)) != nil }.count
    if done < maps.count { try render(from: done, prints) }
    try target.writeFilm(
      of: maps.count, framesPerSecond: framesPerSecond, quality: quality, using: encoder)
    if target.kind != .frames, !keepsFrames {
      try FileManager.default.removeItem(at: target.frames)
    } else {
      for frame in prints.indices { try? FileManager.default.removeItem(at: target.memory(frame)) }
    }
  }

  /// What each frame is made from, the frames before it included.
  func fingerprints() throws -> [RenderFingerprint] {
    var print = fingerprint
    return try (0..<maps.count).map { frame in
      try maps.note(frame, in: &print)
      return print
    }
  }

  private func render(from done: Int, _ prints: [RenderFingerprint]) throws {
    var usesMotion = engine != .plain && maps.haveMotion
    var film = try begin(usesMotion: usesMotion)
    if !(film is CoherentFilm), !usesKnownFlow { usesMotion = false }
    let start = try restore(&film, upTo: done, prints)
    var told: Set<String> = []
    for frame in start..<maps.count {
      guard !isStopped() else {
        throw WalkExport.Stopped(frames: max(done, frame), total: maps.count)
      }
      var remarks: [String] = []
      let request = try request(frame, usesMotion: usesMotion, &remarks)
      remarks += frame == 0 ? model.remarks(on: request) : []
      for words in remarks where told.insert(words).inserted { onRemark(words) }
      let clock = ContinuousClock.now
      let picture = try film.next(request, checkpoint: {})
      let seconds = (ContinuousClock.now - clock) / .seconds(1)
      // A frame before `done` was only made again to get there.
      if frame >= done {
        try target.write(picture, as: frame, prints[frame])
      }
      if (frame + 1).isMultiple(of: Self.memoryInterval) {
        try Checkpoint.writeSafetensors(
          film.memory, metadata: [RenderFingerprint.key: prints[frame].text],
          to: target.memory(frame).path)
      }
      onProgress(
        WalkExport.Progress(
          done: frame + 1, total: maps.count,
          words: "frame \(frame + 1) of \(maps.count)", seconds: seconds))
    }
  }

  private func begin(usesMotion: Bool) throws -> any Film {
    if engine == .auto {
      var before = first
      if before.isEmpty, let makesFirst {
        var remarks: [String] = []
        before = [try makesFirst(try request(0, usesMotion: false, &remarks))]
      }
      if let film = try model.film(after: before) {
        try requireMotion(usesKnownFlow)
        return film
      }
    }
    guard !usesKnownFlow else {
      throw SynthesisError(
        what: "\(model.description.name) makes no films by itself",
        advice: "Leave out --known-flow; --engine coherent goes by the motion.")
    }
    try requireMotion(engine == .coherent)
    return usesMotion ? CoherentFilm(model) : PlainFilm(model)
  }

  private func requireMotion(_ isNeeded: Bool) throws {
    if isNeeded, !maps.haveMotion {
      throw SynthesisError(
        what: "the maps come without their motion",
        location: "expected flow-NNNN.npy beside them, as ganvas scenes film writes them",
        advice: "Take --engine plain, or auto without --known-flow.")
    }
  }

  /// Takes up the newest kept memory before a frame.
  /// - Returns: The frame to go on with; 0 where none fits.
  private func restore(
    _ film: inout any Film, upTo done: Int, _ prints: [RenderFingerprint]
  ) throws -> Int {
    for frame in (0..<done).reversed() {
      guard (frame + 1).isMultiple(of: Self.memoryInterval),
        let kept = try? Checkpoint.read(target.memory(frame).path),
        prints[frame].accepts(kept.metadata[RenderFingerprint.key])
      else { continue }
      try film.restore(kept.tensors)
      return frame + 1
    }
    return 0
  }

  private func request(
    _ frame: Int, usesMotion: Bool, _ remarks: inout [String]
  ) throws -> RenderRequest {
    var conditioning = Conditioning()
    try maps.read(frame, labelSet, into: &conditioning, remarks: &remarks)
    if usesMotion { conditioning.motion = try maps.motion(frame) }
    return RenderRequest(
      stamp: frame, conditioning: conditioning, latent: latent, statistics: statistics)
  }
}
