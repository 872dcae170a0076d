import Foundation
import Imaging
import TestSupport
import Testing

@Suite("Label maps") struct LabelMapFileTests {
  /// Ids 0…3 and unlabelled 4; 255 in files is unlabelled.
  static let small = LabelSet(
    name: "small", source: "made up",
    labels: [
      .init(id: 0, name: "sky", color: RGB(10, 20, 250)),
      .init(id: 1, name: "sea", color: RGB(0, 0, 100)),
      .init(id: 2, name: "tree", color: RGB(0, 99, 0)),
      .init(id: 3, name: "rock", color: RGB(90, 90, 90)),
      .init(id: 4, name: "unlabelled", color: RGB(0, 0, 0)),
    ], unlabelled: 4, ignore: 255)
  /// Ids 0…2, nothing for unknown pixels.
  static let strict = LabelSet(
    name: "strict", source: "made up",
    labels: (0..<3).map { .init(id: $0, name: "class \($0)", color: RGB(UInt8(50 * $0), 1, 2)) })

  private static func gray(_ map: LabelMap) throws -> [UInt8] {
    try PNG.encode(gray: map.map { UInt8($0) })
  }

  private static func drawn(_ map: LabelMap, _ color: (Int) -> RGB) throws -> [UInt8] {
    try PNG.encode(map.map { color(Int($0)) })
  }

