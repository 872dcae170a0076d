import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

@Suite("All keys in one list") struct HelpListTests {
  @Test("Every command and every key of panes is found by what it does or by its key")
  func complete() {
    var help = HelpState(page: HelpState.wordPages)
    #expect(help.showsList)
    for command in StudioCommand.allCases {
      help.query = InputText()
      #expect(help.rows.contains(.command(command)), "\(command)")
      help.query = InputText(command.title)
      #expect(help.rows.contains(.command(command)), "\(command.title)")
    }
    help.query = InputText("K")
    #expect(help.rows.first == .command(.keyframe))
    help.query = InputText("no such key")
    #expect(help.rows.isEmpty)
  }

  @Test("Typing in help searches; Enter gives the command that was found") func search() {
    var state = StudioState.fixture()
    state.press("?")
    let steps = state.history.past.count
    state.press("contact")
    #expect(state.history.past.count == steps)
    guard case .help(let help)? = state.cards.card else {
      Issue.record("help is gone")
      return
    }
    #expect(help.rows == [.command(.contactSheet)])
    state.press("[enter]")
    #expect(state.showsContactSheet)
  }
}

@Suite("Paths in boxes") struct PathTests {
  @Test(
    "Pasted and dropped paths are read in all their quotings",
    arguments: [
      ("/a/b c.png", "/a/b c.png"), ("'/a/b c.png'", "/a/b c.png"),
      ("\"/a/b c.png\" ", "/a/b c.png"), ("/a/b\\ c.png\n", "/a/b c.png"),
      ("file:///a/b%20c.png\r\n", "/a/b c.png"), ("'/a/it'\\''s.png'", "/a/it's.png"),
      ("  /a/b.png", "/a/b.png"), ("'/a/1.png' '/a/2.png'", "/a/1.png"),
    ])
  func quotings(text: String, path: String) {
    #expect(unquotedPath(text) == path)
  }

  @Test("A picture dropped onto the studio opens the card that uses it") func dropped() {
    var state = StudioState.fixture()
    let effects = reduce(&state, .input(.pasted("'/photos/my oak.jpg'")))
    guard case .photo(let card)? = state.cards.card else {
      Issue.record("no card")
      return
    }
    #expect(card.path.text == "/photos/my oak.jpg")
    #expect(effects.contains { if case .listFiles = $0 { true } else { false } })
    // Other text means nothing while nothing is typed.
    var plain = StudioState.fixture()
    #expect(reduce(&plain, .input(.pasted("hello u"))).isEmpty)
    #expect(plain.cards.card == nil)
  }

  @Test("Files are listed as one types, chosen by arrows, taken by Enter") func choices() {
    var state = StudioState.fixture()
    let typed = state.press("G/m")
    #expect(typed.contains(.listFiles("/m", endings: ImageFormat.endings)))
    _ = reduce(
      &state,
      .arrived(
        .filesListed(
          for: "/m", [.init(name: "maps", isFolder: true), .init(name: "me.png", isFolder: false)]))
    )
    let opened = state.press("[down][enter]")
    #expect(opened.contains { if case .listFiles("/maps/", _) = $0 { true } else { false } })
    _ = reduce(&state, .arrived(.filesListed(for: "/m", [])))
    _ = reduce(
      &state, .arrived(.filesListed(for: "/maps/", [.init(name: "oak.png", isFolder: false)])))
    let taken = state.press("[down][enter]")
    #expect(taken.contains(.readPhoto(path: "/maps/oak.png", .style)))
  }

  @Test("A model's path is listed and taken the same way; a name is none") func models() {
    var state = StudioState.fixture()
    state.press("M")
    #expect(!state.press("v").contains { if case .listFiles = $0 { true } else { false } })
    state.press("[esc]M")
    let typed = state.press("/m")
    #expect(typed.contains { if case .listFiles("/m", _) = $0 { true } else { false } })
    _ = reduce(
      &state, .arrived(.filesListed(for: "/m", [.init(name: "mine.pth", isFolder: false)])))
    let taken = state.press("[down][enter]")
    #expect(taken.contains(.loadModel("/mine.pth")))
  }

  @Test("A folder is listed with its folders first and only files of use") func listing() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ganvas-files-\(UInt64.random(in: 0...UInt64.max))")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("zoo"), withIntermediateDirectories: true)
    for name in ["a.png", "b.txt", ".hidden.png", "A2.PNG"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = MapImport.files(from: folder.path + "/", endings: ["png"]).map(\.name)
    #expect(names == ["zoo", "A2.PNG", "a.png"])
    #expect(MapImport.files(from: folder.path + "/a", endings: ["png"]).map(\.name).count == 2)
    #expect(MapImport.files(from: folder.path + "/none/", endings: ["png"]).isEmpty)
  }
}

@Suite("Chance") struct ChanceTests {
  @Test("N makes a landscape by chance, another one each time") func landscape() {
    var state = StudioState.fixture()
    state.press("N")
    _ = reduce(&state, .arrived(.templatesListed([])))
    let first = state.press("[enter]")
    guard case .randomMap(let seed)? = first.last else {
      Issue.record("nothing made: \(first)")
      return
    }
    let again = state.press("[enter]")
    #expect(again.last != .randomMap(seed: seed))
  }

  @Test("A contact sheet renders nine seeds one by one and takes the one that is chosen")
  func sheet() {
    var state = StudioState.fixture()
    state.picture.image = RGBImage(width: 4, height: 4, filledWith: RGB(9, 9, 9))
    var effects = state.press("%")
    var seeds: [UInt32] = []
    for _ in 0..<ContactSheetCard.count {
      guard case .renderThumbnail(let request)? = effects.last,
        case .seed(let seed) = request.latent.source
      else {
        Issue.record("no request: \(effects)")
        return
      }
      seeds.append(seed)
      effects = reduce(&state, .arrived(.thumbnailArrived(.fixture(stamp: request.stamp))))
    }
    #expect(effects.isEmpty)
    guard case .contactSheet(let sheet)? = state.cards.card else { return }
    #expect(sheet.seeds == seeds && sheet.pictures.count == 9)
    // A stale picture changes nothing.
    _ = reduce(&state, .arrived(.thumbnailArrived(.fixture(stamp: sheet.ticket - 1, shade: 1))))
    #expect(state.cards.card == .contactSheet(sheet))
    _ = state.press("3")
    #expect(state.cards.card == nil)
    #expect(state.picture.settings.seed == seeds[2])
    #expect(state.history.past.count == 1)
  }

  @Test("d rolls the open sheet anew and undoes nothing") func anew() {
    var state = StudioState.fixture()
    state.press("%")
    guard case .contactSheet(let first)? = state.cards.card else { return }
    state.press("d")
    guard case .contactSheet(let second)? = state.cards.card else {
      Issue.record("the sheet is gone")
      return
    }
    #expect(first.seeds != second.seeds)
    #expect(state.history.past.isEmpty)
  }
}
