import Canvas
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

extension ModelDescription {
  /// Trees in four styles on a line, sky in two; grass and sea in none.
  static let village = ModelDescription(
    name: "village", family: "pix2pixHD",
    capabilities: Capabilities(
      labels: Capabilities.Labels(labelSet: testLabels, usesInstances: true),
      instanceStyleChannels: 3,
      styleClusters: [
        0: [StyleCluster(center: [0, 0, 0], size: 5), StyleCluster(center: [1, 0, 0], size: 9)],
        1: [(0.0, 10), (0.9, 30), (0.3, 20), (-0.5, 40)].map {
          StyleCluster(center: [$0.0, 0, 0], spread: [0.1, 0.1, 0.1], size: $0.1)
        },
      ], encodesObjects: true, outputSize: PixelSize(width: 16, height: 12)))
}

extension StudioState {
  /// A sky with two trees (numbers 1 and 2) and the village model, its picture there.
  static func village() -> StudioState {
    var state = fixture(model: .village)
    for x in [2, 9] {
      state.editing.document.apply(
        .fill(.rectangle(PixelRect(x: x, y: 4, width: 3, height: 5)), .label(1, .new), mirror: []))
    }
    state.editing.document = Document(state.editing.document.content)
    _ = state.requestPicture(changed: nil)
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: state.picture.latestStamp))))
    return state
  }

  static let tree = ObjectID(label: 1, number: 1)

  func style(_ number: UInt32) -> InstanceStyle {
    appliedStyle(of: ObjectID(label: 1, number: number))
  }

  /// Answers the picture that is asked for.
  mutating func answer(shade: UInt8 = 100) -> [Effect] {
    reduce(&self, .arrived(.frameArrived(.fixture(stamp: picture.latestStamp, shade: shade))))
  }
}

extension [Effect] {
  /// The thumbnails asked for.
  var thumbnails: [RenderRequest] {
    compactMap { effect in
      if case .renderThumbnail(let request) = effect { request } else { nil }
    }
  }
}

