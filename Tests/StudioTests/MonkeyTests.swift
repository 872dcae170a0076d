import Canvas
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

extension SessionContents {
  /// What the session would be after a crash: the journal over what was saved.
  fileprivate func after(_ records: [JournalRecord]) -> SessionContents {
    var contents = self
    for record in records { record.replay(in: &contents) }
    return contents
  }
}

@Suite("Anything, in any order") struct MonkeyTests {
  @Test("The journal always tells the whole story; undo goes all the way back", arguments: 0..<60)
  func journal(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // Every third session has a model of a latent alone.
    let families = Capabilities.families.filter { $0.name == "skies" || $0.name == "biomes" }
    let family = families[Int(seed / 3) % families.count]
    let alone = ModelDescription(
      name: family.name, family: family.name, capabilities: family.capabilities)
    var state = StudioState.fixture(
      width: 24, height: 18, model: seed.isMultiple(of: 3) ? alone : .landscape)
    state.editing.toolState.brush.size = 3
    let start = state.contents
    var records: [JournalRecord] = []
    for _ in 0..<120 {
      records += reduce(&state, .random(state, using: &random)).records
      // Frames come back whenever they like.
      if Bool.random(using: &random) {
        records +=
          reduce(
            &state, .arrived(.frameArrived(.fixture(stamp: state.picture.latestStamp)))
          ).records
      }
    }
    let recovered = start.after(records)
    // Compared outside of `expect`: a failure would print whole maps.
    let tells = (
      map: recovered.document == state.contents.document,
      settings: recovered.settings == state.contents.settings,
      line: recovered.history == state.history,
      stars: recovered.savedLatents.stars == state.latentPane.saved.stars
    )
    #expect(tells.map, "seed \(seed)")
    #expect(tells.settings, "seed \(seed)")
    #expect(tells.line, "seed \(seed)")
    #expect(tells.stars, "seed \(seed)")
    state.press("[esc][esc][esc][esc]")
    while state.history.undoName != nil { _ = reduce(&state, .command(.undo)) }
    let goesBack =
      state.editing.document == start.document && state.picture.settings == start.settings
    #expect(goesBack, "seed \(seed)")
  }
}

extension StudioAction {
  /// What someone who hits keys and mouse without thinking does.
  static func random(
    _ state: StudioState, using random: inout some RandomNumberGenerator
  ) -> StudioAction {
    let point = PixelPoint(
      x: .random(in: -3..<27, using: &random), y: .random(in: -3..<21, using: &random))
    let keys: [PaneKey] = [
      .space, .enter, .digit(.random(in: 0...9, using: &random)), .less, .more, .before, .after,
      .tab(backwards: false), .delete, .escape, .pageUp, .end,
    ]
    let kinds: [MapPointerEvent.Kind] = [.moved, .pressed, .dragged, .released, .picked]
    let directions: [Direction] = [.left, .right, .up, .down]
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1:
      return .command(StudioCommand.allCases.randomElement(using: &random) ?? .brush)
    case 2, 3: return .input(.key(keys.randomElement(using: &random) ?? .enter))
    case 4, 5:
      return .input(.arrow(directions.randomElement(using: &random) ?? .left, step: 1.5))
    case 6, 7:
      return .input(
        .pointer(
          MapPointerEvent(kinds.randomElement(using: &random) ?? .moved, at: point, in: .map)))
    case 8:
      let texts = ["7", ".5", "sea", "-", "rain", "[", "\u{1B}", "ü"]
      return .input(.text(texts.randomElement(using: &random) ?? "1"))
    default:
      let choices: [StudioAction] = [
        .ticked(state.clock + 0.2), .input(.wheeled(.psi, by: 1)),
        .input(.dragged(.psi, to: 0.4)), .input(.dragEnded), .input(.backspace),
        .input(.row(2)), .input(.focused(.inspector)), .input(.focused(.map)), .input(.label(2)),
        .input(.zoomed(.map, by: 2, x: 0.3, y: 0.8)), .input(.clickedOutside),
        .input(.holdEnded), .input(.latent(.flown(right: 0.3, down: -0.2))),
        .input(.latent(.visited(SeedPlace(seed: 77)))), .input(.latent(.layer(.layers, 2))),
        .input(.latent(.classTaken(1))), .input(.latent(.classMixed(0))),
        .input(.wheeled(.layerPsi(1), by: 1)), .input(.dragged(.classShare(1), to: 0.3)),
        .input(.latent(.row(.noise))), .input(.latent(.star(0))),
      ]
      return choices.randomElement(using: &random) ?? .ticked(0)
    }
  }
}
