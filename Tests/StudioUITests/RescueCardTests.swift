import Canvas
import Imaging
import Sessions
import Studio
import StudioUI
import Terminal
import Testing

/// A session that cannot be opened, by keys: what is wrong is on the screen, and what is offered is
/// done.
@Suite("A session that cannot be opened") struct RescueCardTests {
  private let reason =
    "/home/me/sessions/dam.session/session.json is damaged: it is no session file"

  /// What is left of “dam”: its map and two acts, or nothing.
  private func rescue(withMap: Bool = true) -> SessionRescue {
    var rescue = SessionRescue(id: "dam", reason: reason, acts: withMap ? 2 : 0)
    if withMap {
      let state = StudioState.bay()
      rescue.contents = state.contents
      rescue.map = state.contents.document.content
    }
    return rescue
  }

  private func refused(withMap: Bool = true) -> Player {
    var player = Player()
    player.undoStep(.arrived(.sessionRefused(rescue(withMap: withMap))))
    return player
  }

  @Test("Enter on a damaged session in the list asks what can be had of it") func fromTheList() {
    var player = Player()
    player.keys("O")
    player.undoStep(
      .arrived(
        .sessionsListed([
          SessionSummary(id: "dam", name: "dam", condition: .damaged(reason: reason))
        ])))
    #expect(player.text.contains("damaged"))
    player.keys("Enter")
    #expect(player.effects.last == .lookIntoSession("dam"))
  }

  @Test("The card says what is wrong, what there still is, and offers three ways") func words() {
    let text = refused().text
    for words in [
      "dam cannot be opened", "session.json is damaged: it is no session", "the map, 64×64",
      "2 acts of its journal",
      "make a new session of that", "look at it, without changing anything",
      "begin another session", "Its files stay as they are",
    ] {
      #expect(text.contains(words), "\(words) in\n\(text)")
    }
  }

  @Test("Enter makes a new session of what there is") func restore() {
    var player = refused()
    let before = player.state.contents
    player.keys("Enter")
    #expect(player.effects.last == .restoreSession(saving: before, id: "dam"))
    #expect(player.state.cards.card == nil)
  }

  @Test("↓ Enter shows it to look only: no act changes it then") func look() {
    var player = refused()
    let before = player.state.contents
    player.keys("↓", "Enter")
    #expect(player.effects.last == .showRescue(saving: before, rescue()))
    player.undoStep(
      .arrived(
        .sessionOpened(OpenedSession(id: "dam", contents: before, isReadOnly: true))))
    player.keys("Space", "→", "Space")
    #expect(player.state.contents.document == before.document)
    #expect(player.text.contains("look"))
  }

  @Test("↓ ↓ Enter begins another one") func another() {
    var player = refused()
    player.keys("↓", "↓", "↓", "Enter")
    #expect(player.effects.last == .listTemplates)
  }

  @Test("With nothing left only another session is offered") func nothing() {
    var player = refused(withMap: false)
    #expect(player.text.contains("Nothing of it can be read."))
    #expect(!player.text.contains("make a new session of that"))
    player.keys("Enter")
    #expect(player.effects.last == .listTemplates)
  }

  @Test("Letters do not act behind the card; Esc puts it away; a click does what it says")
  func otherKeys() {
    var player = refused()
    player.keys("f", "d", "u")
    #expect(player.state.cards.card == .rescue(RescueCard(rescue())))
    player.keys("Esc")
    #expect(player.state.cards.card == nil)
    #expect(player.effects.allSatisfy { if case .restoreSession = $0 { false } else { true } })
    player.keys("!")
    #expect(player.text.contains("dam cannot be opened"))

    var clicked = refused()
    let isThere = clicked.click(.row(1))
    #expect(isThere)
    #expect(clicked.effects.contains { if case .showRescue = $0 { true } else { false } })
  }

  @Test("Words of a file steer nothing on the card") func hostile() {
    var player = Player()
    var hostile = rescue()
    hostile.reason = "a\u{1B}[2Jb\u{202E}c\nd"
    hostile.id = "x\u{9B}31m"
    player.undoStep(.arrived(.sessionRefused(hostile)))
    #expect(
      player.text.unicodeScalars.allSatisfy {
        $0 == "\n" || $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) && $0.value != 0x202E
      })
  }
}