@Suite("Styles of objects") struct StylesTests {
  @Test("Everything wears what training saw most; labels without clusters the neutral style")
  func defaults() throws {
    var state = StudioState.village()
    state.editing.document.apply(
      .fill(.rectangle(PixelRect(x: 0, y: 0, width: 2, height: 2)), .label(3, .none), mirror: []))
    let request = try #require(state.makeRequest(stamp: 1))
    #expect(request.conditioning.instanceStyles == [1: .init(cluster: 3), 2: .init(cluster: 3)])
    #expect(
      request.conditioning.classStyles == [
        0: .init(cluster: 1), 1: .init(cluster: 3), 3: .neutral,
      ])
    #expect(state.words(for: .neutral) == "neutral")
  }

  @Test("Select, try on, keep, undo, redo") func choose() throws {
    var state = StudioState.village()
    state.press("[tab]a")
    #expect(state.view.focus == .styles)
    #expect(state.styleSubject == StudioState.tree)
    let previewed = try #require(state.press("2").requests.last)
    #expect(previewed.conditioning.instanceStyles[1] == InstanceStyle(cluster: 1))
    #expect(previewed.conditioning.instanceStyles[2] == InstanceStyle(cluster: 3))
    #expect(previewed.changed == PixelRect(x: 2, y: 4, width: 3, height: 5))
    #expect(state.history.past.isEmpty)
    _ = state.answer()
    let effects = state.press("[enter]")
    #expect(state.view.focus == .map)
    #expect(state.history.undoName == "style 4 → 2, tree 1")
    #expect(state.style(1) == InstanceStyle(cluster: 1))
    #expect(effects.records.count == 1)
    state.press("u")
    #expect(state.style(1) == InstanceStyle(cluster: 3))
    #expect(state.statusLine?.text == "undone: style 4 → 2, tree 1")
    state.press("U")
    #expect(state.style(1) == InstanceStyle(cluster: 1))
  }

  @Test("Esc undresses first; leaving the pane or the object undresses too") func dropPreviewStyle()
  {
    var state = StudioState.village()
    state.press("[tab]a1")
    #expect(state.styles.previewed == InstanceStyle(cluster: 0))
    #expect(state.press("[esc]").requests.count == 1)
    #expect(state.styles.previewed == nil)
    #expect(state.view.focus == .styles)
    state.press("[esc]")
    #expect(state.view.focus == .map)
    state.press("a1b")
    #expect(state.styles.previewed == nil)
    state.press("a1")
    _ = reduce(&state, .input(.object(ObjectID(label: 1, number: 2))))
    #expect(state.styles.previewed == nil)
    #expect(state.history.past.isEmpty)
    #expect(state.editing.document == StudioState.village().editing.document)
  }

  @Test("Space flips between tried and kept") func flip() {
    var state = StudioState.village()
    state.press("[tab]a1[space]")
    #expect(state.styles.previewed == nil)
    state.press("[space]")
    #expect(state.styles.previewed == InstanceStyle(cluster: 0))
  }

  @Test("Exports show what is kept, not what is tried on") func exports() throws {
    var state = StudioState.village()
    state.press("[tab]a1")
    let export = try #require(state.makeRequest(stamp: 9, precision: .float32))
    #expect(export.conditioning.instanceStyles[1] == InstanceStyle(cluster: 3))
  }

  @Test("A: the style on all of the label, and on what comes") func all() {
    var state = StudioState.village()
    state.press("[tab]a1A")
    #expect(state.history.undoName == "style 1, all 2 trees")
    #expect([state.style(1), state.style(2)].allSatisfy { $0 == InstanceStyle(cluster: 0) })
    #expect(state.style(77) == InstanceStyle(cluster: 0))
    state.press("u")
    #expect(state.picture.settings == StudioState.village().picture.settings)
  }

  @Test("Without a selected object, what is kept is for the next ones painted") func next() {
    var state = StudioState.village()
    state.press("a3[enter]")
    #expect(state.style(1) == InstanceStyle(cluster: 3))
    state.editing.cursor.point = PixelPoint(x: 14, y: 1)
    state.press("[enter]")
    let new = state.editing.document.object(at: PixelPoint(x: 14, y: 1))
    #expect(new == ObjectID(label: 1, number: 3))
    #expect(state.style(3) == InstanceStyle(cluster: 2))
  }

  @Test("Nudges move along a component; one run in the Inspector is one act") func nudge() {
    var state = StudioState.village()
    state.press("[tab]a[tab][more][more]")
    #expect(state.styles.previewed == InstanceStyle(cluster: 3, offset: [0, 0.2, 0]))
    #expect(state.words(for: state.shownStyle) == "4 nudged")
    state.press("[enter]")
    #expect(state.style(1).offset == [0, 0.2, 0])
    for value in [0.1, 0.5, 1.3] {
      _ = reduce(&state, .input(.dragged(.nudge(0), to: value)))
    }
    _ = reduce(&state, .input(.dragEnded))
    #expect(state.style(1).offset == [1.3, 0.2, 0])
    #expect(state.history.past.count == 2)
    state.press("u")
    #expect(state.style(1).offset == [0, 0.2, 0])
  }

  @Test("Copy and paste carry a style, to another label as a feature") func paste() {
    var state = StudioState.village()
    state.press("[tab]a2[enter]")
    state.press("ay")
    #expect(state.styles.clipboard.copied?.style == InstanceStyle(cluster: 1))
    state.press("[esc][tab]P")
    #expect(state.style(2) == InstanceStyle(cluster: 1))
    #expect(state.history.undoName == "pasted style 2, tree 2")
    _ = reduce(&state, .input(.label(0)))
    state.editing.selection = nil
    state.press("P")
    #expect(state.picture.settings.labelStyles[0] == InstanceStyle(offset: [0.9, 0, 0]))
  }

  @Test("A surprise has a seed, is tried on, and comes again with it") func surprise() {
    var state = StudioState.village()
    state.press("[tab]ad")
    let seed = state.styles.surpriseSeed
    let style = state.styles.previewed
    #expect(seed != nil && style != nil)
    #expect(state.statusLine?.text.contains("seed \(seed ?? 0)") == true)
    state.press("[esc]")
    _ = state.surprise(seed: seed)
    #expect(state.styles.previewed == style)
  }

  @Test("d rolls the styles of all, one act with its seed; the same seed gives the same") func die()
  {
    var state = StudioState.village()
    state.press("d")
    let seed = state.picture.settings.styleSeed
    #expect(state.history.undoName == "styles, seed \(seed ?? 0)")
    let rolled = state.picture.settings
    state.press("u")
    #expect(state.picture.settings == StudioState.village().picture.settings)
    state.press("D")
    state.press("\(seed ?? 0)[enter]")
    #expect(state.picture.settings == rolled)
  }

  @Test("Del takes an own style away; labels without styles say so") func reset() {
    var state = StudioState.village()
    state.press("[tab]a1[enter]a[del]")
    #expect(state.picture.settings.instanceStyles.isEmpty)
    _ = reduce(&state, .input(.label(3)))
    state.editing.selection = nil
    state.press("1")
    #expect(
      state.statusLine?.text
        == "no styles known for grass; it has the neutral one; d tries random ones")
    state.press("d")
    #expect(state.styles.previewed?.cluster == nil)
    #expect(state.styles.previewed?.offset.count == 3)
  }

  @Test("A photo gives a style from where the object lies on it") func photo() throws {
    var state = StudioState.village()
    state.press("[tab]")
    state.picture.photos.pictures["oak"] = RGBImage(
      width: 32, height: 24, filledWith: RGB(90, 60, 30))
    let effects = state.takeStyle(fromPhoto: "oak", in: nil)
    guard case .encodeStyle(let request, let subject, "oak")? = effects.last else {
      Issue.record("nothing asked for")
      return
    }
    #expect(request.region.elements.count { $0 } == 4 * 15)
    #expect(request.label == 1)
    _ = reduce(&state, .arrived(.styleFound([0.1, 0.2, 0.3], for: subject, photo: "oak")))
    #expect(state.style(1) == InstanceStyle(offset: [0.1, 0.2, 0.3]))
    #expect(state.history.undoName == "style from oak, tree 1")
  }
}

