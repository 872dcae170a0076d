import Canvas
import Foundation
import Imaging
import Sessions
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

extension StudioState {
  /// The bay with a second tree and a model of object styles: ten of trees, two of skies.
  static func village(rows: Int = 24) -> StudioState {
    var state = bay()
    state.editing.document.apply(
      .fill(
        .rectangle(PixelRect(x: 40, y: 24, width: 8, height: 16)), .label(2, .new), mirror: []))
    state.editing.document = Document(state.editing.document.content)
    _ = reduce(&state, .input(.windowRows(rows)))
    let clusters = (0..<10).map {
      StyleCluster(center: [Float($0) / 10, 0, 0], spread: [0.1, 0.1, 0.1], size: 50 + $0)
    }
    let capabilities = Capabilities(
      labels: .init(labelSet: .bay, usesInstances: true), instanceStyleChannels: 3,
      styleClusters: [2: clusters, 0: Array(clusters.prefix(2))],
      outputSize: PixelSize(width: 64, height: 64))
    _ = reduce(
      &state,
      .arrived(
        .modelLoaded(
          ModelDescription(name: "village", family: "pix2pixHD", capabilities: capabilities))))
    state.view.panels = .shown
    return state
  }
}

extension Player {
  /// Answers thumbnails, each with a colour of its own, until none is asked for or `limit` came.
  mutating func answerThumbnails(limit: Int = 100) {
    for _ in 0..<limit {
      let asked = effects.last { if case .renderThumbnail = $0 { true } else { false } }
      guard case .renderThumbnail(let request)? = asked, state.styles.strip.rendering != nil
      else { return }
      let style = request.conditioning.instanceStyles[1]?.cluster ?? 0
      undoStep(
        .arrived(
          .thumbnailArrived(
            Frame(
              stamp: request.stamp,
              image: RGBImage(
                width: 64, height: 64, filledWith: RGB(UInt8(20 * style), 120, 60)),
              precision: .float32, seconds: 0.1))))
    }
  }

  /// The cell that shows a pixel of the map.
  func cell(onMap x: Int, _ y: Int) -> CellPoint {
    CellViewport(image: state.editing.document.size, area: screen.layout.map)
      .cell(of: PixelPoint(x: x, y: y))
  }

  /// Clicks a pixel of the map.
  mutating func click(onMap x: Int, _ y: Int) {
    let place = cell(onMap: x, y)
    click(place.column, place.row)
  }

  /// The journal of everything done so far.
  var records: [JournalRecord] {
    effects.compactMap { if case .journal(let record) = $0 { record } else { nil } }
  }
}

@Suite("The Styles pane") struct StylesPaneTests {
  static let tree = ObjectID(label: 2, number: 1)

  @Test("Select, change the style, undo, redo, save, reopen, find it") func gesture() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ganvas-styles-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var player = Player(.village(rows: 36), size: CellSize(columns: 120, rows: 36))
    player.answer()
    let library = SessionLibrary(directory: folder)
    let file = try library.create(player.state.contents)

    // Select by clicking the tree.
    player.send("3s")
    player.click(onMap: 8, 30)
    #expect(player.state.editing.selection == .objects([Self.tree]))
    #expect(player.text.contains("a Styles of tree 1"))
    #expect(player.text.contains("┏"))
    player.answerThumbnails(limit: 3)
    #expect(player.text.contains("3 of 10 ready, nearest first"))

    // Try on, keep.
    player.keys("a", "←")
    #expect(player.state.styles.previewed != nil)
    player.send("7")
    #expect(player.text.contains("trying style 7 on tree 1"))
    player.keys("Enter")
    #expect(player.state.appliedStyle(of: Self.tree).cluster == 6)
    #expect(player.state.history.undoName == "style 10 → 7, tree 1")
    player.send("u")
    #expect(player.text.contains("undone: style 10 → 7, tree 1"))
    #expect(player.state.appliedStyle(of: Self.tree).cluster == 9)
    player.send("U")
    #expect(player.state.appliedStyle(of: Self.tree).cluster == 6)

    // Stamp a copy: map and style in one undo step.
    player.send("y")
    player.send("p")
    player.click(onMap: 28, 12)
    #expect(player.state.editing.document.objects(of: 2).count == 3)

