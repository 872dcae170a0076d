import Foundation
import GeneratorSupport
import Generators
import Imaging
import Inference
import Layers
import Synchronization
import Synthesis
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct InferenceActorTests {
  init() { #expect(EngineFixture.isReady) }

  private func actor(
    _ folder: TemporaryFolder, onProgress: (@Sendable (LoadingProgress) -> Void)? = nil
  ) -> InferenceActor {
    InferenceActor(
      InferenceConfiguration(
        library: ModelLibrary(folders: [folder.url], labelSets: folder.url), threads: 2),
      onProgress: onProgress)
  }

  @Test(
    "The same request gives the same picture, another seed another one",
    arguments: Precision.allCases)
  func sameAgain(precision: Precision) async throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url)
    let actor = actor(folder)
    let description = try await actor.load("tiny")
    #expect(description.name == "tiny")
    #expect(description.capabilities.latent == Capabilities.Latent(dimension: 8))
    #expect(description.capabilities.hasRunningStatistics)
    let first = try await actor.render(tinyRequest(stamp: 7, precision: precision))
    let second = try await actor.render(tinyRequest(stamp: 8, precision: precision))
    #expect(first.stamp == 7)
    #expect(first.precision == precision)
    #expect(first.image.size == PixelSize(width: 32, height: 32))
    #expect(first.image == second.image)
    #expect(Set(first.image.elements).count > 10)
    // What is kept between frames changes nothing: a stroke in between, then the first map again.
    var stroke = tinyRequest(precision: precision)
    stroke.changed = PixelRect(x: 4, y: 4, width: 6, height: 6)
    for y in 4..<10 {
      for x in 4..<10 { stroke.conditioning.labels?[x, y] = 1 }
    }
    #expect(try await actor.render(stroke).image != first.image)
    #expect(try await actor.render(tinyRequest(precision: precision)).image == first.image)
    let other = try await actor.render(tinyRequest(seed: 1, precision: precision))
    #expect(other.image != first.image)
    var current = tinyRequest(precision: precision)
    current.statistics = .current
    #expect(try await actor.render(current).image != first.image)
  }

  @Test("After a broad stroke the part around it comes first; after a thin one all at once")
  func partsFirst() async throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url, cropSize: 256)
    let actor = actor(folder)
    _ = try await actor.load("tiny")
    let parts = Mutex<[Frame]>([])
    func render(_ stroke: PixelRect?, on map: LabelMap) async throws -> (LabelMap, Frame) {
      var map = map
      if let stroke {
        for y in stroke.y..<stroke.maxY { for x in stroke.x..<stroke.maxX { map[x, y] = 2 } }
      }
      var request = tinyRequest()
      request.conditioning.labels = map
      request.changed = stroke
      parts.withLock { $0 = [] }
      let frame = try await actor.render(request) { part in parts.withLock { $0.append(part) } }
      return (map, frame)
    }
    let start = LabelMap(width: 256, height: 256, filledWith: 0)
    // A first picture is whole: around a part there would be nothing.
    let broad = PixelRect(x: 100, y: 120, width: 40, height: 36)
    var (map, _) = try await render(PixelRect(x: 0, y: 0, width: 9, height: 9), on: start)
    #expect(parts.withLock { $0 }.isEmpty)
    let finished: Frame
    (map, finished) = try await render(broad, on: map)
    let part = try #require(parts.withLock { $0 }.first)
    #expect(parts.withLock { $0.count } == 1)
    let exact = try #require(part.exactIn)
    #expect(exact.intersection(broad) == broad)
    #expect(finished.exactIn == nil)
    #expect(part.seconds < finished.seconds)
    for y in exact.y..<exact.maxY {
      for x in exact.x..<exact.maxX {
        #expect(part.image[x, y].isNear(finished.image[x, y]))
      }
    }
    // The finished frame is the one that a request without history gets.
    var request = tinyRequest()
    request.conditioning.labels = map
    let fresh = try await self.actor(folder).loaded("tiny").render(request)
    #expect(zip(fresh.image.elements, finished.image.elements).allSatisfy { $0.isNear($1) })
    _ = try await render(PixelRect(x: 203, y: 37, width: 3, height: 12), on: map)
    #expect(parts.withLock { $0 }.isEmpty)
  }

  @Test("ψ 0 is the same picture whatever the seed") func truncation() async throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url)
    let actor = actor(folder)
    _ = try await actor.load("tiny")
    let typical = try await actor.render(tinyRequest(seed: 1, psi: 0)).image
    #expect(try await actor.render(tinyRequest(seed: 2, psi: 0)).image == typical)
    #expect(try await actor.render(tinyRequest(seed: 2, psi: 0.5)).image != typical)
  }

  @Test("The statistics that a package prefers are said with its capabilities")
  func preferredStatistics() async throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url, statistics: .current)
    try writeTinyPackage(in: folder.url, name: "other")
    let actor = actor(folder)
    #expect(try await actor.load("tiny").capabilities.preferredStatistics == .current)
    #expect(try await actor.load("other").capabilities.preferredStatistics == .running)
  }

  @Test("A cancelled task renders nothing, and the next one does") func cancellation() async throws
  {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url)
    let actor = actor(folder)
    _ = try await actor.load("tiny")
    let task = Task {
      // Cancelled before it starts: the check at the entrance or between blocks ends it.
      while !Task.isCancelled { await Task.yield() }
      return try await actor.render(tinyRequest())
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    _ = try await actor.render(tinyRequest())
  }

  @Test("Cancellation is seen between two blocks") func checkpoints() throws {
    let model = SPADEModel(name: "tiny", generator: tinyGenerator(), labelSet: tinyLabels)
    struct Stop: Error {}
    var calls = 0
    #expect(throws: Stop.self) {
      try model.synthesize(tinyRequest()) {
        calls += 1
        if calls == 4 { throw Stop() }
      }
    }
    #expect(calls == 4)
  }

  @Test("A model that fails to load leaves the one before") func failedLoad() async throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url)
    let broken = try writeTinyPackage(in: folder.url, name: "broken")
    try Data("{".utf8).write(to: broken.folder.appendingPathComponent("model.json"))
    let cut = try writeTinyPackage(in: folder.url, name: "cut")
    try Data([1, 2, 3]).write(to: cut.weightsFile)
    let actor = actor(folder)
    await #expect(throws: SynthesisError.self) { try await actor.render(tinyRequest()) }
    _ = try await actor.load("tiny")
    let before = try await actor.render(tinyRequest()).image
    for name in ["broken", "cut", "nothing", folder.url.path] {
      let error = await #expect(throws: SynthesisError.self) { try await actor.load(name) }
      #expect(error?.description.contains(name) == true)
    }
    #expect(try await actor.render(tinyRequest()).image == before)
  }

  @Test("Loading reports progress; a kept model is there at once; a changed one is read again")
  func progressAndCache() async throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url, seed: 1)
    let reports = Mutex<[LoadingProgress]>([])
    let actor = actor(folder) { report in reports.withLock { $0.append(report) } }
    _ = try await actor.load("tiny")
    let seen = reports.withLock { $0 }
    #expect(seen.last == LoadingProgress(model: "tiny", stage: .weights, fraction: 1))
    #expect(seen.map(\.fraction) == seen.map(\.fraction).sorted())
    #expect(seen.count > 10)
    let first = try await actor.render(tinyRequest()).image
    reports.withLock { $0 = [] }
    _ = try await actor.load("tiny")
    #expect(reports.withLock { $0.count } == 1)
    try writeTinyPackage(in: folder.url, seed: 2)
    _ = try await actor.load("tiny")
    #expect(try await actor.render(tinyRequest()).image != first)
  }

  @Test("A broken number in the network is reported with its block") func nonFinite() throws {
    var tensors = tinyGenerator().storedTensors()
    let name = "up_1.norm_1.mlp_gamma.bias"
    let index = try #require(tensors.firstIndex { $0.name == name })
    let huge = [Float](repeating: 3e38, count: tensors[index].count)
    tensors[index] = .init(name: name, shape: tensors[index].shape, floats: huge)
    let model = try SPADEModel(
      name: "tiny", configuration: tinyConfiguration(), generator: tensors, file: "x",
      labelSet: tinyLabels)
    let error = #expect(throws: ModelError.self) {
      _ = try model.synthesize(tinyRequest()) {}
    }
    guard case .nonFinite(let place, let count) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(place.hasPrefix("up_1"))
    #expect(count > 0)
  }
}

extension RGB {
  /// Equal but for the rounding of one level.
  fileprivate func isNear(_ other: RGB) -> Bool {
    abs(Int(red) - Int(other.red)) <= 1 && abs(Int(green) - Int(other.green)) <= 1
      && abs(Int(blue) - Int(other.blue)) <= 1
  }
}

extension InferenceActor {
  /// The actor with a model loaded.
  fileprivate func loaded(_ model: String) async throws -> InferenceActor {
    _ = try await load(model)
    return self
  }
}
