import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

@Suite("Commands") struct CommandTests {
  @Test("No key is bound twice, and every one finds its command") func keys() {
    var seen: [String: StudioCommand] = [:]
    for command in StudioCommand.allCases {
      guard let key = command.key else { continue }
      #expect(seen[key] == nil, "\(key): \(command) and \(String(describing: seen[key]))")
      seen[key] = command
      #expect(StudioCommand.command(forKey: key) == command)
    }
    for letter in "abcdefgimnopqrstuvwxzABCDEFGHIJKLMNOPRSTUVWX/:?=!_#()+-<>" {
      #expect(seen[String(letter)] != nil, "\(letter) does nothing")
    }
  }

  @Test(
    "Every command can be given or says why, in every family",
    arguments: Capabilities.families.map(\.name) + ["none"])
  func availability(family: String) {
    let found = Capabilities.families.first { $0.name == family }
    let model = found.map {
      ModelDescription(name: $0.name, family: "fake", capabilities: $0.capabilities)
    }
    for command in StudioCommand.allCases {
      var state = StudioState.fixture(model: model)
      let before = state
      let reason = command.availability(in: state).reason
      let effects = reduce(&state, .command(command))
      guard let reason else { continue }
      #expect(reason.count > 10, "\(command)")
      #expect(state.statusLine == StatusLine(.reason, reason))
      #expect(effects == [], "\(command)")
      #expect(state.editing.document == before.editing.document)
      #expect(state.picture.settings == before.picture.settings)
      #expect(state.cards.card == nil)
    }
  }

  @Test("Reasons are those of the screens") func reasons() {
    func reason(_ command: StudioCommand, _ family: Int) -> String? {
      let (name, capabilities) = Capabilities.families[family]
      return command.availability(
        in: .fixture(
          model: ModelDescription(name: name, family: "f", capabilities: capabilities))
      ).reason
    }
    #expect(reason(.styles, 0) == "landscape has one style for all; G takes it from a photo")
    #expect(reason(.die, 1) == "no z in this model: the same map gives the same picture")
    #expect(reason(.brush, 3)?.hasPrefix("skies has no label map") == true)
    #expect(reason(.statistics, 2)?.contains("village") == true)
    #expect(reason(.die, 5) == nil)
  }

  @Test("The command list finds by what one types, and remembers") func palette() {
    var state = StudioState.fixture()
    state.press(":mirror")
    guard case .commands(let list) = state.cards.card else {
      Issue.record("no list")
      return
    }
    #expect(list.rows == [.mirror])
    state.press("[enter]")
    #expect(state.cards.card == nil)
    #expect(state.editing.toolState.mirror == .horizontal)
    state.press(":")
    guard case .commands(let again) = state.cards.card else { return }
    #expect(again.rows.first == .mirror)
  }

  @Test("q leaves at once, also while a model loads; while files are written it asks once")
  func quit() {
    var state = StudioState.fixture()
    #expect(state.press("q") == [.quit(state.contents)])
    _ = state.load("village")
    #expect(state.press("q").count == 1)
    state.work.append(LongWork(kind: .exporting, words: "exporting", since: 0))
    #expect(state.press("q") == [])
    #expect(state.press("q").count == 1)
  }

  @Test("Esc closes a card and gives the light back") func cards() {
    var state = StudioState.fixture()
    for key in "?:MONEGS!" {
      state.press(String(key))
      #expect(state.cards.card != nil, "\(key)")
      state.press("[esc]")
      #expect(state.cards.card == nil, "\(key)")
      #expect(state.view.focus == .map)
    }
  }

