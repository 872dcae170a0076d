import Foundation
import GeneratorSupport
import Generators
import Imaging
import Inference
import Synchronization
import Synthesis
import TestSupport
import Testing

/// Requests say which model they mean.
@Suite(.serialized) struct ModelTokenTests {
  init() { #expect(EngineFixture.isReady) }

  private func actor(_ folder: TemporaryFolder) throws -> InferenceActor {
    try writeTinyPackage(in: folder.url, name: "first", seed: 1)
    try writeTinyPackage(in: folder.url, name: "second", seed: 2)
    return InferenceActor(
      InferenceConfiguration(
        library: ModelLibrary(folders: [folder.url], labelSets: folder.url), threads: 2))
  }

  @Test("A request of the model before is answered by that one, and says so")
  func modelBefore() async throws {
    let folder = try TemporaryFolder()
    let actor = try actor(folder)
    let first = try #require(try await actor.load("first").token)
    var request = tinyRequest(stamp: 1)
    request.model = first
    let picture = try await actor.render(request)
    #expect(picture.model == first)
    let second = try #require(try await actor.load("second").token)
    #expect(second != first)
    // As if the load's answer had been suppressed: whoever asks still means the first one.
    let again = try await actor.render(request)
    #expect(again.image == picture.image && again.model == first)
    request.model = second
    #expect(try await actor.render(request).image != picture.image)
    request.model = nil
    #expect(try await actor.render(request).image != picture.image)
    #expect(try await actor.load("first").token == first)
  }

  @Test("A model that is gone is not replaced by another one") func unknown() async throws {
    let folder = try TemporaryFolder()
    let actor = try actor(folder)
    _ = try await actor.load("first")
    var request = tinyRequest(stamp: 1)
    request.model = ModelToken(99)
    await #expect(throws: SynthesisError.self) { try await actor.render(request) }
    await #expect(throws: SynthesisError.self) { try await actor.latent(of: request) }
  }

  @Test("A load that was cancelled while it read leaves the model before")
  func cancelledLoad() async throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url, name: "first", seed: 1)
    try writeTinyPackage(in: folder.url, name: "second", seed: 2)
    // Cancelled from inside, in the middle of reading the second model's weights.
    let box = TaskBox()
    let actor = InferenceActor(
      InferenceConfiguration(
        library: ModelLibrary(folders: [folder.url], labelSets: folder.url), threads: 2),
      onProgress: { progress in
        if progress.model == "second", progress.fraction >= 0.3, progress.fraction < 1 {
          box.cancel()
        }
      })
    _ = try await actor.load("first")
    let before = try await actor.render(tinyRequest(stamp: 1))
    let gate = AsyncStream<Void>.makeStream()
    let loading = Task {
      for await _ in gate.stream { break }
      return try await actor.load("second")
    }
    box.set { loading.cancel() }
    gate.continuation.yield()
    await #expect(throws: CancellationError.self) { try await loading.value }
    // Requests that name no model are answered by the last one that was loaded whole.
    #expect(try await actor.render(tinyRequest(stamp: 2)).image == before.image)
  }
}

/// Something to cancel, known only after it began.
private final class TaskBox: Sendable {
  private let action = Mutex<(@Sendable () -> Void)?>(nil)

  func set(_ action: @escaping @Sendable () -> Void) { self.action.withLock { $0 = action } }

  func cancel() { action.withLock { $0 }?() }
}
