import Checkpoints
import Foundation
import Generators
import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Segmentation

@Suite("Labellers and their files") struct LabellerTests {
  init() { #expect(EngineFixture.isReady) }

  private let set = LabelSet(
    name: "three", source: "tests",
    labels: ["sky", "sea", "sand"].enumerated().map {
      LabelSet.Label(id: $0.offset, name: $0.element, color: RGB(UInt8(80 * $0.offset), 9, 9))
    })
  private let configuration = SegmentationConfiguration(classes: 3, widths: [4, 6])

  private var labeller: Labeller {
    Labeller(
      network: SegmentationNetwork(configuration, using: RandomGenerator(seed: 4)), labelSet: set)
  }

  private var description: LabellerDescription {
    LabellerDescription(
      network: configuration, labelSet: set, training: "tests\u{1B}[31m", licence: "CC0-1.0")
  }

  private func picture(_ width: Int, _ height: Int) -> RGBImage {
    RGBImage(
      width: width, height: height,
      elements: (0..<(width * height)).map {
        RGB(UInt8($0 % 251), UInt8($0 / width % 256), UInt8($0 * 3 % 256))
      })
  }

  @Test("A map has the picture's size, ids of the set, and is the same each time") func maps() {
    for (width, height) in [(1, 1), (33, 20), (300, 90), (1100, 640)] {
      let picture = picture(width, height)
      let map = labeller.labels(of: picture)
      #expect(map.size == picture.size)
      #expect(map.elements.allSatisfy { $0 < 3 })
      #expect(labeller.labels(of: picture) == map)
      #expect(labeller.labels(of: picture, refining: false).size == picture.size)
    }
  }

  @Test("A mirrored picture gives the mirrored map") func mirrored() {
    let picture = picture(64, 64)
    func flipped<Element>(_ raster: Raster<Element>) -> Raster<Element> {
      var flipped = raster
      for y in 0..<raster.height {
        for x in 0..<raster.width { flipped[x, y] = raster[raster.width - 1 - x, y] }
      }
      return flipped
    }
    let own = labeller.labels(of: picture, refining: false).elements
    let other = flipped(labeller.labels(of: flipped(picture), refining: false)).elements
    let same = zip(own, other).count { $0 == $1 }
    #expect(same > own.count * 99 / 100, "\(same) of \(own.count)")
  }

  @Test("What is seen has a shorter side of 256 and keeps proportions, within limits")
  func seen() {
    for (size, expected) in [
      (PixelSize(width: 768, height: 512), PixelSize(width: 384, height: 256)),
      (PixelSize(width: 100, height: 100), PixelSize(width: 256, height: 256)),
      (PixelSize(width: 100_000, height: 10), PixelSize(width: 1024, height: 256)),
    ] {
      let seen = labeller.seenSize(of: size)
      #expect(seen == expected)
    }
  }

  @Test("A labeller is read as it was written, to float16, and its words come clean")
  func file() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("a.safetensors")
    try labeller.write(description, to: file)
    let read = try Labeller.read(file)
    #expect(read.labeller.labelSet == set)
    #expect(read.description.network == configuration)
    #expect(!read.description.training.contains("\u{1B}"))
    for (own, other) in zip(
      labeller.network.parameters(), read.labeller.network.parameters())
    {
      #expect(own.name == other.name)
      for (a, b) in zip(own.tensor.floats(), other.tensor.floats()) {
        #expect(abs(a - b) <= abs(a) / 1000 + 1e-6)
      }
    }
  }

  @Test("Files that are none, or do not fit what they say, are refused") func hostile() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("a.safetensors")
    func refused(_ tensors: [StoredTensor], _ metadata: [String: String]) throws {
      try Checkpoint.writeSafetensors(tensors, metadata: metadata, to: file.path)
      #expect(throws: ModelError.self) { try Labeller.read(file) }
    }
    let good = labeller.network.parameters().map {
      StoredTensor(name: $0.name, shape: $0.tensor.shape, floats: $0.tensor.floats(), as: .float16)
    }
    let encoder = JSONEncoder()
    func text(_ change: (inout LabellerDescription) -> Void) throws -> [String: String] {
      var changed = description
      change(&changed)
      return ["ganvas.labeller": String(decoding: try encoder.encode(changed), as: UTF8.self)]
    }
    try refused(good, [:])
    try refused(good, ["ganvas.labeller": "{}"])
    try refused(good, ["ganvas.labeller": "[[[["])
    try refused(good, try text { $0.format = 99 })
    try refused(good, try text { $0.network.classes = 1 << 50 })
    try refused(good, try text { $0.network.widths = [512, 512, 512] })
    try refused(good, try text { $0.network.widths = [] })
    try refused(Array(good.dropLast()), try text { _ in })
    try refused([], try text { _ in })
    let nothing = folder.url.appendingPathComponent("none.safetensors")
    #expect(throws: ModelError.self) { try Labeller.read(nothing) }
    try Checkpoint.writeSafetensors(good, metadata: try text { _ in }, to: file.path)
    #expect(throws: Never.self) { try Labeller.read(file) }
  }
}
