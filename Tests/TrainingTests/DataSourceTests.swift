import Foundation
import Generators
import Imaging
import Tensors
import TestSupport
import Testing

@testable import Training

/// A picture whose pixels say where they are, with maps that say the same.
private func example(_ width: Int = 96, _ height: Int = 64) -> TrainingExample {
  var image = RGBImage(width: width, height: height, filledWith: RGB(0, 0, 0))
  var labels = LabelMap(width: width, height: height, filledWith: 0)
  var instances = InstanceMap(width: width, height: height, filledWith: 0)
  for y in 0..<height {
    for x in 0..<width {
      image[x, y] = RGB(UInt8(x * 255 / (width - 1)), UInt8(y * 255 / (height - 1)), 128)
      labels[x, y] = UInt16(x / 16)
      instances[x, y] = UInt32(y / 16)
    }
  }
  return TrainingExample(image: image, labels: labels, instances: instances)
}

@Suite struct AugmentationTests {
  @Test("Picture and maps stay together, whatever is cut and bent", arguments: 0..<12)
  func together(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let size = PixelSize(width: 48, height: 48)
    let changed = Augmentation(zoom: 0.6...1, warp: 0.03, light: 0)
      .applied(to: example(192, 128), size: size, using: &random)
    #expect(changed.image.size == size)
    var off = 0
    for index in 0..<size.area {
      let pixel = changed.image.elements[index]
      // 192 columns in labels of 16, 128 rows in objects of 16; a border may be a pixel off.
      let column = Double(pixel.red) / 255 * 191 / 16
      let row = Double(pixel.green) / 255 * 127 / 16
      if abs(column - Double(changed.labels.elements[index]) - 0.5) > 0.75 { off += 1 }
      if abs(row - Double(changed.instances.elements[index]) - 0.5) > 0.75 { off += 1 }
    }
    #expect(off < size.area / 50, "\(off) of \(2 * size.area)")
  }

  @Test("Equal seeds change equally, others otherwise") func seeded() {
    func changed(_ seed: UInt64) -> RGBImage {
      var random = SeededRandom(seed: seed)
      return Augmentation.photo.applied(
        to: example(), size: PixelSize(width: 32, height: 32), using: &random
      ).image
    }
    #expect(changed(1) == changed(1))
    #expect(changed(1) != changed(2))
  }

  @Test("A warp without moves changes nothing; one moved point moves its neighbourhood")
  func warp() {
    let points = [(x: 0.0, y: 0.0), (1, 0), (0, 1), (1, 1), (0.5, 0.5)]
    let still = ThinPlateWarp(points: points, moves: points.map { _ in (x: 0.0, y: 0.0) })
    let before = example(64, 64)
    #expect(still.applied(to: before).image == before.image)
    #expect(still.applied(to: before).labels == before.labels)
    var moves = points.map { _ in (x: 0.0, y: 0.0) }
    moves[4] = (x: 0.125, y: 0)
    let moved = ThinPlateWarp(points: points, moves: moves).applied(to: before)
    // The middle looks an eighth of the side to the right; corners look where they are.
    #expect(abs(Int(moved.image[32, 32].red) - Int(before.image[40, 32].red)) <= 3)
    for (x, y) in [(0, 0), (63, 0), (0, 63), (63, 63)] {
      #expect(abs(Int(moved.image[x, y].red) - Int(before.image[x, y].red)) <= 2)
    }
  }

  @Test("Light changes colours and no map") func light() {
    var random = SeededRandom(seed: 4)
    let before = example()
    let after = Augmentation(zoom: 1...1, warp: 0, light: 0.2)
      .applied(to: before, size: before.image.size, using: &random)
    #expect(after.image != before.image)
    #expect(after.labels == before.labels && after.instances == before.instances)
  }
}

