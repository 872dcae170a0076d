import Foundation
import GeneratorSupport
import Generators
import Imaging
import Inference
import Synthesis
import TestSupport
import Testing

/// Pictures that follow from each other, as the studio asks for them.
@Suite(.serialized) struct FilmStepTests {
  init() { #expect(EngineFixture.isReady) }

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url, name: "first", seed: 1)
    try writeTinyPackage(in: folder.url, name: "second", seed: 2)
    return folder
  }

  private func actor(_ folder: TemporaryFolder) -> InferenceActor {
    InferenceActor(
      InferenceConfiguration(
        library: ModelLibrary(folders: [folder.url], labelSets: folder.url), threads: 2))
  }

  /// A frame of a standing map whose latent changes.
  private func request(_ number: Int, memory: FilmMemory? = nil) -> RenderRequest {
    var request = tinyRequest(stamp: number, seed: UInt32(number))
    let size = PixelSize(width: 32, height: 32)
    let zero = [Float](repeating: 0, count: size.area)
    if number > 0 {
      request.conditioning.motion = KnownMotion(
        size: size, x: zero, y: zero, confidence: zero.map { _ in 1 })
    }
    request.film = FilmStep(
      engine: .coherent, frame: "f-\(number)", before: number > 0 ? "f-\(number - 1)" : nil,
      memory: memory, keepsMemory: true)
    return request
  }

  @Test(
    "Steps are those of the film, from the beginning and from a memory; plain pictures do not disturb"
  )
  func steps() async throws {
    let folder = try self.folder()
    let actor = actor(folder)
    _ = try await actor.load("first")
    var frames: [Frame] = []
    for number in 0..<4 {
      frames.append(try await actor.render(request(number)))
      _ = try await actor.render(tinyRequest(stamp: 9, seed: 77))
    }
    var plain = request(2)
    plain.film = nil
    plain.conditioning.motion = nil
    #expect(try await actor.render(plain).image != frames[2].image)
    // The last picture once more, without any memory.
    #expect(try await actor.render(request(3)).image == frames[3].image)
    // Another process, from a memory.
    let other = self.actor(folder)
    _ = try await other.load("first")
    let memory = try #require(frames[1].memory)
    #expect(memory.frame == "f-1")
    await #expect(throws: SynthesisError.self) { try await other.render(self.request(2)) }
    let again = try await other.render(request(2, memory: memory))
    #expect(again.image == frames[2].image)
    #expect(try await other.render(request(3)).image == frames[3].image)
  }

  @Test("What another model's film, or a damaged one, remembers is refused")
  func strangers() async throws {
    let folder = try self.folder()
    let actor = actor(folder)
    _ = try await actor.load("first")
    _ = try await actor.render(request(0))
    let memory = try #require(try await actor.render(request(1)).memory)
    _ = try await actor.load("second")
    await #expect(throws: SynthesisError.self) {
      try await actor.render(self.request(2, memory: memory))
    }
    _ = try await actor.load("first")
    // The renderer has this film itself, so a fresh one is asked.
    let fresh = self.actor(folder)
    _ = try await fresh.load("first")
    for bytes in [[], Array(memory.bytes.dropLast(9)), memory.bytes.map { $0 ^ 0x55 }] {
      await #expect(throws: SynthesisError.self) {
        try await fresh.render(
          self.request(2, memory: FilmMemory(frame: memory.frame, bytes: bytes)))
      }
    }
    _ = try await fresh.render(request(2, memory: memory))
  }

  @Test("A model that makes no films says so") func noFilms() async throws {
    let folder = try self.folder()
    let actor = actor(folder)
    _ = try await actor.load("first")
    var wish = request(0)
    wish.film?.engine = .model
    await #expect(throws: SynthesisError.self) { try await actor.render(wish) }
  }
}
