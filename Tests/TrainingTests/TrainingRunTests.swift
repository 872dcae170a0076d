import Foundation
import Generators
import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite(.serialized) struct TrainingRunTests {
  init() { #expect(EngineFixture.isReady) }

  private func run(in folder: URL, pictures: Int) throws -> [Float] {
    try trainedRun(SPADETrainer.self, .tiny(), in: folder, pictures: pictures)
      .networks.parameters().flatMap { $0.tensor.floats() }
  }

  @Test("A stopped and continued run ends where an uninterrupted one does") func resume() throws {
    let straight = try withFolder { try run(in: $0, pictures: 24) }
    let continued = try withFolder { folder in
      _ = try run(in: folder, pictures: 12)
      return try run(in: folder, pictures: 24)
    }
    let isEqual = straight == continued  // a diff of so many numbers would take minutes
    #expect(isEqual)
  }

  @Test("A run written before there were families goes on") func olderFormat() throws {
    let straight = try withFolder { try run(in: $0, pictures: 24) }
    let continued = try withFolder { folder in
      _ = try run(in: folder, pictures: 12)
      // What `run.json` held then, beside the configuration: a record with typed losses.
      let record = """
        {"data": ["bands for tests"], "machines": ["an engine, 2 threads"], "seconds": 4.5,
         "entries": [{"step": 3, "pictures": 12, "seconds": 4.5, "losses": {"adversarial": 0.5,
           "features": 3, "pyramid": 2.5, "divergence": 40, "real": 0.9, "fake": 0.8}}]}
        """
      let configuration = String(
        decoding: try JSONEncoder().encode(SPADETrainingConfiguration.tiny()), as: UTF8.self)
      try Data("{\"configuration\": \(configuration), \"record\": \(record)}".utf8)
        .write(to: folder.appendingPathComponent("run.json"))
      let result = try run(in: folder, pictures: 24)
      let saved = try SavedState(folder, family: "spade")
      #expect(saved.record.entries.first?.losses["real"] == 0.9)
      #expect(saved.record.seconds > 4.5)
      return result
    }
    let isEqual = straight == continued  // a diff of so many numbers would take minutes
    #expect(isEqual)
  }

  @Test("A run leaves a sheet, a plot and a package that renders") func results() throws {
    try withFolder { folder in
      _ = try run(in: folder, pictures: 8)
      let sheet = try ImageFile.read(folder.appendingPathComponent("samples/0000002.png"))
      #expect(sheet.width == 7 * 68 && sheet.height == 6 * 68)
      #expect(throws: Never.self) {
        try ImageFile.read(folder.appendingPathComponent("losses.png"))
      }
      var model = try TrainableFamilyTable.builtIn.openRun(folder)
      try model.measure(on: BandSource(), batches: 2)
      let package = folder.appendingPathComponent("bands.ganvas")
      try model.write(to: package, labelSet: .bands, precision: .float16, licence: "none")
      let read = try ModelPackage.read(package)
      #expect(read.manifest.training?.imagesSeen == 8)
      #expect(read.manifest.latent?.codeDistance != nil)
      #expect(read.previewFile != nil)
    }
  }

  @Test("A folder of another network is refused with names") func otherNetwork() throws {
    try withFolder { folder in
      _ = try run(in: folder, pictures: 4)
      var other = SPADETrainingConfiguration.tiny()
      other.generator.hiddenChannels = 9
      #expect {
        try TrainingRun<SPADETrainer>(
          other, source: BandSource(), held: BandSource(),
          options: .init(folder: folder, pictures: 8))
      } throws: { "\($0)".contains("another network") && "\($0)".contains("mlp_shared") }
    }
  }

  @Test("A loss that is no number stops the run with words") func notANumber() throws {
    let trainer = try SPADETrainer(.tiny())
    for entry in trainer.networks.parameters() where entry.name.hasSuffix("conv_img.bias") {
      withoutGradients { entry.tensor.detached().assign(Tensor.full([3], .nan)) }
    }
    let examples = try (0..<4).map { try BandSource().example(at: $0) }
    #expect {
      try trainer.train(on: examples)
    } throws: { "\($0)".contains("step 0") && "\($0)".contains("last checkpoint") }
  }

  @Test("Folders in the reference layout are read, cut and resized") func folderSource() throws {
    try withFolder { folder in
      let labels = LabelSet.bands
      for part in ["train_img", "train_label", "train_inst"] {
        try FileManager.default.createDirectory(
          at: folder.appendingPathComponent(part), withIntermediateDirectories: true)
      }
      for index in 0..<3 {
        let example = try BandSource().example(at: index)
        try AtomicFile.write(
          PNG.encode(example.image), to: folder.appendingPathComponent("train_img/\(index).png"))
        try AtomicFile.write(
          LabelMapFile.encode(example.labels, with: labels),
          to: folder.appendingPathComponent("train_label/\(index).png"))
        try AtomicFile.write(
          InstanceMapFile.encode(example.instances),
          to: folder.appendingPathComponent("train_inst/\(index).png"))
      }
      let source = try FolderSource(
        folder: folder, labelSet: labels, size: PixelSize(width: 32, height: 16))
      #expect(source.count == 3)
      let example = try source.example(at: 1)
      #expect(example.image.size == PixelSize(width: 32, height: 16))
      #expect(Set(example.labels.elements).isSubset(of: [0, 1, 2]))
      // Objects that melted when their map was saved teach nothing.
      let melted = try BandSource().example(at: 1).labels.map { $0 == 1 ? UInt8(255) : 0 }
      try AtomicFile.write(
        PNG.encode(gray: melted), to: folder.appendingPathComponent("train_inst/1.png"))
      #expect {
        try source.example(at: 1)
      } throws: { "\($0)".contains("lost its objects") && "\($0)".contains("1:") }
      try FileManager.default.removeItem(
        at: folder.appendingPathComponent("train_inst/2.png"))
      #expect(throws: TrainingError.self) {
        try FolderSource(folder: folder, labelSet: labels, size: PixelSize(width: 8, height: 8))
      }
    }
  }
}

