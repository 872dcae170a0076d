import ArgumentParser
import Imaging
import Inference
import Sessions
import Sharding
import Synthesis

extension WalkCommand: ShardedCommand {
  var sharding: ShardOptions { parts.sharding }

  var finishingWords: [String] { ["--assemble"] }

  var passes: Int { get throws { try walkLength().passes } }

  func itemCount() throws -> Int { try walkLength().frames }

  func workload(sample: Int) async throws -> Workload {
    let places = ProgramPlaces()
    let frames = try itemCount()
    var source: WalkSource?
    var name = model
    if let session {
      let (library, id) = try find(session, places)
      let contents = try library.open(id, .readOnly).contents
      source = try WalkSource(contents, id: id, in: library)
      name = model ?? contents.settings.model ?? StudioStart.standardModel(places)
    }
    guard let name else {
      throw ValidationError("the session names no model: choose one with --model")
    }
    let actor = InferenceActor(places.inference(compute))
    let start = ContinuousClock.now
    let description = try await actor.load(name)
    let load = (ContinuousClock.now - start) / .seconds(1)
    let count = max(1, min(sample, frames))
    var seconds: [Double] = []
    // The first frame warms up and is made twice.
    for step in 0...count {
      let frame = (max(1, step) - 1) * frames / count
      let request =
        source.map {
          $0.request(
            for: $0.plan.frame(frame), stamp: step, capabilities: description.capabilities,
            precision: precision)
        }
        ?? RenderRequest(
          stamp: step,
          conditioning: Conditioning(pyramid: PyramidRequest(motion: motion.motion(frame))))
      let clock = ContinuousClock.now
      _ = try PNG.encode(try await actor.render(request).image)
      seconds.append((ContinuousClock.now - clock) / .seconds(1))
    }
    let each = seconds.dropFirst().sorted()[count / 2]
    // Even speed is measured on pictures that are no frames.
    let walk = source?.plan.walk
    let measures = (walk?.measuredSegments.count ?? 0) * ArcLengthTable.samples
    return Workload(
      items: frames, loadSeconds: load,
      secondsPerItem: each * Double(frames + measures) / Double(max(1, frames)))
  }
}
