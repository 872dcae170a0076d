import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis
import Testing

@Suite("Styles as command lines and files write them") struct StyleAssignmentTests {
  private let labels = LabelSet(
    name: "small", source: "tests",
    labels: ["sky", "tree", "sun: low", "oak=old"].enumerated().map {
      LabelSet.Label(id: $0.offset, name: $0.element, color: RGB(1, 2, 3))
    })

  private func read(_ text: String) throws -> StyleAssignment {
    try StyleText(text).assignment(in: labels)
  }

  @Test("What is written is read as the very same") func roundTrip() throws {
    let styles = [
      .neutral, InstanceStyle(cluster: 0), InstanceStyle(cluster: 11),
      InstanceStyle(cluster: 3, offset: [0.1, -1e-7, 0]), InstanceStyle(offset: [1]),
      InstanceStyle(offset: [0.3, .pi, -2]),
    ]
    for label in [0, 1, 2, 3] as [UInt16] {
      for number in [0, 1, 65_535] as [UInt32] {
        for style in styles {
          let assignment = StyleAssignment(ObjectID(label: label, number: number), style)
          let text = assignment.text(in: labels)
          #expect(try read(text) == assignment, "\(text)")
        }
      }
    }
    #expect(try read("TREE:3=4").styledObject == ObjectID(label: 1, number: 3))
    #expect(try read("1=2") == StyleAssignment(ObjectID(label: 1, number: 0), .init(cluster: 1)))
  }

  @Test(
    "What is no style is refused",
    arguments: [
      "tree", "=4", "tree=", "tree=0", "tree=-1", "tree=four", "tree=1,,2", "tree=4+",
      "tree=4+a", "tree=nan,1", "tree=0+1",
    ])
  func malformed(text: String) {
    #expect(throws: SynthesisError.self) { try StyleText(text) }
  }

  @Test("Unknown labels are named with those there are") func unknown() throws {
    for text in ["bush=1", "tree:0=1", "tree:x=1", "9=1"] {
      #expect(throws: SynthesisError.self, "\(text)") { try read(text) }
    }
    do {
      _ = try read("bush:2=1")
    } catch let error as SynthesisError {
      #expect(error.description.contains("“bush”") && error.description.contains("sky, tree"))
    }
  }

  @Test("Files hold numbers, texts and vectors; the sidecar is one of them") func files() throws {
    func texts(_ json: String) throws -> [StyleText] {
      try StyleFile.read(Array(json.utf8), named: "styles.json")
    }
    let styles = try texts(#"{"tree": 4, "tree:2": "neutral", "sky": [0.5, 0, 1]}"#)
    #expect(styles.map(\.styledObject) == ["sky", "tree", "tree:2"])
    #expect(
      styles.map(\.style) == [.init(offset: [0.5, 0, 1]), .init(cluster: 3), .neutral])
    let sidecar = Exporter.Sidecar(
      settings: PictureSettings(), labelSet: "small", command: "", styles: ["tree": "2+0.5,0.0,0.0"]
    )
    let bytes = Array(try JSONEncoder().encode(sidecar))
    #expect(
      try StyleFile.read(bytes, named: "a.json").map(\.style)
        == [.init(cluster: 1, offset: [0.5, 0, 0])])
    for wrong in ["", "[1]", #"{"tree": {"a": 1}}"#, #"{"tree": "x"}"#, #"{"tree": 0}"#] {
      #expect(throws: SynthesisError.self, "\(wrong)") { try texts(wrong) }
    }
  }

  @Test("An object of several labels is dressed by the one most of it has") func spanning() throws {
    var map = MapContent(
      labels: LabelMap(width: 4, height: 4, filledWith: 1), labelSet: labels)
    map.instances = InstanceMap(width: 4, height: 4, filledWith: 7)
    map.labels[0, 0] = 0
    #expect(map.spanningObjects == [7: [0, 1]])
    #expect(map.styledObjects == [ObjectID(label: 1, number: 7)])
    #expect(map.objectSizes[ObjectID(label: 1, number: 7)] == 15)
    let capabilities = Capabilities(
      labels: .init(labelSet: labels, usesInstances: true), instanceStyleChannels: 1,
      styleClusters: [1: [.init(center: [0]), .init(center: [1], size: 9)]],
      outputSize: PixelSize(width: 4, height: 4))
    let book = try #require(StyleBook(capabilities, labelSet: labels))
    var conditioning = Conditioning()
    book.apply(&conditioning, map, PictureSettings())
    #expect(conditioning.instanceStyles == [7: InstanceStyle(cluster: 1)])
    #expect(conditioning.classStyles == [0: .neutral, 1: InstanceStyle(cluster: 1)])
  }

  @Test("The choices on a map dress it as the settings do", arguments: 0..<40)
  func choices(seed: UInt64) throws {
    var random = SeededRandomNumbers(seed: seed)
    let capabilities = Capabilities(
      labels: .init(labelSet: labels, usesInstances: true), instanceStyleChannels: 2,
      styleClusters: [
        0: [.init(center: [0, 0]), .init(center: [1, 0], size: 4)],
        1: (0..<4).map { .init(center: [Float($0), 1]) },
      ], outputSize: PixelSize(width: 8, height: 8))
    var map = MapContent(
      labels: LabelMap(width: 8, height: 8, filledWith: 0), labelSet: labels)
    for index in map.labels.elements.indices {
      map.labels.elements[index] = UInt16(random.next() % 4)
      map.instances.elements[index] = UInt32(random.next() % 5)
    }
    var settings = PictureSettings()
    func style() -> InstanceStyle {
      let kind = random.next() % 4
      return kind == 0
        ? .neutral
        : InstanceStyle(
          cluster: kind == 1 ? nil : Int(random.next() % 5),
          offset: kind == 3 ? [] : [Float(random.next() % 8) / 8, 0.3])
    }
    for label in 0..<4 as Range<UInt16> where random.next() % 2 == 0 {
      settings.labelStyles[label] = style()
    }
    for number in 1..<8 as Range<UInt32> where random.next() % 2 == 0 {
      settings.instanceStyles[number] = style()
    }
    let book = try #require(StyleBook(capabilities, labelSet: labels))
    var again = PictureSettings()
    for choice in book.choices(on: map, settings) {
      let text = choice.text(in: labels)
      let read = try StyleText(text).assignment(in: labels)
      let problem = book.problem(of: read, on: map.allObjects, map: "map")
      #expect(problem == nil, "\(text)")
      again.give(read)
    }
    func styled(_ settings: PictureSettings) -> Conditioning {
      var conditioning = Conditioning()
      book.apply(&conditioning, map, settings)
      return conditioning
    }
    #expect(styled(again) == styled(settings))
  }
}

/// Random numbers from a seed (SplitMix64).
private struct SeededRandomNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
