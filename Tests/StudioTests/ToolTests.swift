import Canvas
import Imaging
import Sessions
import Testing

@testable import Studio

@Suite("The hand") struct ToolTests {
  @Test("Space, arrows, Space draw a stroke that is one act") func strokeByKeys() {
    var state = StudioState.fixture()
    let effects = state.press("[space][right][right][down][space]")
    #expect(state.editing.document.count(of: 1) == 4)
    #expect(state.history.undoName == "stroke, tree")
    #expect(state.history.past.count == 1)
    #expect(effects.records.count == 1)
    #expect(!effects.requests.isEmpty)
    state.press("u")
    #expect(state.editing.document.count(of: 1) == 0)
    #expect(state.statusLine?.text == "undone: stroke, tree")
    state.press("U")
    #expect(state.editing.document.count(of: 1) == 4)
  }

  @Test("Enter is one dab") func dab() {
    var state = StudioState.fixture()
    state.press("[enter]")
    #expect(state.editing.document.label(at: PixelPoint(x: 2, y: 3)) == 1)
    #expect(state.editing.gesture == nil)
  }

  @Test("Keys of one direction speed up, a rest ends the run") func run() {
    var state = StudioState.fixture(width: 256, height: 256)
    let start = state.editing.cursor.point.x
    state.press("[right][right][right][right][right][right][right]")
    #expect(state.editing.cursor.point.x - start == 1 + 1 + 1 + 2 + 2 + 3 + 4)
    let before = state.editing.cursor.point.x
    state.wait(0.3)
    state.press("[right]")
    #expect(state.editing.cursor.point.x - before == 1)
  }

  @Test("A drag with the mouse paints a line and keeps it in the journal") func drag() {
    var state = StudioState.fixture()
    state.mouse(.pressed, 0, 0)
    state.mouse(.dragged, 7, 0)
    let effects = state.mouse(.released, 7, 0)
    #expect(state.editing.document.count(of: 1) == 8)
    #expect(effects.records.count == 1)
  }

  @Test("Esc takes a stroke in work back, then nothing happened") func escape() {
    var state = StudioState.fixture()
    let before = state.editing.document
    state.press("[space][right][right][esc]")
    #expect(state.editing.document == before)
    #expect(state.editing.gesture == nil)
    #expect(!state.editing.cursor.penDown)
    #expect(state.history.undoName == nil)
  }

  @Test("A fill is shown with words and pixels before it happens") func fillPreview() {
    var state = StudioState.fixture()
    state.press("f")
    #expect(state.editing.preview?.words == "fills 192 px of sky with tree")
    #expect(state.editing.preview?.patch.count == 192)
    state.press("[enter]")
    #expect(state.editing.document.count(of: 1) == 192)
    state.press("2[enter]")
    #expect(state.editing.preview?.words == "sky already")
  }

  @Test("A rectangle by Enter, moves, Enter; by drag with the mouse") func rectangle() {
    var state = StudioState.fixture()
    state.press("r[enter][right][right][down][enter]")
    #expect(state.editing.document.count(of: 1) == 6)
    state.press("u")
    state.mouse(.pressed, 0, 0)
    state.mouse(.dragged, 3, 3)
    state.mouse(.released, 3, 3)
    #expect(state.editing.document.count(of: 1) == 16)
    #expect(state.history.undoName == "rectangle, tree")
  }

  @Test("Corners that meet the start close a polygon") func polygon() {
    var state = StudioState.fixture()
    state.press("L")
    for (x, y) in [(0, 0), (6, 0), (6, 6), (0, 0)] {
      state.mouse(.pressed, x, y)
      state.mouse(.released, x, y)
    }
    #expect(state.history.undoName == "polygon, tree")
    #expect(state.editing.document.count(of: 1) == 28)
  }

  @Test("A tool's key again takes its variant") func variants() {
    var state = StudioState.fixture()
    state.press("ff")
    #expect(state.editing.toolState.fillsObject)
    state.press("ee")
    #expect(!state.editing.toolState.erasesToOpened)
    state.press("rroo")
    #expect(state.editing.toolState.outlinesRectangle)
    #expect(state.editing.toolState.outlinesOval)
  }