@Suite(.serialized) struct UnknownLabelTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("A pixel without a label is in no channel and keeps its edge") func channels() {
    var shown = example(32, 32)
    shown.hideLabels(in: PixelRect(x: 4, y: 4, width: 10, height: 9))
    let layout = BatchLayout(classes: 2, hasEdges: true)
    let batch = SemanticBatch([shown, example(32, 32)], for: layout)
    let semantics = batch.semantics()
    #expect(semantics.shape == [2, 3, 32, 32])
    let sums = semantics.sliced(axis: 1, from: 0, to: 2).sum(over: [1]).floats()
    for index in 0..<(2 * 1024) {
      let isHidden =
        index < 1024 && shown.labels.elements[index] == TrainingExample.unknownLabel
      #expect(sums[index] == (isHidden ? 0 : 1))
    }
    let edges = semantics.sliced(axis: 1, from: 2, to: 3).bytes()
    #expect(Array(edges.prefix(1024)) == InstanceEdges.mask(of: shown.instances).elements)
    #expect(batch.knownMask()?.sum().item == Double(2 * 1024 - 90))
    let part = batch.cropped(to: PixelRect(x: 16, y: 16, width: 8, height: 8))
    #expect(part.knownMask() == nil)
    #expect(part.semantics().shape == [2, 3, 8, 8])
    #expect(
      part.pictures.floats()
        == batch.pictures.sliced(axis: 2, from: 16, to: 24)
        .sliced(axis: 3, from: 16, to: 24).floats())
  }

  @Test("A run learns from scenes and photos with unknown pixels, and replays") func mixture()
    throws
  {
    try withFolder { folder in
      try writePhotos(to: folder)
      let size = PixelSize(width: 64, height: 64)
      let photos = try FolderSource(folder: folder, labelSet: .bands, size: size)
      let (held, rest) = try photos.split(holding: ["photo1"])
      #expect(held.count == 1 && rest.count == 3)
      let source = MixtureSource(BandSource(), PhotoSource(rest, size: size), share: 0.5)
      var configuration = SPADETrainingConfiguration.tiny()
      configuration.crop = 32
      func trained(_ name: String, _ stops: [Int]) throws -> [Float] {
        let place = folder.appendingPathComponent(name)
        var numbers: [Float] = []
        for pictures in stops {
          var options = TrainingOptions(folder: place, pictures: pictures)
          options.loaders = 2
          options.uses = 3
          let run = try TrainingRun<SPADETrainer>(
            configuration, source: source, held: AlternatingSource(held, BandSource()),
            options: options)
          try run.run(shouldStop: { false }, report: { _ in })
          #expect(run.record.uses == 3)
          numbers = run.trainer.networks.parameters().flatMap { $0.tensor.floats() }
        }
        return numbers
      }
      let isEqual = try trained("straight", [24]) == trained("resumed", [12, 24])
      #expect(isEqual)
      #expect(throws: TrainingError.self) { try photos.split(holding: ["nobody"]) }
    }
  }

  @Test("Photos vary, and their shares are kept") func shares() throws {
    try withFolder { folder in
      try writePhotos(to: folder)
      let size = PixelSize(width: 32, height: 32)
      let photos = PhotoSource(
        try FolderSource(folder: folder, labelSet: .bands, size: size), size: size)
      let images = try (0..<6).map { try photos.example(at: 0, variation: $0).image }
      #expect(Set(images).count == 6)
      #expect(try photos.example(at: 0, variation: 3).image == images[3])
      let labels = try photos.example(at: 0, variation: 1).labels.elements
      #expect(labels.contains(TrainingExample.unknownLabel))
      let source = MixtureSource(BandSource(), photos, share: 0.3)
      var random = SeededRandom(seed: 1)
      let drawn = (0..<2000).count { _ in source.index(using: &random) >= BandSource().count }
      #expect((520...680).contains(drawn))
    }
  }

  /// Four photos of 96×80 with a strip of 255.
  private func writePhotos(to folder: URL) throws {
    for part in ["image", "label"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(part), withIntermediateDirectories: true)
    }
    for index in 0..<4 {
      let shown = example(96, 80)
      try AtomicFile.write(
        PNG.encode(shown.image), to: folder.appendingPathComponent("image/photo\(index).png"))
      let ids = shown.labels.map { $0 > 3 ? UInt8(255) : UInt8(min($0, 2)) }
      try AtomicFile.write(
        PNG.encode(gray: ids), to: folder.appendingPathComponent("label/photo\(index).png"))
    }
  }
}