@Suite("Photos and styles") struct PhotoStyleTests {
  /// The village with a tree selected and the photo's card for a box of it open.
  private func marking() -> StudioState {
    var state = StudioState.village()
    state.picture.photos.pictures["oak"] = RGBImage(
      width: 8, height: 6, filledWith: RGB(90, 60, 30))
    state.press("[tab]G[down]")
    guard case .photo(let card) = state.cards.card else {
      Issue.record("no card")
      return state
    }
    #expect(card.uses == [.object, .objectBox, .under])
    state.press("[tab][enter]")
    guard case .photoBox = state.cards.card else {
      Issue.record("no box to mark")
      return state
    }
    return state
  }

  /// The part of the photo that Enter takes.
  private func part(_ state: inout StudioState) -> [PixelPoint] {
    guard case .encodeStyle(let request, _, "oak")? = state.press("[enter]").last else {
      Issue.record("nothing asked for")
      return []
    }
    #expect(state.cards.card == nil)
    return request.region.elements.indices.filter { request.region.elements[$0] }
      .map { PixelPoint(x: $0 % request.region.width, y: $0 / request.region.width) }
  }

  @Test("G on an object: Enter twice takes all of the photo") func whole() {
    var state = marking()
    #expect(part(&state).count == 48)
  }

  @Test("A box of the photo by keys: corners by Space, Esc and Del take them back") func keys() {
    var state = marking()
    state.press("[left][left][space][right][right][down][space]")
    guard case .photoBox(let card) = state.cards.card else {
      Issue.record("the card is gone")
      return
    }
    #expect(card.box == PixelRect(x: 2, y: 3, width: 3, height: 2))
    #expect(card.corner == nil)
    // Another corner, taken back by Esc: the box that was marked stays.
    state.press("[up][space][left][esc]")
    #expect(part(&state).count == 6)

    state = marking()
    state.press("[space][left][space][del]")
    #expect(part(&state).count == 48)
    state = marking()
    state.press("[esc]")
    #expect(state.cards.card == nil)
  }

  @Test("A box of the photo by mouse: a drag, or two clicks") func mouse() {
    func mouse(_ state: inout StudioState, _ kind: MapPointerEvent.Kind, _ x: Int, _ y: Int) {
      _ = reduce(&state, .input(.photo(kind, at: PixelPoint(x: x, y: y))))
    }
    var state = marking()
    mouse(&state, .pressed, 6, 4)
    mouse(&state, .dragged, 3, 9)
    mouse(&state, .released, 5, 1)
    let marked = (1...4).flatMap { y in [PixelPoint(x: 5, y: y), PixelPoint(x: 6, y: y)] }
    #expect(part(&state) == marked)
    state = marking()
    for (x, y) in [(1, 1), (2, 3)] {
      mouse(&state, .pressed, x, y)
      mouse(&state, .released, x, y)
    }
    #expect(part(&state).count == 6)
  }
}

@Suite("Styles on the export card") struct StyleCommandTests {
  private func line(_ state: inout StudioState) -> String {
    state.press("E")
    guard case .export(let card) = state.cards.card else { return "no card" }
    return card.commandLine
  }

