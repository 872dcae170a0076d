import Foundation
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

@Suite("Seeds, ψ, style") struct LatentTests {
  @Test("t .7 Enter sets ψ as one act; u takes it back") func psi() {
    var state = StudioState.fixture()
    let effects = state.press("t.7[enter]")
    #expect(state.picture.settings.latent.truncationPsi == 0.7)
    #expect(effects.records.count == 1)
    #expect(state.history.undoName == "ψ 1.00 → 0.70")
    state.press("u")
    #expect(state.picture.settings.latent.truncationPsi == 1)
  }

  @Test("A direction that was loaded and scrubbed comes back with the session, undo included")
  func directionsReopened() throws {
    let skies = ModelDescription(
      name: "skies", family: "StyleGAN2",
      capabilities: Capabilities(
        latent: .init(dimension: 8, layers: 6, styleDimension: 2),
        outputSize: PixelSize(width: 64, height: 64)))
    var state = StudioState.fixture(model: skies)
    let age = LatentDirection(name: "age.pt", rows: [[0.5, -1]])
    _ = reduce(&state, .arrived(.directionRead(path: "age.pt", age)))
    state.press("[more][more][less]")
    let scrubbed = state.picture.settings.latent.directions
    #expect(scrubbed.map(\.name) == ["age.pt"] && abs(scrubbed[0].strength - 0.1) < 1e-9)

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let library = SessionLibrary(directory: folder)
    let file = try library.create(state.contents)
    try file.close(state.contents, at: file.mark)
    var again = StudioState(try library.open(file.id).contents, sessionID: file.id)
    again.model.description = skies
    #expect(again.picture.settings.latent.directions == scrubbed)
    again.press("u")
    #expect(again.picture.settings.latent.directions != scrubbed)
    again.press("U")
    #expect(again.picture.settings.latent.directions == scrubbed)
  }

  @Test("Directions of a session are kept, and said, with a model that has no w to move along")
  func directionsWithoutW() {
    var state = StudioState.fixture()
    state.picture.settings.latent.directions = [LatentDirection(name: "age", rows: [[1, 0]])]
    _ = reduce(&state, .arrived(.modelLoaded(.landscape)))
    #expect(state.messages.contains { $0.line.text.contains("1 direction kept, nothing moved") })
    #expect(state.picture.settings.latent.directions.count == 1)
  }

  @Test("Out of range the box stays open and says the range") func range() {
    var state = StudioState.fixture()
    state.press("t3[enter]")
    #expect(state.cards.box?.problem == "ψ goes from -1 to 2")
    state.press("[esc]")
    #expect(state.cards.box == nil)
    #expect(state.picture.settings.latent.truncationPsi == 1)
  }

  @Test("What is typed is tried on after 150 ms, Esc brings the old back") func previewStyle() {
    var state = StudioState.fixture()
    state.press("t0")
    #expect(state.wait(0.2).requests.last?.latent.truncationPsi == 0)
    #expect(state.contents.settings.latent.truncationPsi == 1)
    #expect(state.press("[esc]").requests.last?.latent.truncationPsi == 1)
    #expect(state.history.undoName == nil)
  }

  @Test("A word is a seed: its CRC-32, and the word stays") func word() {
    var state = StudioState.fixture()
    state.press("Drain[enter]")
    #expect(state.picture.settings.seed == 3_075_639_981)
    #expect(seed(ofWord: "123456789") == 0xCBF4_3926)
    #expect(state.picture.settings.seedWord == "rain")
    #expect(state.history.undoName == "seed 0 → \"rain\"")
    state.press("D1207[enter]")
    #expect(state.picture.settings.seed == 1207)
    #expect(state.picture.settings.seedWord == nil)
  }

  @Test("d d d then , is one weather back; . goes on; both ends go on by one") func history() {
    var state = StudioState.fixture()
    var rolled: [UInt32?] = [state.picture.settings.seed]
    for _ in 0..<3 {
      state.press("d")
      rolled.append(state.picture.settings.seed)
    }
    #expect(Set(rolled).count == 4)
    state.press(",")
    #expect(state.picture.settings.seed == rolled[2])
    state.press(".")
    #expect(state.picture.settings.seed == rolled[3])
    state.press(".")
    #expect(state.picture.settings.seed == rolled[3].map { $0 + 1 })
    state.press("uuu")
    #expect(state.picture.settings.seed == rolled[3])
  }

  @Test("The dice roll the same from the same state") func dice() {
    var one = StudioState.fixture()
    var two = StudioState.fixture()
    one.press("ddd")
    two.press("ddd")
    #expect(one == two)
  }

  @Test("A run of wheel steps is one act, a rest begins another") func wheel() {
    var state = StudioState.fixture()
    for _ in 0..<4 {
      _ = reduce(&state, .input(.wheeled(.psi, by: -1)))
      state.wait(0.05)
    }
    #expect(state.history.past.count == 1)
    #expect(state.picture.settings.latent.truncationPsi == 0.8)
    state.wait(0.5)
    _ = reduce(&state, .input(.wheeled(.psi, by: -1)))
    #expect(state.history.past.count == 2)
    state.press("u")
    #expect(state.picture.settings.latent.truncationPsi == 0.8)
    state.press("u")
    #expect(state.picture.settings.latent.truncationPsi == 1)
  }

  @Test("A drag is one act") func drag() {
    var state = StudioState.fixture()
    for value in [0.9, 0.5, 0.3] { _ = reduce(&state, .input(.dragged(.psi, to: value))) }
    _ = reduce(&state, .input(.dragEnded))
    _ = reduce(&state, .input(.dragged(.psi, to: 0.1)))
    #expect(state.history.past.map(\.name) == ["ψ 1.00 → 0.30", "ψ 0.30 → 0.10"])
  }

  @Test("T puts ψ to 1 and back") func toggle() {
    var state = StudioState.fixture()
    state.press("t.4[enter]T")
    #expect(state.picture.settings.latent.truncationPsi == 1)
    state.press("T")
    #expect(state.picture.settings.latent.truncationPsi == 0.4)
  }

  @Test("A photo gives its style as an act; the exemplar goes into the request") func style() {
    var state = StudioState.fixture()
    let asked = state.press("G/tmp/dawn.jpg[enter]").filter {
      if case .listFiles = $0 { false } else { true }
    }
    #expect(asked == [.readPhoto(path: "/tmp/dawn.jpg", .style)])
    let picture = Frame.fixture(stamp: 0).image
    let effects = reduce(&state, .arrived(.photoRead(name: "dawn", picture, .style)))
    #expect(effects.requests.last?.conditioning.exemplar == picture)
    #expect(state.history.undoName == "style from dawn")
    #expect(state.press("u").requests.last?.conditioning.exemplar == nil)
  }

  @Test("Statistics are part of the undo line") func statistics() {
    var state = StudioState.fixture()
    let effects = reduce(&state, .command(.statistics))
    #expect(effects.requests.last?.statistics == .current)
    #expect(state.press("u").requests.last?.statistics == .running)
  }

  @Test("= on a row without a number changes it, and the journal knows of that too")
  func typedRow() throws {
    let family = try #require(Capabilities.families.first { $0.name == "skies" })
    var state = StudioState.fixture(
      model: ModelDescription(
        name: "skies", family: "skies", capabilities: family.capabilities))
    _ = reduce(&state, .command(.latent))
    _ = reduce(&state, .input(.latent(.row(.noise))))
    let effects = reduce(&state, .command(.typeNumber))
    #expect(state.history.past.map(\.name) == ["noise seed 0"])
    #expect(effects.records.count == 1)
  }
}
