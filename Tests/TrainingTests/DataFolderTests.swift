import Foundation
import Imaging
import TestSupport
import Testing

@testable import Training

/// Folders as people have them.
@Suite struct DataFolderTests {
  private static let side = PixelSize(width: 16, height: 16)

  private func write(_ names: [String], in folder: URL, color: UInt8 = 90) throws {
    for (index, name) in names.enumerated() {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let isMap = name.contains("label") || name.contains("inst")
      if isMap {
        let ids = Raster<UInt8>(width: 20, height: 16, filledWith: UInt8(index % 3))
        try AtomicFile.write(PNG.encode(gray: ids), to: file)
      } else {
        let image = RGBImage(
          width: 20, height: 16, filledWith: RGB(UInt8(index * 7), color, 40))
        try AtomicFile.write(PNG.encode(image), to: file)
      }
    }
  }

  private func paired(_ folder: URL, set: String? = nil) throws -> FolderSource {
    try FolderSource(folder: folder, labelSet: .bands, size: Self.side, set: set)
  }

  @Test("Training takes train, never test, and never two sets mixed") func sets() throws {
    try withFolder { folder in
      try write(["test_img/t0.png", "test_label/t0.png"], in: folder)
      try write((1...6).flatMap { ["train_img/r\($0).png", "train_label/r\($0).png"] }, in: folder)
      let source = try paired(folder)
      #expect((0..<source.count).map { source.name(at: $0) } == (1...6).map { "r\($0)" })
      #expect(source.leftOut.contains { $0.contains("test") })
      #expect(try paired(folder, set: "test").count == 1)
      #expect(throws: TrainingError.self) { try paired(folder, set: "val") }
    }
    try withFolder { folder in
      // Maps of another set do not stand in for missing ones.
      try write(["a_img/r1.png", "a_label/r1.png", "b_img/r1.png", "b_label/r1.png"], in: folder)
      #expect { try paired(folder) } throws: {
        "\($0)".contains("a, b") && "\($0)".contains("--set")
      }
    }
    try withFolder { folder in
      try write(["train_img/r1.png", "test_label/r1.png"], in: folder)
      #expect { try paired(folder) } throws: { "\($0)".contains("begin alike") }
    }
  }

  @Test("Pictures to be made of pictures pair up by name, of one set alone") func pairs() throws {
    try withFolder { folder in
      try write(["test_A/t0.png", "test_B/t0.png", "train_A/odd.png"], in: folder)
      try write((1...6).flatMap { ["train_A/r\($0).png", "train_B/r\($0).jpg.png"] }, in: folder)
      #expect(PicturePairSource.isPaired(folder) && !FolderSource.isLabelled(folder))
      #expect(throws: TrainingError.self) {
        try PicturePairSource(folder: folder, size: Self.side)
      }
      try write((1...6).map { "train_B/r\($0).png" }, in: folder, color: 200)
      let source = try PicturePairSource(folder: folder, size: Self.side)
      #expect((0..<source.count).map { source.name(at: $0) } == (1...6).map { "r\($0)" })
      #expect(source.leftOut.contains { $0.contains("test") })
      #expect(source.leftOut.contains { $0.contains("odd.png") })
      let example = try source.example(at: 2)
      #expect(example.given?.size == Self.side && example.image.size == Self.side)
      #expect(example.given?[0, 0].green == 90 && example.image[0, 0].green == 200)
      #expect(example.mirrored().given == example.given?.mirrored())
      #expect(try PicturePairSource(folder: folder, size: Self.side, set: "test").count == 1)
      #expect(DataCheck(source, becoming: Self.side).broken == [])
    }
  }

  @Test("Names of pix2pixHD and Cityscapes pair up") func names() throws {
    try withFolder { folder in
      try write(
        ["576", "1236"].flatMap {
          [
            "train_img/town_\($0)_leftImg8bit.png", "train_label/town_\($0)_gtFine_labelIds.png",
            "train_label/town_\($0)_gtFine_color.png",
            "train_inst/town_\($0)_gtFine_instanceIds.png",
          ]
        }, in: folder)
      #expect(try paired(folder).count == 2)
    }
    let labels = URL(fileURLWithPath: "/maps/7-labels.png")
    let beside = PartnerIndex([
      labels, URL(fileURLWithPath: "/maps/7-instances.png"),
      URL(fileURLWithPath: "/maps/7.png"), URL(fileURLWithPath: "/maps/8-instances.png"),
    ])
    #expect(
      beside.partner(of: labels, as: .instances, isBeside: true)?.lastPathComponent
        == "7-instances.png")
    #expect(PartnerName("town_1_gtFine_labelIds.png").base == "town_1")
    #expect(PartnerName("3.png") == PartnerName("3"))
    #expect(PartnerName("labels").base == PartnerName("instances").base)
  }

  @Test("Files of file managers and folders beside pictures hide nothing") func hidden() throws {
    try withFolder { folder in
      try write(["0.png", "1.png", "favourites/0.png", "__MACOSX/0.png"], in: folder)
      try Data("x".utf8).write(to: folder.appendingPathComponent("._0.png"))
      try Data("x".utf8).write(to: folder.appendingPathComponent(".DS_Store"))
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("empty"), withIntermediateDirectories: true)
      let source = try PictureFolderSource(folder: folder, size: Self.side)
      #expect(source.count == 2 && source.classNames.isEmpty)
      #expect(source.leftOut.contains { $0.contains("favourites") })
    }
  }

  @Test("Folders are classes, however deep; empty ones are none") func classes() throws {
    try withFolder { folder in
      try write(
        ["ba/cats/0.png", "ba/cats/sub/2.png", "ba/cats/sub/3.png", "ba/dogs/1.png"], in: folder)
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("ba/birds"), withIntermediateDirectories: true)
      let source = try PictureFolderSource(folder: folder, size: Self.side)
      #expect(source.classNames == ["cats", "dogs"] && source.count == 4)
      #expect(try (0..<4).map { try source.example(at: $0).classID } == [0, 0, 0, 1])
    }
  }

  @Test("Classes of dataset.json are used, in a folder and in an archive") func datasetJSON() throws
  {
    try withFolder { folder in
      try write(["0.png", "a/1.png", "a/2.png"], in: folder)
      let index = folder.appendingPathComponent("dataset.json")
      try Data(#"{"labels": [["0.png", 0], ["a/1.png", 2], ["a/2.png", 2]]}"#.utf8).write(to: index)
      let source = try PictureFolderSource(folder: folder, size: Self.side)
      #expect(source.classNames == ["class 0", "class 1", "class 2"])
      #expect(try (0..<3).map { try source.example(at: $0).classID } == [0, 2, 2])
      try Data(#"{"labels": [["0.png", 1.5]]}"#.utf8).write(to: index)
      #expect {
        try PictureFolderSource(folder: folder, size: Self.side)
      } throws: { "\($0)".contains("whole numbers") }
      try Data(#"{"labels": null}"#.utf8).write(to: index)
      #expect(try PictureFolderSource(folder: folder, size: Self.side).count == 3)
    }
  }

  @Test("A check names broken files, duplicates, turned maps and shares") func check() throws {
    try withFolder { folder in
      try write(
        (0..<4).flatMap { ["train_img/\($0).png", "train_label/\($0).png"] }, in: folder)
      let images = folder.appendingPathComponent("train_img")
      let maps = folder.appendingPathComponent("train_label")
      let whole = try Data(contentsOf: images.appendingPathComponent("1.png"))
      try whole.dropLast(20).write(to: images.appendingPathComponent("1.png"))
      try Data(contentsOf: images.appendingPathComponent("2.png"))
        .write(to: images.appendingPathComponent("3.png"))
      let odd = Raster<UInt8>(width: 16, height: 20, filledWith: 1)
      try AtomicFile.write(PNG.encode(gray: odd), to: maps.appendingPathComponent("2.png"))
      let unknown = Raster<UInt8>(width: 20, height: 16, filledWith: 77)
      try AtomicFile.write(PNG.encode(gray: unknown), to: maps.appendingPathComponent("0.png"))
      let check = DataCheck(try paired(folder), becoming: Self.side)
      #expect(check.count == 4 && check.broken.count == 2)
      #expect(check.broken[0].hasPrefix("0:") && check.broken[0].contains("id 77"))
      #expect(check.broken[1].hasPrefix("1:"))
      #expect(check.findings.contains { $0.contains("1 duplicates: 2 = 3") })
      #expect(check.findings.contains { $0.contains("one of them is turned") })
      #expect(check.findings.contains { $0.hasPrefix("labels: ") && $0.contains("band") })
    }
  }
}