  @Test("Chosen styles stand on the command line, of labels and of objects that differ")
  func line() {
    var state = StudioState.village()
    let plain =
      "ganvas render --labels bay-labels.png --instances bay-instances.png --model village "
    #expect(line(&state) == plain + "-o bay.png")
    state.press("[esc]")
    state.picture.settings.labelStyles[1] = InstanceStyle(cluster: 0)
    state.picture.settings.instanceStyles[1] = InstanceStyle(cluster: 0)
    state.picture.settings.instanceStyles[2] = InstanceStyle(cluster: 2, offset: [0.1, 0, -0.25])
    // An object that is not on the map needs no style.
    state.picture.settings.instanceStyles[9] = InstanceStyle(cluster: 1)
    #expect(
      line(&state) == plain + "--style tree=1 --style tree:2=3+0.1,0.0,-0.25 -o bay.png")
    guard case .export(let request)? = state.press("[enter]").last else {
      Issue.record("nothing exported")
      return
    }
    #expect(request.styles.map { $0.text(in: testLabels) } == ["tree=1", "tree:2=3+0.1,0.0,-0.25"])
  }

  @Test("Many styles are read from the file beside the picture") func file() {
    var state = StudioState.village()
    for x in 0..<4 {
      state.editing.document.apply(
        .fill(
          .rectangle(PixelRect(x: 4 * x, y: 0, width: 2, height: 2)), .label(1, .new), mirror: []))
    }
    state.editing.document = Document(state.editing.document.content)
    for object in state.editing.document.objects(of: 1) {
      state.picture.settings.instanceStyles[object.id.number] = InstanceStyle(cluster: 1)
    }
    #expect(line(&state).hasSuffix("--model village --style-file bay.json -o bay.png"))
  }
}

@Suite("Objects and their styles") struct ObjectActTests {
  @Test("A copied object is stamped with its style; undo takes both") func stamp() {
    var state = StudioState.village()
    state.press("[tab]a1[enter]y")
    state.editing.cursor.point = PixelPoint(x: 14, y: 6)
    state.press("p[enter]")
    #expect(state.editing.document.objects(of: 1).count == 3)
    #expect(state.style(3) == InstanceStyle(cluster: 0))
    state.press("u")
    #expect(state.picture.settings.instanceStyles == [1: InstanceStyle(cluster: 0)])
    #expect(state.editing.document.objects(of: 1).count == 2)
  }

  @Test("A duplicate lies beside, wears the same and is selected") func duplicate() {
    var state = StudioState.village()
    state.press("[tab]a1[enter]")
    _ = reduce(&state, .command(.duplicate))
    #expect(state.editing.selection == .objects([ObjectID(label: 1, number: 3)]))
    #expect(state.style(3) == InstanceStyle(cluster: 0))
    #expect(state.editing.document.measure(of: ObjectID(label: 1, number: 3))?.pixels == 15)
  }

  @Test("Pieces of a split object keep its style; joined ones take the first's") func split() {
    var state = StudioState.village()
    state.editing.document.apply(.join([StudioState.tree, ObjectID(label: 1, number: 2)]))
    state.picture.settings.instanceStyles = [
      1: InstanceStyle(cluster: 2), 2: InstanceStyle(cluster: 0),
    ]
    state.press("[tab]X")
    #expect(state.editing.document.objects(of: 1).count == 2)
    let styles = state.editing.document.objects(of: 1).map { state.appliedStyle(of: $0.id) }
    #expect(styles == [InstanceStyle(cluster: 2), InstanceStyle(cluster: 2)])
    state.editing.selection = .area(.rectangle(PixelRect(x: 0, y: 0, width: 16, height: 12)))
    state.press("J")
    #expect(state.editing.document.objects(of: 1).count == 1)
    #expect(state.style(1) == InstanceStyle(cluster: 2))
  }

  @Test("A relabelled object stays selected and wears what its new label has") func relabel() {
    var state = StudioState.village()
    state.press("[tab]a1[enter]")
    _ = reduce(&state, .input(.label(3)))
    let effects = state.press("F")
    #expect(state.editing.selection == .objects([ObjectID(label: 3, number: 1)]))
    #expect(state.appliedStyle(of: ObjectID(label: 3, number: 1)) == .neutral)
    guard case .journal(.stepTaken(let undoStep))? = effects.first, case .objects = undoStep.change
    else {
      Issue.record("\(effects)")
      return
    }
    state.press("u")
    #expect(state.style(1) == InstanceStyle(cluster: 0))
  }

  @Test("A new object never wears what an erased one wore") func erased() {
    var state = StudioState.village()
    state.press("[tab][tab]a1[enter][del]")
    #expect(state.editing.document.objects(of: 1).count == 1)
    state.editing.cursor.point = PixelPoint(x: 14, y: 1)
    state.press("b[enter]")
    #expect(state.editing.document.object(at: PixelPoint(x: 14, y: 1))?.number == 3)
  }
}