  @Test("The export card shows the command that does the same") func export() throws {
    var state = StudioState.fixture()
    state.picture.settings.latent = LatentState(source: .seed(1207), truncationPsi: 0.5)
    state.press("E")
    guard case .export(let card) = state.cards.card else {
      Issue.record("no card")
      return
    }
    #expect(
      card.commandLine
        == "ganvas render --labels bay-labels.png --model landscape --seed 1207 --psi 0.50 -o bay.png"
    )
    #expect(state.press("y") == [.copyText(card.commandLine)])
    let effects = state.press("[enter]")
    guard case .export(let request)? = effects.last else {
      Issue.record("nothing exported")
      return
    }
    #expect(request.request?.precision == .float32)
    _ = reduce(
      &state, .arrived(.filesExported([ExportedFile(path: "/tmp/bay.png", bytes: 1_800_000)])))
    #expect(state.statusLine?.text == "written: bay.png, 1.8 MB, in /tmp")
    #expect(state.work.isEmpty)
    #expect(state.press("y") == [.copyText("/tmp/bay.png")])
  }

  @Test("The journal is synced after a second, the session saved after a minute") func time() {
    var state = StudioState.fixture()
    state.press("[enter]")
    #expect(state.wait(0.5) == [])
    #expect(state.wait(0.6) == [.syncJournal])
    #expect(state.wait(0.6) == [])
    #expect(state.wait(60) == [.saveSession(state.contents)])
    #expect(state.wait(60) == [])
  }

  @Test("The tour goes on when its act is done, in any order") func tour() {
    var state = StudioState.fixture()
    _ = reduce(&state, .command(.tour))
    state.press("[space][right][space]")
    #expect(state.cards.tour?.step == .undo)
    state.press("d2")
    #expect(state.cards.tour?.step == .undo)
    state.press("u")
    #expect(state.cards.tour?.step == .keyframe)
  }

  @Test("A new map begins a session of its own") func newMap() {
    var state = StudioState.fixture()
    #expect(state.press("N") == [.listTemplates])
    // The last row is an empty map.
    let effects = state.press("[down][enter]")
    guard case .newSession(let old, let fresh)? = effects.last else {
      Issue.record("\(effects)")
      return
    }
    #expect(old == state.contents)
    #expect(fresh.document.size == Document.defaultSize)
    #expect(fresh.settings.model == "landscape")
  }

  @Test("A session comes back whole, and the model stays when it is the same") func open() {
    var state = StudioState.fixture()
    state.press("O")
    _ = reduce(&state, .arrived(.sessionsListed([SessionSummary(id: "pier", name: "Pier")])))
    let effects = state.press("[enter]")
    #expect(effects == [.openSession(saving: state.contents, id: "pier", .recovered)])
    var other = StudioState.fixture().contents
    other.name = "Pier"
    let answer = reduce(
      &state,
      .arrived(.sessionOpened(OpenedSession(id: "pier", contents: other, recoveredSteps: 6))))
    #expect(state.session.name == "Pier")
    #expect(state.contents == other)
    #expect(answer.requests.count == 1)
    #expect(state.statusLine?.text == "Pier: 6 acts came back from the journal")
  }

  @Test("Tab completes a path as far as it is certain") func completion() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ganvas-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("maps"), withIntermediateDirectories: true)
    for name in ["bay-labels.png", "bay.png"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    #expect(MapImport.completed(folder.path + "/b") == folder.path + "/bay")
    #expect(MapImport.completed(folder.path + "/bay-") == folder.path + "/bay-labels.png")
    #expect(MapImport.completed(folder.path + "/m") == folder.path + "/maps/")
    #expect(MapImport.completed(folder.path + "/x") == folder.path + "/x")
    var state = StudioState.fixture()
    #expect(state.press("Na[tab]").last == .completePath("a"))
    _ = reduce(&state, .arrived(.pathCompleted(from: "a", to: "atlas.png")))
    #expect(state.cards.card?.query?.text == "atlas.png")
    #expect(state.press("[enter]") == [.readMap(path: "atlas.png")])
  }

  @Test("What was found out about a map is shown before it is taken") func findings() {
    var state = StudioState.fixture()
    state.press("Nx.png[enter]")
    let reading = MapReading(
      content: state.editing.document.content, findings: ["The ids looked counted from 1."])
    #expect(reduce(&state, .arrived(.mapRead(path: "x.png", reading))) == [])
    guard case .newMap(let card) = state.cards.card else {
      Issue.record("no card")
      return
    }
    #expect(card.findings == reading.findings)
    guard case .newSession(_, let fresh)? = state.press("[enter]").last else {
      Issue.record("no session")
      return
    }
    #expect(fresh.name == "x")
  }
}

@Suite("Lists and names") struct ListTests {
  @Test("Without a search the palette lists labels group by group, as the groups first appear")
  func palette() {
    var state = StudioState.fixture()
    let groups = ["SKY", "LAND", "SKY", nil, "LAND"]
    let set = LabelSet(
      name: "mixed", source: "tests",
      labels: groups.enumerated().map {
        LabelSet.Label(
          id: $0.offset, name: "label \($0.offset)", color: RGB(1, 2, 3), group: $0.element)
      })
    state.editing.document = Document(size: PixelSize(width: 4, height: 4), label: 0, labelSet: set)
    #expect(state.matchingLabels.map(\.id) == [0, 2, 1, 4, 3])
  }

  @Test("A session begun from a template loses -labels and keeps seed and statistics")
  func template() throws {
    var state = StudioState.fixture()
    state.picture.settings.statistics = .current
    state.picture.settings.latent.source = .seed(7)
    state.cards.card = .newMap(NewMapCard())
    let reading = MapReading(content: state.editing.document.content, findings: [])
    let effects = reduce(&state, .arrived(.mapRead(path: "Maps/lake-labels.png", reading)))
    guard case .newSession(_, let fresh)? = effects.last else {
      Issue.record("no session")
      return
    }
    #expect(fresh.name == "lake")
    #expect(fresh.settings.statistics == .current)
    #expect(fresh.settings.seed == 7)
  }

  @Test("A saved picture is called so until a new one comes") func cached() {
    var contents = StudioState.fixture().contents
    contents.picture = Frame.fixture(stamp: 0).image
    var state = StudioState(contents)
    #expect(state.picture.words(at: 0) == ["cached"])
    _ = reduce(&state, .arrived(.modelLoaded(.landscape)))
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: state.picture.latestStamp))))
    #expect(state.picture.words(at: 0) == ["fp32", "ready"])
  }
}
