import Foundation
import Imaging
import Testing

@testable import Studio

@Suite("Maps from files") struct MapImportTests {
  /// Reads a map of sky over grass with an instance map of so many bits beside it.
  private func read(
    _ instances: Raster<UInt16>, isWide: Bool
  ) throws -> MapReading {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-map-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var labels = Raster<UInt8>(width: 8, height: 8, filledWith: 0)
    for x in 0..<8 { for y in 4..<8 { labels[x, y] = x < 4 ? 1 : 3 } }
    let file = folder.appendingPathComponent("a-labels.png")
    try AtomicFile.write(PNG.encode(gray: labels), to: file)
    try AtomicFile.write(
      isWide ? PNG.encode(gray: instances) : PNG.encode(gray: instances.map { UInt8($0) }),
      to: folder.appendingPathComponent("a-instances.png"))
    return try MapImport.readMap(file.path, with: testLabels)
  }

  @Test("Objects that melted when they were saved are left out, and that is said")
  func collapsed() throws {
    var instances = Raster<UInt16>(width: 8, height: 8, filledWith: 0)
    instances[1, 1] = 255
    let reading = try read(instances, isWide: false)
    #expect(reading.content.instances.elements.allSatisfy { $0 == 0 })
    #expect(reading.findings.contains { $0.contains("holds only the values 0, 255") })
    #expect(reading.findings.contains { $0.contains("left out") })
  }

  @Test("Objects of several labels are named") func spanning() throws {
    var instances = Raster<UInt16>(width: 8, height: 8, filledWith: 300)
    instances[7, 7] = 301
    let reading = try read(instances, isWide: true)
    #expect(reading.content.instances[7, 7] == 301)
    #expect(
      reading.findings.contains {
        $0.hasPrefix("An object spans several labels, for instance number 300 (sky, tree, grass)")
      })
  }
}
