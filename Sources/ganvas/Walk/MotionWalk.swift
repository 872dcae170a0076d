import ArgumentParser
import Foundation
import Imaging
import Inference
import Sharding
import Synthesis

/// How a model of one photo moves, where no session says it.
struct MotionOptions: ParsableArguments {
  @Option(help: "Frames of a walk without session (models of one photo).")
  var frames = 100

  @Option(name: .customLong("fps"), help: "Frames per second of a walk without session.")
  var framesPerSecond = 10

  @Option(help: "Pull back to the photo, 0 to 1.")
  var alpha = 0.1

  @Option(help: "Inertia of the walk, 0 to 1: high moves little.")
  var beta = 0.9

  @Option(help: "The first scale that moves; higher ones keep the photo's layout.")
  var startScale = 2

  @Option(help: "Walk on a circle of this radius around the photo, 0 to 1, so that the film loops.")
  var loop: Double?

  @Option(help: "Seed of the walk.")
  var seed: UInt32 = 0

  func validate() throws {
    guard (1...100_000).contains(frames) else { throw ValidationError("--frames is 1 to 100000") }
    guard (1...120).contains(framesPerSecond) else { throw ValidationError("--fps is 1 to 120") }
    for (name, value) in [("alpha", alpha), ("beta", beta), ("loop", loop ?? 0)]
    where !(0.0...1).contains(value) {
      throw ValidationError("--\(name) is 0 to 1")
    }
    guard startScale >= 0 else { throw ValidationError("--start-scale is 0 or more") }
  }

  /// A frame.
  func motion(_ frame: Int) -> PyramidMotion {
    PyramidMotion(
      frame: frame, seed: seed, startScale: startScale,
      path: loop.map { .loop(length: frames, radius: $0) }
        ?? .wandering(alpha: alpha, beta: beta))
  }
}

/// Renders the walk of a model without a session: frame k depends on the options and k alone, so
/// frames that are there are not made again.
struct MotionWalk {
  /// The walk.
  let options: MotionOptions
  /// Where it goes.
  let target: WalkTarget
  /// Quality of an animated WebP; `nil` without loss.
  let quality: Int?
  /// What of it is done here.
  let part: WalkPart

  /// Renders what is missing and writes the film.
  func run(
    with actor: InferenceActor, _ model: ModelDescription, fingerprint: RenderFingerprint,
    tell: (Int, Double?) -> Void, isStopped: () -> Bool
  ) async throws {
    guard model.capabilities.pyramid != nil else {
      throw SynthesisError(
        what: "\(model.name) moves along the keyframes of a session",
        advice: "Name a session, or a model learned from one photo.")
    }
    let encoder = part.shard == nil ? try target.encoder() : nil
    try target.makeFolders()
    let ledger = try part.shard.map { try Ledger($0, in: target.frames) }
    var left: [Int] = []
    for number in 0..<options.frames where part.shard == nil || part.makes(frame: number) {
      let motion = options.motion(number)
      var print = fingerprint
      print.add("\(model.name) \(motion)")
      if print.isCarried(by: target.frame(number)) {
        tell(number, nil)
        continue
      }
      guard part.makes(frame: number) else {
        left.append(number)
        continue
      }
      guard !isStopped() else {
        throw WalkExport.Stopped(frames: number, total: options.frames)
      }
      let request = RenderRequest(
        stamp: number, conditioning: Conditioning(pyramid: PyramidRequest(motion: motion)))
      let frame = try await actor.render(request)
      try target.write(
        frame.image, as: number, print, ledger: ledger, seconds: frame.seconds)
      tell(number, frame.seconds)
    }
    ledger?.flush()
    if part.shard != nil { return }
    guard left.isEmpty else {
      throw WalkUnfinished(
        words: "\(left.count) of \(counted(options.frames, "frame")) are left", frames: left)
    }
    try target.writeFilm(
      of: options.frames, framesPerSecond: options.framesPerSecond, quality: quality,
      using: encoder)
    if target.kind != .frames, part != .assembly(discards: false) {
      try FileManager.default.removeItem(at: target.frames)
    }
  }
}