  @Test("Maps survive a round trip without remarks", arguments: 0..<30)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let name = LabelSetTests.shipped[Int(seed) % LabelSetTests.shipped.count]
    let labels = try LabelSet.load(named: name, in: Places.labels)
    let ids = labels.labels.map(\.id).filter { $0 != labels.unlabelled }
    let map = LabelMap.random(using: &random) { UInt16(ids.randomElement(using: &$0) ?? 0) }
    let bytes = try LabelMapFile.encode(map, with: labels, text: ["Title": "a map"])
    #expect(try LabelMapFile.decode(bytes, with: labels) == LabelMapFile(map: map))
    // A viewer sees the set's colours.
    #expect(try ImageFile.decode(bytes) == map.map { labels.color(of: Int($0)) })
  }

  @Test("Ids above 255 are kept in 16 bits") func manyLabels() throws {
    let labels = LabelSet(
      name: "many", source: "made up",
      labels: (0..<400).map { .init(id: $0, name: "\($0)", color: interleaved($0)) })
    let map = LabelMap(width: 2, height: 1, elements: [7, 399])
    let bytes = try LabelMapFile.encode(map, with: labels)
    #expect(try PNG.decode(bytes).bitDepth == 16)
    #expect(try LabelMapFile.decode(bytes, with: labels).map == map)
  }

  @Test("255 becomes unlabelled, and the share is told") func ignored() throws {
    let map = LabelMap(width: 4, height: 1, elements: [0, 1, 255, 2])
    let read = try LabelMapFile.decode(Self.gray(map), with: Self.small)
    #expect(read.map.elements == [0, 1, 4, 2])
    #expect(
      read.diagnoses == [
        .ignoredValue(value: 255, pixels: 1, share: 0.25), .unlabelled(share: 0.25),
      ])
  }

  @Test("255 without a class for it is refused, unless one is named") func unlabelledRefused()
    throws
  {
    let bytes = try Self.gray(LabelMap(width: 3, height: 1, elements: [0, 255, 2]))
    let unknown = [UnknownLabel(id: 255, pixels: 1, first: PixelPoint(x: 1, y: 0))]
    #expect(
      throws: LabelMapError.unknownIDs(
        file: "m.png", unknown, labels: "strict", hint: .unlabelled(value: 255))
    ) { try LabelMapFile.decode(bytes, named: "m.png", with: Self.strict) }
    let read = try LabelMapFile.decode(bytes, with: Self.strict, unknownIDsBecome: 1)
    #expect(read.map.elements == [0, 1, 2])
    #expect(read.diagnoses == [.unknownIDs(unknown, replacedBy: 1)])
  }

  @Test("Unknown ids are refused with place and number") func unknownIDs() throws {
    let map = LabelMap(width: 3, height: 2, elements: [0, 1, 2, 9, 9, 7])
    #expect { try LabelMapFile.decode(Self.gray(map), named: "m.png", with: Self.small) } throws: {
      let text = ($0 as? LabelMapError)?.description ?? ""
      return text.hasPrefix(
        "m.png: id 9 (2 pixels, first at (0, 1)), id 7 (1 pixels, first at (2, 1)) not in small.")
    }
  }

  @Test("Ids counted from 1 are recognized and read on request") func oneBased() throws {
    // As the unlabelled id is one past the last class, such a map can be read, with a warning.
    let bytes = try Self.gray(LabelMap("1234"))
    let guessed = try LabelMapFile.decode(bytes, with: Self.small)
    #expect(guessed.diagnoses.first == .looksOneBased(highest: 4))
    let shifted = try LabelMapFile.decode(bytes, with: Self.small, as: .oneBased)
    #expect(shifted == LabelMapFile(map: LabelMap("0123")))
    // Without such an id it is refused, and the error says why.
    #expect { try LabelMapFile.decode(Self.gray(LabelMap("1233")), with: Self.strict) } throws: {
      guard case LabelMapError.unknownIDs(_, _, _, .oneBased) = $0 else { return false }
      return true
    }
    // 0 in a file that counts from 1 is unlabelled.
    let zero = try LabelMapFile.decode(Self.gray(LabelMap("0123")), with: Self.small, as: .oneBased)
    #expect(zero.map == LabelMap("4012"))
  }

  @Test("Ids multiplied for display are recognized") func scaled() throws {
    let map = LabelMap(width: 3, height: 1, elements: [0, 100, 200])
    #expect { try LabelMapFile.decode(Self.gray(map), with: Self.strict) } throws: {
      guard case LabelMapError.unknownIDs(_, _, _, .scaled(by: 100)) = $0 else { return false }
      return true
    }
  }

  @Test(
    "Coloured maps are read by their colours",
    arguments: [ColorCoding.labelSet, .spade, .pix2pixHD])
  func colored(coding: ColorCoding) throws {
    let map = LabelMap("0011", "2233", "2233")
    let bytes = try Self.drawn(map) { id in
      switch coding {
      case .labelSet: Self.small.color(of: id)
      case .spade: interleaved(id + 1)
      case .pix2pixHD, .gauGAN: interleaved(id)
      }
    }
    let read = try LabelMapFile.decode(bytes, with: Self.small)
    #expect(read == LabelMapFile(map: map, diagnoses: [.readFromColors(coding, colors: 4)]))
  }

  @Test("Maps of the GauGAN demo: the red byte is the id") func gauGAN() throws {
    let labels = try LabelSet.load(named: "coco-stuff", in: Places.labels)
    let colors = [RGB(0x9c, 0xee, 0xdd), RGB(0x9a, 0xc6, 0xda), RGB(0x00, 0x12, 0x34)]
    let bytes = try PNG.encode(RGBImage(width: 3, height: 1, elements: colors))
    let read = try LabelMapFile.decode(bytes, with: labels)
    #expect(read.map.elements == [156, 154, 0])
    #expect(read.diagnoses == [.readFromColors(.gauGAN, colors: 3)])
  }

  @Test("A few smoothed pixels take the nearest colour; many are refused") func smoothed() throws {
    var image = LabelMap(width: 20, height: 10, filledWith: 2).map { Self.small.color(of: Int($0)) }
    image[0, 0] = Self.small.color(of: 0)
    image[1, 0] = RGB(12, 22, 240)
    let read = try LabelMapFile.decode(PNG.encode(image), with: Self.small)
    #expect(read.map[1, 0] == 0)
    #expect(
      read.diagnoses == [
        .readFromColors(.labelSet, colors: 2), .nearestColors(pixels: 1, share: 0.005),
      ])
    for x in 0..<20 { image[x, 5] = RGB(200, 0, UInt8(x)) }
    #expect(
      throws: LabelMapError.unknownColors(
        file: "The map", color: RGB(12, 22, 240), first: PixelPoint(x: 1, y: 0), share: 21 / 200,
        labels: "small")
    ) { try LabelMapFile.decode(PNG.encode(image), with: Self.small) }
  }

  @Test("Ids in an RGB file with equal channels") func grayAsColor() throws {
    let map = LabelMap("0123")
    let bytes = try Self.drawn(map) { RGB(UInt8($0), UInt8($0), UInt8($0)) }
    let read = try LabelMapFile.decode(bytes, with: Self.small)
    #expect(read == LabelMapFile(map: map, diagnoses: [.grayStoredAsColor]))
  }

  @Test("A palette means ids when it fits them or nothing, colours when it is a drawing")
  func palettes() throws {
    let indices = Raster<UInt8>(width: 4, height: 1, elements: [0, 1, 2, 0])
    func read(_ palette: [RGB]) throws -> LabelMapFile {
      try LabelMapFile.decode(
        PNG.encode(indices: indices, palette: palette), with: Self.small)
    }
    let colors = Self.small.palette
    #expect(try read(colors) == LabelMapFile(map: LabelMap("0120")))
    #expect(try read((0..<4).map(interleaved)) == LabelMapFile(map: LabelMap("0120")))
    #expect(try read([RGB(7, 1, 1), RGB(7, 2, 2), RGB(7, 3, 3)]).map == LabelMap("0120"))
    // A drawing program reduced the colours and numbered them by its own order.
    #expect(
      try read([colors[3], colors[0], colors[1]])
        == LabelMapFile(map: LabelMap("3013"), diagnoses: [.readFromColors(.labelSet, colors: 3)]))
  }

  @Test("JPEG is refused by name") func jpeg() throws {
    let bytes = try ImageFile.encode(.gradient(width: 8, height: 8), as: .jpeg)
    #expect(throws: LabelMapError.inexactFormat(file: "m.jpg", format: .jpeg)) {
      try LabelMapFile.decode(bytes, named: "m.jpg", with: Self.small)
    }
  }

  @Test("A map painted with another set says so") func otherSet() throws {
    let bytes = try LabelMapFile.encode(LabelMap("012"), with: Self.small)
    #expect(
      try LabelMapFile.decode(bytes, with: Self.strict).diagnoses.contains(
        .otherLabelSet(name: "small")))
  }

  @Test("ADE20K ids that lost their zero are recognized and read on request") func zeroBased()
    throws
  {
    let labels = try LabelSet.load(named: "ade20k", in: Places.labels)
    let bytes = try Self.gray(LabelMap(width: 3, height: 1, elements: [0, 149, 255]))
    #expect(
      try LabelMapFile.decode(bytes, with: labels).diagnoses.first == .looksZeroBased)
    let read = try LabelMapFile.decode(bytes, with: labels, as: .zeroBased)
    #expect(read.map.elements == [1, 150, 0])
    // Raw ids, as the released weights want them, get no warning.
    let raw = try Self.gray(LabelMap(width: 3, height: 1, elements: [0, 150, 1]))
    #expect(try LabelMapFile.decode(raw, with: labels).map.elements == [0, 150, 1])
    #expect(
      try LabelMapFile.decode(raw, with: labels).diagnoses.allSatisfy { !$0.isWarning })
  }

  @Test("Cityscapes training ids are recognized") func trainIDs() throws {
    let labels = try LabelSet.load(named: "cityscapes", in: Places.labels)
    let map = LabelMap(width: 3, height: 1, elements: [0, 18, 255])
    #expect(
      try LabelMapFile.decode(Self.gray(map), with: labels).diagnoses.first == .looksLikeTrainIDs)
  }
}

/// Pascal VOC's colours, written down a second time: bit i of the number's j-th octal digit
/// becomes bit 7 − j of channel i.
func interleaved(_ number: Int) -> RGB {
  var channels = [0, 0, 0]
  for digit in 0..<7 {
    for channel in 0..<3 where number >> (3 * digit + channel) & 1 == 1 {
      channels[channel] |= 128 >> digit
    }
  }
  return RGB(UInt8(channels[0]), UInt8(channels[1]), UInt8(channels[2]))
}
