import Testing

@testable import Imaging

/// Maps painted in the public demo, opened with our own labels.
@Suite("Maps of the GauGAN demo") struct GauGANMapTests {
  @Test("They open with the labels of landscape, by name or meaning") func landscape() throws {
    let labels = try LabelSet.load(named: "landscape", in: Places.labels)
    let colors = [
      RGB(0x9c, 0xee, 0xdd), RGB(0x69, 0x69, 0x69), RGB(0x9a, 0xc6, 0xda), RGB(0xa8, 0xc8, 0x32),
      RGB(0xb1, 0xc8, 0xff), RGB(0x95, 0x64, 0x32),
    ]
    let image = RGBImage(width: 6, height: 1, elements: colors)
    let read = try LabelMapFile.decode(PNG.encode(image), with: labels)
    let names = read.map.elements.map { labels.name(of: Int($0)) }
    #expect(names == ["sky", "cloud", "sea", "tree", "lake", "rock"])
    #expect(
      read.diagnoses.contains { if case .translated = $0 { true } else { false } })
    // With COCO-Stuff itself the red bytes are the ids.
    let coco = try LabelSet.load(named: "coco-stuff", in: Places.labels)
    #expect(
      try LabelMapFile.decode(PNG.encode(image), with: coco).map.elements
        == [156, 105, 154, 168, 177, 149])
  }

  @Test("Every label of the demo has a place among those of landscape") func complete() throws {
    let labels = try LabelSet.load(named: "landscape", in: Places.labels)
    let translation = LabelTranslation(from: .gauGAN, to: labels)
    #expect(translation.homeless.map(\.name) == [])
    let coco = try LabelSet.load(named: "coco-stuff", in: Places.labels)
    for label in LabelSet.gauGAN.labels {
      #expect(coco.label(id: label.id)?.name == label.name)
    }
  }

  @Test("A map in our own colours is none of the demo's") func own() throws {
    let labels = try LabelSet.load(named: "landscape", in: Places.labels)
    let image = RGBImage(
      width: labels.labels.count, height: 1, elements: labels.labels.map(\.color))
    let read = try LabelMapFile.decode(PNG.encode(image), with: labels)
    #expect(read.map.elements.map { Int($0) } == labels.labels.map(\.id))
  }
}