  @Test("Trees are single things, sky is not; n changes it") func objects() {
    var state = StudioState.fixture()
    state.press("[enter][right][right][enter]")
    #expect(state.editing.document.objects(of: 1).count == 2)
    state.press("n[down][down][enter]")
    #expect(state.editing.document.objects(of: 1).count == 2)
    state.press("2[down][down][enter]")
    #expect(state.editing.document.objects(of: 0).isEmpty)
  }

  @Test("Next: one new object, then it goes on with it; I goes on with any") func nextObject() {
    var state = StudioState.fixture()
    state.press("nn")
    #expect(state.editing.toolState.policy(for: state.currentLabel) == .next)
    state.press("[enter][right][right][enter]")
    #expect(state.editing.document.objects(of: 1).map(\.pixels) == [2])
    state.editing.toolState.continuing = nil
    state.press("[down][enter]")
    #expect(state.editing.document.objects(of: 1).count == 2)
    state.mouse(.moved, 2, 3)
    state.press("I")
    #expect(state.objectWords == "goes on with tree 1")
  }

  @Test("Tab F relabels the next object to the label in hand") func relabelObject() {
    var state = StudioState.fixture()
    state.press("[enter][right][right][enter][tab]")
    #expect(state.statusLine?.text == "tree 1, 1 px")
    #expect(state.editing.selection?.objects.count == 1)
    state.press("3F")
    #expect(state.editing.document.count(of: 2) == 1)
    #expect(state.editing.document.count(of: 1) == 1)
  }

  @Test("F shows what it would do, F turns the scope, Enter does it, Esc does not")
  func relabel() {
    var state = StudioState.fixture()
    state.press("F")
    #expect(state.editing.preview?.patch.count == 192)
    state.press("[esc][enter]")
    #expect(state.editing.document.count(of: 1) == 1)
    state.press("u[right]F[enter]")
    #expect(state.editing.document.count(of: 1) == 192)
  }

  @Test("Copy, stamp, flip, empty, split, join") func objectsVerbs() {
    var state = StudioState.fixture()
    state.mouse(.pressed, 0, 0)
    state.mouse(.dragged, 1, 0)
    state.mouse(.released, 1, 0)
    state.press("s")
    state.mouse(.pressed, 0, 0)
    state.mouse(.released, 0, 0)
    #expect(state.editing.selection?.objects.first?.label == 1)
    state.press("yp")
    #expect(state.editing.toolState.tool == .stamp)
    state.mouse(.pressed, 8, 5)
    state.mouse(.released, 8, 5)
    #expect(state.editing.document.objects(of: 1).count == 2)
    state.press("s[esc]")
    state.mouse(.pressed, 0, 0)
    state.mouse(.dragged, 12, 8)
    state.mouse(.released, 12, 8)
    #expect(state.joinableObjects.count == 2)
    state.press("J")
    #expect(state.editing.document.objects(of: 1).count == 1)
    state.press("[esc][esc]")
    state.mouse(.moved, 0, 0)
    state.press("X")
    #expect(state.editing.document.objects(of: 1).count == 2)
    state.press("[del]")
    #expect(state.editing.document.objects(of: 1).count == 1)
  }

  @Test("Digits pick recent labels, x swaps, / finds by name") func labelsByKey() {
    var state = StudioState.fixture()
    state.press("3")
    #expect(state.editing.toolState.label == 2)
    state.press("x")
    #expect(state.editing.toolState.label == 1)
    state.press("/gra[enter]")
    #expect(state.editing.toolState.label == 3)
    #expect(state.view.focus == .map)
    state.press("/sae")
    #expect(state.paletteHint == "no label like sae: sea?")
    state.press("[esc][esc]")
    state.mouse(.picked, 0, 0)
    #expect(state.editing.toolState.label == 0)
  }

  @Test("A map open to look only is not changed") func readOnly() {
    var state = StudioState.fixture()
    state.session.isReadOnly = true
    let before = state.editing.document
    #expect(state.press("[enter][space][right][space]d").records == [])
    #expect(state.editing.document == before)
    #expect(state.statusLine?.kind == .reason)
  }

  @Test("A stroke in work is not in what is saved") func unfinished() {
    var state = StudioState.fixture()
    let before = state.editing.document
    state.press("[space][right][right]")
    #expect(state.editing.document != before)
    #expect(state.contents.document == before)
  }
}