@Suite(.serialized) struct GradientTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("Convolution with spectral norm") func convolution() throws {
    let random = RandomGenerator(seed: 1)
    let layer = try recordingGradients(
      Conv2D(
        3, 4, kernel: 3, padding: 1, isSpectral: true, initialization: .kaiming(gain: 1),
        using: random))
    let x = random.normal([1, 3, 6, 6])
    try checkGradients(of: layer) { layer(x).squared().mean() }
  }

  @Test("SPADE residual block") func block() throws {
    let random = RandomGenerator(seed: 2)
    let style = SPADEResnetBlock.Style(
      semantics: 3, hidden: 6, kernel: 3, usesInstanceNorm: false, isSpectral: false,
      initialization: .kaiming(gain: 1))
    let block = try recordingGradients(SPADEResnetBlock(5, 4, style: style, using: random))
    let x = random.normal([2, 5, 8, 8])
    let map = (random.uniform([2, 3, 16, 16]) + 0.2)
    try checkGradients(of: block) {
      block(x, source: SemanticPyramid(map), mode: .currentStatistics).squared().mean()
    }
  }

  @Test("Encoder and discriminator") func encoderAndDiscriminator() throws {
    let random = RandomGenerator(seed: 3)
    let encoder = try recordingGradients(
      ConvEncoder(
        width: 2, latentDimension: 3, hasSixthLayer: false, initialization: .kaiming(gain: 1),
        using: random))
    let picture = random.normal([2, 3, 128, 128]).tanh()
    try checkGradients(of: encoder) {
      let code = encoder(picture)
      return code.mean.squared().mean() + code.logVariance.squared().mean()
    }
    var settings = MultiscaleDiscriminator.Configuration(semanticChannels: 2)
    settings.ndf = 3
    settings.layers = 3
    let discriminator = try recordingGradients(
      MultiscaleDiscriminator(settings, initialization: .kaiming(gain: 1), using: random))
    let semantics = random.uniform([1, 2, 32, 32])
    let small = random.normal([1, 3, 32, 32])
    try checkGradients(of: discriminator) {
      let scales = discriminator(semantics: semantics, picture: small)
      return scales.reduce(Tensor.scalar(0)) { $0 + ($1.last ?? $1[0]).squared().mean() }
    }
  }
}
