import Foundation
import Generators
import Imaging
import Tensors
import Testing

/// `ganvas render` for a model that lives on its latent alone.
@Suite(.serialized) struct LatentRenderTests {
  private func withModel(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-latent-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Engine.load()
    var configuration = StyleGAN2Configuration(
      resolution: 16, channelBase: 128, channelMaximum: 8)
    configuration.latentDimension = 6
    configuration.styleDimension = 6
    configuration.mappingLayers = 2
    configuration.classNames = ["dawn", "dusk: late"]
    var generator = StyleGAN2Generator(configuration, using: RandomGenerator(seed: 1))
    generator.measureAverageStyle(seed: 0, batches: 1)
    try PackageContents(
      manifest: try ModelManifest(styleBased: generator, name: "skies"),
      networks: GeneratorAlone(generator)
    ).write(to: folder.appendingPathComponent("skies.ganvas"))
    try body(folder)
  }

  private func render(_ arguments: [String], in folder: URL) throws -> RGBImage? {
    let file = folder.appendingPathComponent("picture.png")
    try? FileManager.default.removeItem(at: file)
    let status = try ProgramRun.run(
      ["render", "--model", "skies.ganvas", "--threads", "2", "-o", file.path] + arguments,
      in: folder
    ).status
    guard status == 0 else { return nil }
    return try ImageFile.read(file)
  }

