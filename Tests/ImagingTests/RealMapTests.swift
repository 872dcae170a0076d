import Foundation
import Imaging
import TestSupport
import Testing

/// Maps of the data sets themselves; they lie beside the checkout and are never shipped.
@Suite("Real maps", .enabled(if: SharedFolder.item("maps") != nil)) struct RealMapTests {
  @Test("COCO-Stuff: every label, instance and photo file is read") func coco() throws {
    let labels = try LabelSet.load(named: "coco-stuff", in: Places.labels)
    let folder = try #require(SharedFolder.item("maps/coco"))
    let files = try FileManager.default
      .contentsOfDirectory(atPath: folder.appendingPathComponent("label").path).sorted()
    #expect(files.count == 13)
    for file in files.prefix(4) {
      let read = try LabelMapFile.read(
        folder.appendingPathComponent("label/\(file)"), with: labels)
      #expect(!read.diagnoses.contains { $0.isWarning }, "\(file): \(read.diagnoses)")
      #expect(read.map.elements.allSatisfy { labels.contains(id: Int($0)) })
      let instances = try InstanceMapFile.read(
        folder.appendingPathComponent("inst/\(file)"), matching: read.map)
      #expect(instances.diagnoses == [], "\(file)")
      let photo = try ImageFile.read(
        folder.appendingPathComponent("img/\(file.replacingOccurrences(of: ".png", with: ".jpg"))"))
      #expect(photo.size == read.map.size)
    }
  }

  @Test("Cityscapes: label ids and 16-bit instance ids") func cityscapes() throws {
    let labels = try LabelSet.load(named: "cityscapes", in: Places.labels)
    let folder = try #require(SharedFolder.item("maps/cityscapes"))
    let name = "frankfurt_000000_000576_gtFine"
    let read = try LabelMapFile.read(
      folder.appendingPathComponent("label/\(name)_labelIds.png"), with: labels)
    #expect(read.map.size == PixelSize(width: 2048, height: 1024))
    #expect(!read.diagnoses.contains { $0.isWarning }, "\(read.diagnoses)")
    let instances = try InstanceMapFile.read(
      folder.appendingPathComponent("inst/\(name)_instanceIds.png"), matching: read.map)
    #expect(instances.diagnoses == [])
    // Countable objects carry their class: id × 1000 + k.
    let disagreeing = zip(instances.map.elements, read.map.elements).contains {
      $0 >= 1000 && $0 / 1000 != UInt32($1)
    }
    #expect(!disagreeing)
    #expect(instances.map.elements.contains { $0 >= 1000 })
  }
}
