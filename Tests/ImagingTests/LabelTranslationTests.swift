import Imaging
import Testing

@Suite("Translating labels") struct LabelTranslationTests {
  private static func translation(_ source: String, _ target: String) throws -> LabelTranslation {
    LabelTranslation(
      from: try LabelSet.load(named: source, in: Places.labels),
      to: try LabelSet.load(named: target, in: Places.labels))
  }

  @Test("Every landscape label has a place in the photo sets", arguments: ["coco-stuff", "ade20k"])
  func landscape(target: String) throws {
    #expect(try Self.translation("landscape", target).homeless == [])
  }

  @Test("The model picker's sentence") func summary() throws {
    #expect(
      try Self.translation("landscape", "coco-stuff").summary()
        == "15 by name · 5 by likeness: sky → sky-other, cloud → clouds, sun glow → sky-other, "
        + "2 more")
    #expect(
      try Self.translation("camvid", "landscape").summary(examples: 1)
        == "4 by name · 3 by likeness: building → house, 2 more"
        + " · 5 without a place: sign, 4 more")
  }

  @Test(
    "Places by meaning",
    arguments: [
      ("landscape", "lake", "coco-stuff", "water-other"), ("landscape", "path", "ade20k", "path"),
      ("landscape", "tree", "cityscapes", "vegetation"),
      ("coco-stuff", "wall-brick", "ade20k", "wall"),
      ("coco-stuff", "sky-other", "landscape", "sky"),
      ("coco-stuff", "leaves", "landscape", "bush"),
      ("ade20k", "water", "landscape", "lake"), ("cityscapes", "person", "camvid", "pedestrian"),
      ("cityscapes", "unlabeled", "coco-stuff", "unlabelled"),
      ("coco-stuff", "stop sign", "cityscapes", "traffic sign"),
    ]) func meaning(source: String, name: String, target: String, expected: String) throws
  {
    let translation = try Self.translation(source, target)
    let id = try #require(translation.source.label(named: name)?.id)
    #expect(translation.matches[id].map { translation.target.name(of: $0.id) } == expected)
  }

  @Test("Every set translates to itself unchanged", arguments: LabelSetTests.shipped)
  func identity(name: String) throws {
    let translation = try Self.translation(name, name)
    #expect(translation.isIdentity)
    #expect(translation(LabelMap("0123")) == LabelMap("0123"))
  }

  @Test("Every translated id is known to the other set", arguments: LabelSetTests.shipped)
  func knownIDs(source: String) throws {
    for target in LabelSetTests.shipped {
      let translation = try Self.translation(source, target)
      let ids = translation.source.labels.map { UInt16($0.id) }
      let map = translation(LabelMap(width: ids.count, height: 1, elements: ids))
      #expect(map.elements.allSatisfy { translation.target.contains(id: Int($0)) })
    }
  }

  @Test("Pixels are counted by id") func counts() {
    #expect(LabelMap("0112", "1112").pixelCounts == [0: 1, 1: 5, 2: 2])
  }
}
