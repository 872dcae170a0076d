import ArgumentParser
import Checkpoints
import Foundation
import Generators
import Imaging
import Tensors
import TestSupport
import Testing

@testable import Training

/// A personal model from a handful of photos.
@Suite("Few-shot", .serialized) struct FewShotTests {
  init() { #expect(EngineFixture.isReady) }

  private func configuration() -> SPADETrainingConfiguration {
    var configuration = SPADETrainingConfiguration.tiny()
    configuration.generator.structure = SPADEStructure(widths: [8, 8, 8, 8, 8, 6, 4, 4])
    configuration.discriminator.normalizes = false
    configuration.hasSmallEncoder = true
    return configuration
  }

  /// Photos and maps of bands, as `--few-shot` takes them.
  private func photos(_ count: Int, in folder: URL) throws -> URL {
    let place = folder.appendingPathComponent("mine\(count)")
    for name in ["mine_img", "mine_label"] {
      try FileManager.default.createDirectory(
        at: place.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    for index in 0..<count {
      let example = try BandSource().example(at: index % 8)
      try AtomicFile.write(
        PNG.encode(example.image), to: place.appendingPathComponent("mine_img/Place\(index).png"))
      try AtomicFile.write(
        PNG.encode(gray: example.labels.map { UInt8($0) }),
        to: place.appendingPathComponent("mine_label/Place\(index).png"))
    }
    return place
  }

  /// A trained package with its discriminator, and the run's saved tensors.
  private func package(in folder: URL) throws -> (place: URL, tensors: [String: [Float]]) {
    let run = folder.appendingPathComponent("start")
    let trainer = try trainedRun(SPADETrainer.self, configuration(), in: run, pictures: 8)
    var trained = try TrainedSPADE(run: run)
    try trained.measure(on: BandSource(), batches: 1)
    trained.keepDiscriminator()
    let place = folder.appendingPathComponent("start.ganvas")
    try trained.write(to: place, labelSet: .bands, precision: .float32, licence: "test")
    return (
      place,
      Dictionary(
        uniqueKeysWithValues: trainer.savedTensors.map { ($0.name, $0.tensor.floats()) })
    )
  }

  private func environment(_ place: URL, show: @escaping (String) -> Void = { _ in })
    -> TrainingEnvironment
  {
    TrainingEnvironment(
      device: .cpu, threads: 2, labelSet: { _ in .bands }, model: { _ in try .read(place) },
      isInterrupted: { false }, show: show)
  }

  @Test("It goes on from generator, encoder and discriminator; photos become words of the model")
  func wholeWay() throws {
    try withFolder { folder in
      let (place, tensors) = try package(in: folder)
      let kept = try #require(try ModelPackage.read(place).discriminator())
      for tensor in kept.tensors {
        let isEqual = tensor.floats() == tensors[tensor.name]
        #expect(isEqual, "\(tensor.name)")
      }

      let mine = try photos(2, in: folder)
      let few = try FewShot(mine.path, from: nil, in: environment(place))
      let changed = try few.configuration()
      #expect(changed.augments == true)
      #expect(changed.generator == configuration().generator)
      let run = folder.appendingPathComponent("run")
      var begun: TrainingOptions = .init(
        folder: folder.appendingPathComponent("begun"), pictures: 0)
      begun.start = place
      let fresh = try TrainingRun<SPADETrainer>(
        changed, source: BandSource(), held: BandSource(), options: begun)
      for (name, tensor) in fresh.trainer.savedTensors where name.hasPrefix("discriminator.") {
        let isEqual = tensor.floats() == tensors[name]
        #expect(isEqual, "\(name)")
      }

      // The command, twice: the second time it goes on.
      var lines: [String] = []
      for pictures in ["4", "8"] {
        let arguments = try SPADETrainingArguments.parse([
          "--few-shot", mine.path, "-o", run.path, "--pictures", pictures, "--batch", "2",
          "--crop", "64", "--precision", "float32", "--loaders", "1",
        ])
        try arguments.train(in: environment(place) { lines.append($0) })
      }
      #expect(lines.contains { $0.contains("few-shot: 2 photos from the model start") })
      #expect(lines.contains { $0.hasSuffix("step 2") })
      let record = try RunFolder.record(of: run)
      #expect(record.data.first == "begun from the model start and its discriminator")

      var trained = try TrainedSPADE(run: run)
      let source = try FolderSource(
        folder: mine, labelSet: .bands, size: PixelSize(width: 64, height: 64))
      try trained.measure(on: source, batches: 1)
      try trained.nameLights(of: source)
      let made = folder.appendingPathComponent("mine.ganvas")
      try trained.write(to: made, labelSet: .bands, precision: .float32, licence: "test")
      let written = try ModelPackage.read(made)
      #expect(written.manifest.latent?.words?.keys.sorted() == ["place0", "place1"])
      #expect(written.manifest.latent?.start == "place0")
      #expect(written.manifest.provenance?.source.contains("begun from the model start") == true)
      #expect(try written.discriminator() == nil)
    }
  }

  @Test("Photos named by numbers or signs get words that can be typed") func words() {
    #expect(TrainedSPADE.word(for: "Misty Field", number: 1) == "misty field")
    for name in ["3", "0007", "a\u{1B}[2Jb", "a/b", ""] {
      #expect(TrainedSPADE.word(for: name, number: 3) == "photo 3", "\(name.debugDescription)")
    }
  }

  @Test("A spoiled discriminator is refused by name; a stored width that cannot be too")
  func spoiled() throws {
    try withFolder { folder in
      let (place, tensors) = try package(in: folder)
      let known = try ModelPackage.read(place)
      let kept = try #require(try known.discriminator())
      let name = try #require(kept.tensors.first?.name)
      let file = place.appendingPathComponent("discriminator.safetensors")
      try Checkpoint.writeSafetensors(
        kept.tensors.map { tensor in
          var numbers = tensor.floats()
          if tensor.name == name { numbers[0] = .nan }
          return StoredTensor(name: tensor.name, shape: tensor.shape, floats: numbers)
        }, metadata: [:], to: file.path)
      var options = TrainingOptions(folder: folder.appendingPathComponent("run"), pictures: 0)
      options.start = place
      do {
        _ = try TrainingRun<SPADETrainer>(
          configuration(), source: BandSource(), held: BandSource(), options: options)
        Issue.record("it was taken; \(tensors.count) tensors")
      } catch {
        #expect("\(error)".contains(name) && "\(error)".contains("not finite"))
      }
      for width in [-1, 0, 1 << 40] {
        var changed = configuration()
        changed.segmentationWidth = width
        #expect(throws: ConfigurationError.self) { try changed.validate() }
      }
    }
  }

  @Test("What it cannot begin from is said before anything is trained") func refusals() throws {
    try withFolder { folder in
      let (place, _) = try package(in: folder)
      #expect(throws: (any Error).self) {
        try SPADETrainingArguments.parse(["--few-shot", "mine", "--scenes", "4", "-o", "none"])
      }
      let many = try photos(101, in: folder)
      do {
        _ = try FewShot(many.path, from: nil, in: environment(place))
        Issue.record("101 photos were taken")
      } catch {
        #expect("\(error)".contains("holds 101 photos") && "\(error)".contains("--photos"))
      }
      // A package that does not say how it was trained.
      let silent = folder.appendingPathComponent("silent.ganvas")
      let known = try ModelPackage.read(place)
      var manifest = known.manifest
      manifest.training = nil
      try ModelPackage.write(manifest, tensors: known.weights().tensors, to: silent)
      do {
        _ = try FewShot(many.path, from: nil, in: environment(silent))
        Issue.record("it was taken")
      } catch {
        #expect("\(error)".contains("does not say how it was trained"))
      }
    }
  }
}
