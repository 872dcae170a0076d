import Imaging
import TestSupport
import Testing

@Suite("Instance maps") struct InstanceMapFileTests {
  private let labels = LabelMap("012", "012")

  @Test("Numbers up to 65535 survive a round trip", arguments: 0..<20) func roundTrip(seed: UInt64)
    throws
  {
    var random = SeededGenerator(seed: seed)
    let map = InstanceMap.random(using: &random) { UInt32($0.next() % 65536) }
    let labels = LabelMap(width: map.width, height: map.height, filledWith: 0)
    let read = try InstanceMapFile.decode(InstanceMapFile.encode(map), matching: labels)
    #expect(read.map == map)
  }

  @Test("Larger numbers are refused; renumbering keeps the objects apart") func large() throws {
    let map = InstanceMap(width: 3, height: 2, elements: [70000, 0, 70000, 900_000, 5, 0])
    #expect(throws: LabelMapError.idTooLarge(id: 900_000)) { try InstanceMapFile.encode(map) }
    #expect(map.renumbered().elements == [1, 0, 1, 2, 3, 0])
    #expect(InstanceEdges.mask(of: map.renumbered()) == InstanceEdges.mask(of: map))
  }

  @Test("A map that lost its objects is diagnosed") func collapsed() throws {
    let bytes = try PNG.encode(
      gray: Raster<UInt8>(width: 3, height: 2, elements: [0, 255, 255, 0, 255, 255]))
    #expect(
      try InstanceMapFile.decode(bytes, matching: labels).diagnoses
        == [.collapsed(values: [0, 255], labels: 3)])
  }

  @Test("A healthy 8-bit map gets no remark") func healthy() throws {
    let bytes = try PNG.encode(
      gray: Raster<UInt8>(width: 3, height: 2, elements: [0, 1, 2, 0, 1, 2]))
    #expect(try InstanceMapFile.decode(bytes, matching: labels).diagnoses == [])
  }

  @Test("One object in all is told") func uniform() throws {
    let bytes = try InstanceMapFile.encode(InstanceMap(width: 3, height: 2, filledWith: 9))
    #expect(try InstanceMapFile.decode(bytes, matching: labels).diagnoses == [.uniform])
  }

  @Test("Coloured maps keep objects apart") func colored() throws {
    let image = RGBImage(
      width: 3, height: 2,
      elements: [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1)].map {
        RGB($0.0, $0.1, $0.2)
      })
    let read = try InstanceMapFile.decode(PNG.encode(image), matching: labels)
    #expect(read.map.elements == [1, 256, 65536, 1, 256, 65536])
    #expect(read.diagnoses == [.colorsAsNumbers])
  }

  @Test("Another size is refused") func otherSize() throws {
    let bytes = try InstanceMapFile.encode(InstanceMap(width: 2, height: 2, filledWith: 0))
    #expect(
      throws: LabelMapError.sizeMismatch(
        file: "i.png", found: PixelSize(width: 2, height: 2),
        expected: PixelSize(width: 3, height: 2))
    ) { try InstanceMapFile.decode(bytes, named: "i.png", matching: labels) }
  }
}