  @Test("Seeds, ψ, mixing and classes make pictures; a saved latent makes the same one again")
  func latents() throws {
    try withModel { folder in
      let plain = try #require(try render(["--seed", "3"], in: folder))
      #expect(plain.size == PixelSize(width: 16, height: 16))
      let again = try render(["--seed", "3"], in: folder)
      #expect(again == plain)
      let other = try render(["--seed", "4"], in: folder)
      #expect(other != plain)
      let arguments = [
        "--seed", "3", "--psi", "0.5", "--cutoff", "4", "--mix", "9:1,3-4", "--class",
        "dusk: late", "--class", "dawn:0.5", "--layer-psi", "5:-1",
      ]
      let mixed = try #require(
        try render(arguments + ["--save-latent", "w.npz"], in: folder))
      #expect(mixed != plain)
      let nearby = try render(["--place", "3.25,0"], in: folder)
      let whole = try render(["--place", "3,0"], in: folder)
      #expect(nearby != plain && whole == plain)
      let loaded = try render(["--latent", "w.npz"], in: folder)
      #expect(loaded == mixed)
    }
  }

  @Test("What cannot be is refused: 2 for wrong words, 1 for what the model has not") func refused()
    throws
  {
    try withModel { folder in
      func status(_ arguments: [String]) throws -> Int32 {
        try ProgramRun.run(
          ["render", "--model", "skies.ganvas", "-o", "picture.png"] + arguments, in: folder
        ).status
      }
      for words in [
        ["--mix", "7"], ["--mix", "7:4-2"], ["--noise", ""], ["--noise", "-1"], ["--psi", "3"],
        ["--layer-psi", "1:9"], ["--cutoff", "-1"], ["--place", "3"], ["--truncation", "-1"],
        ["--psi", "0.5", "--truncation", "0.5"], ["--mix-class", "dawn"],
      ] {
        let found = try status(words)
        #expect(found == 2, "\(words)")
      }
      for words in [["--mix", "7:6"], ["--class", "noon"], ["--latent", "absent.npz"]] {
        let found = try status(words)
        #expect(found == 1, "\(words)")
      }
    }
  }

  @Test("Directions are computed, shown, taken out of their file and gone along") func directions()
    throws
  {
    try withModel { folder in
      func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        try ProgramRun.run(arguments, in: folder)
      }
      let principal = try run(
        ["directions", "principal", "skies.ganvas", "--samples", "2000", "-o", "pca.npz"])
      #expect(principal.status == 0 && principal.output.contains("6 directions"))
      #expect(
        try run(["directions", "factors", "skies.ganvas", "--layers", "0-1", "-o", "sefa.npz"])
          .status == 0)
      let shown = try run(["directions", "show", "pca.npz"])
      #expect(shown.output.contains("6 principal components of a w of 6"))
      #expect(try run(["directions", "take", "pca.npz:2", "-o", "dusk.npy"]).status == 0)

      let plain = try #require(try render(["--seed", "3"], in: folder))
      let moved = try #require(
        try render(["--seed", "3", "--direction", "pca.npz:2=1.5@0-2"], in: folder))
      let taken = try render(["--seed", "3", "--direction", "dusk.npy=1.5@0-2"], in: folder)
      let unmoved = try render(["--seed", "3", "--direction", "pca.npz:2=0"], in: folder)
      #expect(moved != plain && taken == moved && unmoved == plain)
      let both = try render(
        ["--seed", "3", "--direction", "pca.npz:2=1.5@0-2", "--direction", "sefa.npz:0=-3"],
        in: folder)
      #expect(both != moved)
      for (wrong, status) in [
        ("pca.npz", 2), ("=1", 2), ("pca.npz:2=far", 2), ("pca.npz:2=101", 2), ("pca.npz:2=nan", 2),
        ("pca.npz:2=1@9-4", 2), ("pca.npz:77=1", 1), ("none.npz=1", 1), ("pca.npz:2=1@60", 1),
      ] {
        let found = try run(
          ["render", "--model", "skies.ganvas", "--direction", wrong, "-o", "wrong.png"])
        #expect(found.status == status, "\(wrong)")
      }
      #expect(try run(["directions", "principal", "nowhere", "-o", "a.npz"]).status != 0)
      #expect(try run(["directions", "principal", "skies.ganvas", "-o", "a.txt"]).status == 2)
    }
  }

  @Test("A photo is projected into a latent that render takes") func projection() throws {
    try withModel { folder in
      func run(_ arguments: [String]) throws -> Int32 {
        try ProgramRun.run(
          ["project", "photo.png", "--threads", "2", "--pixels"] + arguments, in: folder
        ).status
      }
      let photo = try #require(try render(["--seed", "3"], in: folder))
      let file = folder.appendingPathComponent("photo.png")
      try Data(try PNG.encode(photo)).write(to: file)
      let options = ["--model", "skies.ganvas", "--steps", "30", "-o", "w.npz"]
      #expect(try run(options + ["--picture", "near.png", "--class", "0"]) == 0)
      #expect(
        try ImageFile.read(folder.appendingPathComponent("near.png")).size == photo.size)
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/w.npz.part"))
      let found = try #require(try render(["--latent", "w.npz"], in: folder))
      let mean = try #require(try render(["--psi", "0"], in: folder))
      #expect(found.size == photo.size && found != mean)
      // The same search makes the same latent.
      let first = try Data(contentsOf: folder.appendingPathComponent("w.npz"))
      #expect(try run(options + ["--class", "0"]) == 0)
      #expect(try Data(contentsOf: folder.appendingPathComponent("w.npz")) == first)

      for (wrong, status) in [
        (["--model", "skies.ganvas", "--steps", "0", "-o", "w.npz"], Int32(2)),
        (["--model", "skies.ganvas", "-o", "w.png"], 2),
        (["--model", "skies.ganvas", "--class", "x", "-o", "w.npz"], 2),
        (["--model", "skies.ganvas", "--class", "7", "--steps", "2", "-o", "w.npz"], 1),
        (["--model", "nowhere", "-o", "w.npz"], 1),
        (["--model", "skies.ganvas", "--space", "z", "-o", "w.npz"], 2),
      ] {
        #expect(try run(wrong) == status, "\(wrong)")
      }
      // A part of another search, or a broken one, is not taken and not overwritten.
      let part = folder.appendingPathComponent("w.npz.part")
      for bytes in [first, first.prefix(20)] {
        try bytes.write(to: part)
        #expect(try run(options) != 0)
        #expect(try Data(contentsOf: part) == bytes)
      }
    }
  }

  @Test("A list of seeds and a way of ψ make a picture each, the same as one by one")
  func series() throws {
    try withModel { folder in
      func run(_ arguments: [String]) throws -> Int32 {
        try ProgramRun.run(
          ["render", "--model", "skies.ganvas", "--threads", "2"] + arguments, in: folder
        ).status
      }
      func picture(_ name: String) throws -> RGBImage {
        try ImageFile.read(folder.appendingPathComponent(name))
      }
      #expect(try run(["--seeds", "2-4,9,rain,3", "--psi", "0.5", "-o", "list"]) == 0)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("list").path
      ).sorted()
      #expect(names.count == 5)
      #expect(
        names.prefix(1) + names.suffix(4).dropLast(1) == [
          "seed-rain-\(try seed(of: "rain", in: names)).png", "seed0002.png", "seed0003.png",
          "seed0004.png",
        ])
      let third = try render(["--seed", "3", "--psi", "0.5"], in: folder)
      #expect(try picture("list/seed0003.png") == third)

      #expect(
        try run(
          ["--seeds", "3-4", "--psi-from", "1", "--psi-to", "0", "--frames", "3", "-o", "way"])
          == 0)
      let half = try render(["--seed", "4", "--psi", "0.5"], in: folder)
      #expect(try picture("way/seed0004-frame0001.png") == half)
      let mean = try render(["--seed", "4", "--psi", "0"], in: folder)
      #expect(try picture("way/seed0004-frame0002.png") == mean)

      for wrong in [
        ["--seeds", "4-2"], ["--seeds", "0-4294967295"], ["--seeds", "1,,2"], ["--seeds", "-3"],
        ["--seeds", "1e3"], ["--seeds", "1-2", "--seed", "4"],
        ["--seeds", "1-2", "--place", "1,2"],
        ["--psi-from", "1"], ["--frames", "3"], ["--psi-from", "nan", "--psi-to", "0"],
        ["--psi-from", "0", "--psi-to", "1", "--frames", "1"],
        ["--psi-from", "0", "--psi-to", "1", "--psi", "0.5"],
        ["--seeds", "0-99999", "--psi-from", "0", "--psi-to", "1"],
        ["--seeds", "1-2", "--save-latent", "w.npz"],
      ] {
        #expect(try run(wrong + ["-o", "wrong"]) == 2, "\(wrong)")
      }
      #expect(try run(["--seeds", "1-2", "-o", "one.png"]) == 2)
    }
  }

  /// The seed that a word became, in the name of its picture.
  private func seed(of word: String, in names: [String]) throws -> String {
    let name = try #require(names.first { $0.hasPrefix("seed-\(word)-") })
    return String(name.dropFirst("seed-\(word)-".count).dropLast(".png".count))
  }
}