    // The program dies: the journal brings all of it back.
    for record in player.records { try file.append(record) }
    let settings = player.state.picture.settings
    let document = player.state.editing.document
    let recovered = try library.open(file.id, .readOnly).contents
    #expect(recovered.settings == settings)
    let isSame = recovered.document == document && recovered.history == player.state.history
    #expect(isSame)

    // Saved in good order and opened again.
    try file.close(player.state.contents, at: file.mark)
    let opened = try library.open(file.id)
    var again = Player(.village(), size: CellSize(columns: 200, rows: 60))
    again.undoStep(.input(.windowRows(60)))
    again.undoStep(
      .arrived(.sessionOpened(OpenedSession(id: file.id, contents: opened.contents))))
    #expect(again.state.appliedStyle(of: Self.tree).cluster == 6)
    #expect(again.state.appliedStyle(of: ObjectID(label: 2, number: 3)).cluster == 6)
    #expect(again.state.styles.clipboard == player.state.styles.clipboard)
    again.answer()
    again.keys("3", "Tab")
    #expect(again.text.contains("style    7  a"))
    #expect(again.text.contains("seen     56 in training"))
    #expect(again.text.contains("1  style 7"))
  }

  @Test("The strip at every size", arguments: [(80, 24), (120, 36), (200, 60)])
  func sizes(columns: Int, rows: Int) {
    var player = Player(.village(rows: rows), size: CellSize(columns: columns, rows: rows))
    player.answer()
    player.keys("3", "Tab", "a")
    player.answerThumbnails(limit: 4)
    let screen = player.screen
    guard let dock = screen.layout.dock(of: .styles) else {
      Issue.record("no dock")
      return
    }
    #expect(dock.area.rows >= 5)
    #expect(dock.title.columns == columns)
    let title = screen.buffer.lines[dock.title.row]
    #expect(title.contains("a Styles of tree 1"))
    #expect(title.contains("4 of 10 ready"))
    let captions = screen.buffer.lines[dock.area.endRow - 1]
    #expect(captions.contains(columns == 200 ? "59 seen, kept" : "59, kept"))
    let shown = (0..<10).count { screen.hits.place(of: .style($0)) != nil }
    #expect(shown == [80: 5, 120: 7, 200: 10][columns])
    #expect(screen.layout.map.rows >= 12)
    if columns >= 120 { #expect(screen.layout.map.rows >= 22) }
    #expect(screen.buffer.lines[rows - 1].contains("Enter keep"))
    // Away again: the panes have their rows back.
    player.send("a")
    #expect(player.screen.layout.dock(of: .styles) == nil)
  }

  @Test("Selecting opens the strip unlit where 36 rows give it room") func unfocused() {
    for (rows, opens) in [(24, false), (36, true)] {
      var player = Player(.village(rows: rows), size: CellSize(columns: 120, rows: rows))
      player.answer()
      player.keys("3", "Tab")
      #expect((player.screen.layout.dock(of: .styles) != nil) == opens)
      #expect(player.state.view.focus == .map)
    }
  }

  @Test("Thumbnails by mouse: a click tries, another keeps, right goes to all, a drag to one")
  func mouse() throws {
    var player = Player(.village(rows: 60), size: CellSize(columns: 200, rows: 60))
    player.answer()
    player.keys("3", "Tab")
    player.answerThumbnails()
    #expect(player.text.contains("all 10 ready"))
    let clicked = player.click(.style(2))
    #expect(clicked && player.state.styles.previewed == InstanceStyle(cluster: 2))
    let clickedAgain = player.click(.style(2))
    #expect(clickedAgain && player.state.appliedStyle(of: Self.tree).cluster == 2)
    let place = try #require(player.screen.hits.place(of: .style(4)))
    player.click(place.column, place.row, button: 2)
    let other = ObjectID(label: 2, number: 2)
    #expect(player.state.appliedStyle(of: other).cluster == 4)
    let to = player.cell(onMap: 44, 32)
    let from = try #require(player.screen.hits.place(of: .style(1)))
    player.drag((from.column, from.row), (to.column, to.row))
    #expect(player.state.appliedStyle(of: other).cluster == 1)
    #expect(player.state.appliedStyle(of: Self.tree).cluster == 4)
  }

  @Test("A label without styles says so, and what can be done") func neutral() {
    var player = Player(.village(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    player.keys("4", "a")
    #expect(player.text.contains("no styles known for sea; it has the neutral one"))
    #expect(player.text.contains("tries random ones"))
    player.send("d")
    #expect(player.text.contains("surprise, seed"))
  }

  @Test("A box of a photo is marked by keys or by mouse, at every size", arguments: [80, 120, 200])
  func photoBox(columns: Int) throws {
    let photo = RGBImage(width: 400, height: 200, filledWith: RGB(90, 60, 30))
    var player = Player(.village(rows: 36), size: CellSize(columns: columns, rows: 36))
    player.answer()
    player.keys("3", "Tab")
    func regions() -> [Int] {
      player.effects.compactMap { effect in
        guard case .encodeStyle(let request, for: Self.tree, photo: "oak") = effect else {
          return nil
        }
        return request.region.elements.count { $0 }
      }
    }
    player.undoStep(.arrived(.photoRead(name: "oak", photo, .objectBox)))
    #expect(player.text.contains("A box of oak for tree 1"))
    #expect(player.text.contains("take all of it") && player.text.contains("400×200"))
    player.keys("Enter")
    #expect(regions() == [400 * 200])

    player.undoStep(.arrived(.photoRead(name: "oak", photo, .objectBox)))
    player.keys("Space", "→", "→", "↓", "Space")
    #expect(player.text.contains("take the box") && player.text.contains("px at"))
    player.keys("Enter")
    let step = try #require(regions().last)
    #expect(step > 6 && step < 400 * 20)

    player.undoStep(.arrived(.photoRead(name: "oak", photo, .objectBox)))
    let place = try #require(player.screen.hits.place(of: .photo(photo.size)))
    let middle = (place.column + (columns - 20) / 2, place.row + 12)
    player.drag(middle, (middle.0 + 8, middle.1 + 3))
    #expect(player.text.contains("take the box"))
    player.keys("Enter")
    #expect(regions().count == 3 && (regions().last ?? 0) > step)
  }

  @Test("The nudge scale of the Inspector is dragged as one act") func slider() throws {
    var player = Player(.village(rows: 60), size: CellSize(columns: 200, rows: 60))
    player.answer()
    player.keys("3", "Tab")
    let target = HitTarget.slider(.nudge(1), low: -2, high: 2)
    let place = try #require(player.screen.hits.place(of: target))
    player.drag((place.column + 4, place.row), (place.column + 6, place.row))
    #expect(player.state.appliedStyle(of: Self.tree).offset == [0, 1, 0])
    #expect(player.state.history.past.count == 1)
    #expect(player.text.contains("+1.00"))
  }

  @Test("Random keys and clicks with styles never trap, and undo brings all back", arguments: 0..<6)
  func monkey(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var player = Player(
      .village(rows: 40), size: CellSize(columns: [80, 120, 200][Int(seed % 3)], rows: 40))
    player.answer()
    let start = player.state.contents
    let keys = Array("aaadAPypsXJFnuU[],.1234567890\t \rbD=\u{1B}hjkl")
    for _ in 0..<40 {
      if random.next() % 4 == 0 {
        let column = Int(random.next() % UInt64(player.size.columns))
        let row = Int(random.next() % UInt64(player.size.rows))
        player.drag((column, row), (min(column + 5, player.size.columns - 1), row))
      } else {
        player.send(String(keys[Int(random.next() % UInt64(keys.count))]))
      }
      if random.next() % 3 == 0 { player.answer() }
      player.answerThumbnails(limit: 1)
    }
    player.keys("Esc", "Esc", "Esc", "Esc", "Esc", "Esc")
    var recovered = start
    for record in player.records { record.replay(in: &recovered) }
    let tells =
      recovered.document == player.state.editing.document
      && recovered.settings == player.state.picture.settings
    #expect(tells)
    for _ in 0..<200 where !player.state.history.past.isEmpty { player.send("u") }
    let isBack =
      player.state.editing.document == start.document
      && player.state.picture.settings == start.settings
    #expect(isBack)
  }

  @Test("After a search all labels are listed again, with the found one in hand") func search() {
    var player = Player(.village(rows: 36), size: CellSize(columns: 120, rows: 36))
    player.answer()
    player.send("/sea")
    player.keys("Enter")
    #expect(player.state.editing.toolState.label == 3)
    #expect(player.state.matchingLabels.count == 4)
    let palette = player.screen.layout.palette
    let rows = player.screen.buffer.lines[palette.row..<palette.endRow].joined()
    #expect(rows.contains("grass") && rows.contains("sky"))
  }
}
