import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

@Suite("Words as seeds") struct WordTests {
  private var described: ModelDescription {
    var model = ModelDescription.landscape
    model.capabilities.latent?.dimension = 2
    model.capabilities.latent?.words = ["dusk": [1, 2]]
    model.capabilities.latent?.start = "dusk"
    return model
  }

  @Test("A word that the model knows is its code, another is a seed, and undo brings both back")
  func words() {
    var state = StudioState.fixture(model: described)
    _ = state.changeSeed(to: seed(ofWord: "Dusk"), word: "Dusk")
    #expect(state.picture.settings.latent.source == .z([1, 2]))
    #expect(state.picture.settings.seedWord == "Dusk")
    #expect(state.latentArguments.prefix(2) == ["--seed", "Dusk"])
    _ = state.changeSeed(to: seed(ofWord: "pebble"), word: "pebble")
    #expect(state.picture.settings.latent.source == .seed(seed(ofWord: "pebble")))
    _ = reduce(&state, .command(.undo))
    #expect(state.picture.settings.latent.source == .z([1, 2]))
    #expect(state.picture.settings.seedWord == "Dusk")
    // Back and forth in the memory of seeds.
    _ = state.stepSeed(by: 1)
    #expect(state.picture.settings.seedWord == "pebble")
    _ = state.stepSeed(by: -1)
    #expect(state.picture.settings.latent.source == .z([1, 2]))
  }

  @Test("With a model of another z the word is what it is there, and its code is kept for later")
  func otherModel() {
    var state = StudioState.fixture(model: described)
    _ = state.changeSeed(to: seed(ofWord: "dusk"), word: "dusk")
    var other = ModelDescription.landscape
    other.capabilities.latent?.dimension = 512
    state.model.description = other
    let request = state.makeRequest(stamp: 1)
    #expect(request?.latent.source == .seed(seed(ofWord: "dusk")))
    #expect(state.picture.settings.latent.source == .z([1, 2]))
    other.capabilities.latent?.words = ["dusk": [Float](repeating: 1, count: 512)]
    state.model.description = other
    #expect(state.makeRequest(stamp: 2)?.latent.source == .z([Float](repeating: 1, count: 512)))
    _ = state.putKeyframe()
    let fitted = state.timeline.walk.fitted(to: other.capabilities).keyframes.first
    #expect(fitted?.settings.latent.source == .z([Float](repeating: 1, count: 512)))
  }

  @Test("A model without codes takes the word as a seed") func plain() {
    var state = StudioState.fixture()
    _ = state.changeSeed(to: seed(ofWord: "dusk"), word: "dusk")
    #expect(state.picture.settings.latent.source == .seed(seed(ofWord: "dusk")))
  }

  @Test("A new session begins where the model looks good; one with a latent of its own stays")
  func start() {
    var fresh = StudioState.fixture(model: nil)
    _ = reduce(&fresh, .arrived(.modelLoaded(described)))
    #expect(fresh.picture.settings.latent.source == .z([1, 2]))
    #expect(fresh.picture.settings.seedWord == "dusk")
    #expect(!fresh.canUndo)
    var used = StudioState.fixture(model: nil)
    used.picture.settings.latent.source = .seed(7)
    _ = reduce(&used, .arrived(.modelLoaded(described)))
    #expect(used.picture.settings.latent.source == .seed(7))
    var reopened = StudioState.fixture(model: described)
    _ = reduce(&reopened, .arrived(.modelLoaded(described)))
    #expect(reopened.picture.settings.latent.source == .seed(0))
  }
}
