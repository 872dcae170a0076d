import Canvas
import Imaging
import Testing

@Suite("Edits, drawn") struct EditTests {
  @Test("A stroke is a straight line without gaps") func stroke() {
    var map = document(
      """
      ......
      ......
      ......
      """)
    let patch = map.apply(
      .stroke(
        Stroke(
          points: [PixelPoint(x: 0, y: 0), PixelPoint(x: 5, y: 2)],
          brush: Brush(shape: .square, size: 1)), .label(1, .none)))
    #expect(
      drawing(map) == """
        tt....
        ..tt..
        ....tt
        """)
    #expect(patch.count == 6)
    #expect(patch.bounds == PixelRect(x: 0, y: 0, width: 6, height: 3))
  }

  @Test("Brush shapes") func brushes() {
    func dab(_ shape: BrushShape, _ size: Int) -> String {
      var map = Document(size: PixelSize(width: 5, height: 5), label: 0, labelSet: smallSet)
      map.apply(
        .stroke(
          Stroke(points: [PixelPoint(x: 2, y: 2)], brush: Brush(shape: shape, size: size)),
          .label(1, .none)))
      return drawing(map)
    }
    #expect(dab(.round, 5) == ".ttt.\nttttt\nttttt\nttttt\n.ttt.")
    #expect(dab(.round, 3) == ".....\n..t..\n.ttt.\n..t..\n.....")
    #expect(dab(.square, 2) == ".....\n.....\n..tt.\n..tt.\n.....")
    #expect(dab(.diamond, 5) == "..t..\n.ttt.\nttttt\n.ttt.\n..t..")
    #expect(dab(.slanted, 3) == ".....\n...t.\n..tt.\n.tt..\n.....")
    #expect(dab(.round, 1) == ".....\n.....\n..t..\n.....\n.....")
  }

  @Test("Mirror paints on the other side") func mirror() {
    var map = document("......\n......\n......")
    map.apply(
      .stroke(
        Stroke(
          points: [PixelPoint(x: 1, y: 0)], brush: Brush(shape: .square, size: 1),
          mirror: [.horizontal, .vertical]), .label(1, .none)))
    #expect(drawing(map) == ".t..t.\n......\n.t..t.")
  }

  @Test("A fill stops at other labels; a whole object does not stop at gaps") func fills() {
    let before = """
      tt.tt
      t...t
      ~~~~~
      """
    var map = document(before, objects: "11011\n10002\n00000")
    #expect(
      map.patch(for: .fill(.region(PixelPoint(x: 0, y: 0)), .label(3, .none), mirror: [])).count
        == 3)
    map.apply(.fill(.object(at: PixelPoint(x: 0, y: 0)), .label(3, .none), mirror: []))
    #expect(drawing(map) == "gg.gg\ng...t\n~~~~~")
  }

  @Test("Figures, filled and outlined") func figures() {
    func draw(_ figure: Shape.Figure, _ isFilled: Bool) -> String {
      var map = Document(size: PixelSize(width: 7, height: 5), label: 0, labelSet: smallSet)
      map.apply(
        .shape(
          Shape(figure, isFilled: isFilled, brush: Brush(shape: .square, size: 1)),
          .label(1, .none)))
      return drawing(map)
    }
    let a = PixelPoint(x: 1, y: 0)
    let b = PixelPoint(x: 5, y: 4)
    #expect(draw(.rectangle(b, a), true) == ".ttttt.\n.ttttt.\n.ttttt.\n.ttttt.\n.ttttt.")
    #expect(draw(.rectangle(a, b), false) == ".ttttt.\n.t...t.\n.t...t.\n.t...t.\n.ttttt.")
    #expect(draw(.ellipse(a, b), true) == "..ttt..\n.ttttt.\n.ttttt.\n.ttttt.\n..ttt..")
    #expect(draw(.ellipse(a, b), false) == "..ttt..\n.t...t.\n.t...t.\n.t...t.\n..ttt..")
    let corners = [PixelPoint(x: 0, y: 0), PixelPoint(x: 6, y: 0), PixelPoint(x: 3, y: 4)]
    #expect(draw(.polygon(corners), true) == "ttttttt\n.ttttt.\n.tttt..\n..ttt..\n...t...")
  }

  @Test("The eraser brings back the map as it was opened") func eraser() {
    var map = document("t~t~", objects: "1020")
    let opened = map
    map.apply(.fill(.everywhere(2), .label(3, .new), mirror: []))
    #expect(drawing(map) == "tgtg")
    map.apply(.clear(.rectangle(PixelRect(x: 0, y: 0, width: 4, height: 1)), .opened))
    #expect(map == opened)
  }

  @Test("Each stroke of an object can be a new one") func newObjects() {
    var map = document("......")
    for x in [0, 3] {
      map.apply(
        .stroke(
          Stroke(points: [PixelPoint(x: x, y: 0)], brush: Brush(shape: .square, size: 2)),
          .label(1, .new)))
    }
    #expect(objects(map) == "11.22.")
    #expect(map.objects(of: 1).map(\.pixels) == [2, 2])
    #expect(map.objects(of: 1).map(\.rank) == [1, 2])
  }

  @Test("Split gives pieces numbers, join takes them back") func splitAndJoin() {
    var map = document("tt.t", objects: "7707")
    map.apply(.split(ObjectID(label: 1, number: 7)))
    #expect(objects(map) == "77.8")
    map.apply(.join([ObjectID(label: 1, number: 7), ObjectID(label: 1, number: 8)]))
    #expect(objects(map) == "77.7")
  }

  @Test("A stamp puts labels down with objects of their own") func stamp() throws {
    var map = document("tt....", objects: "12....")
    let stamp = try #require(map.stamp(of: .everywhere(1)))
    map.apply(.stamp(stamp.flipped(.horizontal), at: PixelPoint(x: 4, y: 0)))
    #expect(drawing(map) == "tt.tt.")
    #expect(objects(map) == "12.43.")
  }

  @Test("Moving leaves what is around") func move() {
    var map = document("gtg...", objects: "010000")
    let around = map.surroundingLabel(of: .of(ObjectID(label: 1, number: 1)))
    map.apply(
      .move(
        .of(ObjectID(label: 1, number: 1)), by: PixelPoint(x: 3, y: 0),
        leaving: .label(around, .none)))
    #expect(drawing(map) == "ggg.t.")
    #expect(objects(map) == "....1.")
  }

  @Test("Relabelling keeps objects' numbers") func relabel() {
    var map = document("tt~", objects: "120")
    map.apply(.relabel(.everywhere(1), to: 3))
    #expect(drawing(map) == "gg~")
    #expect(objects(map) == "12.")
  }

  @Test("Edits have names a painter understands") func names() {
    let stroke = Stroke(points: [PixelPoint(x: 0, y: 0)], brush: Brush())
    #expect(Edit.stroke(stroke, .label(3, .none)).name(in: smallSet) == "stroke, grass")
    #expect(Edit.stroke(stroke, .opened).name(in: smallSet) == "eraser")
    #expect(
      Edit.fill(.everywhere(0), .label(2, .none), mirror: []).name(in: smallSet) == "fill, sea")
    #expect(Edit.relabel(.everywhere(0), to: 99).name(in: smallSet) == "relabel, label 99")
  }

  @Test("Imported objects fit into 16 bits and stay apart") func largeInstances() {
    let map = Document(
      MapContent(
        labels: LabelMap(width: 3, height: 1, filledWith: 1),
        instances: InstanceMap(width: 3, height: 1, elements: [9_000_000, 0, 70_000]),
        labelSet: smallSet))
    #expect(map.instances.elements == [2, 0, 1])
    #expect(map.nextInstance == 3)
  }

  @Test("When numbers run out, free ones are found") func freeNumbers() {
    let map = Document(
      MapContent(
        labels: LabelMap(width: 3, height: 1, filledWith: 1),
        instances: InstanceMap(width: 3, height: 1, elements: [65_535, 1, 3]),
        labelSet: smallSet))
    #expect(map.nextInstance == 2)
  }
}
