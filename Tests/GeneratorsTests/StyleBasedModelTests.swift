import Checkpoints
import Foundation
import Imaging
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// StyleGAN2 of 16×16 that renders in milliseconds.
func tinyStyleGAN2(classes: Int = 0, seed: UInt64 = 1) -> StyleGAN2Generator {
  var configuration = StyleGAN2Configuration(
    resolution: 16, channelBase: 128, channelMaximum: 8)
  configuration.latentDimension = 6
  configuration.styleDimension = 5
  configuration.mappingLayers = 2
  configuration.classNames = (0..<classes).map { "class \($0)" }
  var generator = StyleGAN2Generator(configuration, using: RandomGenerator(seed: seed))
  generator.measureAverageStyle(seed: 0, batches: 1)
  for index in generator.blocks.indices {
    generator.blocks[index].refining.noiseStrength = Tensor.full([], 0.3)
  }
  return generator
}

/// Latents, truncation, mixing, noise and classes of loaded style-based models.
@Suite(.serialized) struct StyleBasedModelTests {
  private let model: StyleGAN2Model

  init() {
    #expect(EngineFixture.isReady)
    model = StyleGAN2Model(name: "tiny", generator: tinyStyleGAN2())
  }

  private func styles(_ latent: LatentState) throws -> [[Float]] {
    let values = try model.styles(for: latent).floats()
    return stride(from: 0, to: values.count, by: 5).map { Array(values[$0..<$0 + 5]) }
  }

  private func picture(_ latent: LatentState, precision: Precision = .float32) throws -> [Float] {
    try model.picture(
      RenderRequest(stamp: 1, conditioning: Conditioning(), latent: latent, precision: precision)
    ).floats()
  }

  @Test("It says what it can be asked for") func capabilities() {
    let capabilities = model.description.capabilities
    #expect(capabilities.labels == nil)
    #expect(capabilities.latent == Capabilities.Latent(dimension: 6, layers: 6, styleDimension: 5))
    #expect(capabilities.outputSize == PixelSize(width: 16, height: 16))
  }

  @Test("ψ 1 leaves w, 0 gives the mean, −1 the opposite; a cutoff spares the finer layers")
  func truncation() throws {
    let plain = try styles(LatentState(source: .seed(3)))
    let mean = model.network.averageStyle.floats()
    #expect(try styles(LatentState(source: .seed(3), truncationPsi: 0)).allSatisfy { $0 == mean })
    let negative = try styles(LatentState(source: .seed(3), truncationPsi: -1))[0]
    for index in 0..<5 {
      #expect(abs(negative[index] + plain[0][index] - 2 * mean[index]) < 1e-5)
    }
    let cut = try styles(LatentState(source: .seed(3), truncationPsi: 0, truncationCutoff: 2))
    #expect(cut[0] == mean && cut[1] == mean)
    #expect(Array(cut[2...]) == Array(plain[2...]))
    let layered = try styles(LatentState(source: .seed(3), layerPsi: [4: 0]))
    #expect(layered[4] == mean)
    #expect(layered[3] == plain[3])
  }

  @Test("A place between seeds is the bilinear blend of w around the mean") func places() throws {
    let place = SeedPlace(seed: 4, right: 0.25, down: 0.5)
    let found = try styles(LatentState(source: place.source, truncationPsi: 0.7))
    let mean = model.network.averageStyle.floats()
    var wanted = mean
    for (seed, weight) in [(4, 0.375), (5, 0.125), (104, 0.375), (105, 0.125)] {
      // Truncated, then centred, as the visualizer of StyleGAN3 does.
      let corner = try styles(LatentState(source: .seed(UInt32(seed)), truncationPsi: 0.7))[0]
      for index in wanted.indices { wanted[index] += Float(weight) * (corner[index] - mean[index]) }
    }
    for index in wanted.indices { #expect(abs(found[3][index] - wanted[index]) < 1e-5) }
    #expect(
      try styles(LatentState(source: SeedPlace(seed: 4).source))
        == styles(LatentState(source: .seed(4))))
  }

  @Test("Mixed layers come from the other latent") func mixing() throws {
    let first = try styles(LatentState(source: .seed(1)))
    let second = try styles(LatentState(source: .seed(2)))
    let mixed = try styles(
      LatentState(source: .seed(1), mixing: .init(source: .seed(2), layers: [0, 5])))
    #expect(mixed[0] == second[0] && mixed[5] == second[5])
    #expect(Array(mixed[1...4]) == Array(first[1...4]))
    #expect(throws: ModelError.self) {
      try styles(LatentState(mixing: .init(source: .seed(2), layers: [6])))
    }
  }

  @Test("Paths: spherical or straight in z, straight in w") func paths() throws {
    func z(_ seed: UInt32) throws -> [Float] { try LatentVector.z(.seed(seed), dimension: 6) }
    let half = zip(try z(1), try z(2)).map { ($0 + $1) / 2 }
    #expect(
      try styles(LatentState(source: .linear(.seed(1), .seed(2), fraction: 0.5)))
        == styles(LatentState(source: .z(half))))
    let arc = LatentVector.interpolated(try z(1), try z(2), at: 0.5)
    #expect(
      try styles(LatentState(source: .between(.seed(1), .seed(2), fraction: 0.5)))
        == styles(LatentState(source: .z(arc))))
    let ends = (
      try styles(LatentState(source: .seed(1)))[0], try styles(LatentState(source: .seed(2)))[0]
    )
    let between = LatentState.Source.between(.w(ends.0), .w(ends.1), fraction: 0.25)
    let combined = LatentState.Source.combined([.seed(1), .seed(2)], weights: [0.75, 0.25])
    for (index, value) in try styles(LatentState(source: between))[3].enumerated() {
      #expect(abs(value - (0.75 * ends.0[index] + 0.25 * ends.1[index])) < 1e-6)
    }
    #expect(try styles(LatentState(source: between)) == styles(LatentState(source: combined)))
  }

  @Test("A w or w+ of another model is refused") func foreignLatents() {
    for source: LatentState.Source in [
      .w([1]), .wPlus([[0, 0, 0, 0, 0]]), .z([1]), .w([.nan, 0, 0, 0, 0]),
    ] {
      #expect(throws: ModelError.self) { try styles(LatentState(source: source)) }
    }
  }

  @Test("Noise: fixed is always the same, a seed is another, off is none") func noise() throws {
    let fixed = try picture(LatentState())
    #expect(try picture(LatentState()) == fixed)
    let seeded = try picture(LatentState(noise: .seeded(1)))
    #expect(seeded != fixed)
    #expect(try picture(LatentState(noise: .seeded(1))) == seeded)
    #expect(try picture(LatentState(noise: .seeded(2))) != seeded)
    #expect(try picture(LatentState(noise: .off)) != fixed)
  }

  @Test("Classes change the picture, also mixed") func classes() throws {
    let model = StyleGAN2Model(name: "tiny", generator: tinyStyleGAN2(classes: 3))
    func styles(_ weights: [Int: Double]) throws -> [Float] {
      try model.styles(for: LatentState(), classWeights: weights).floats()
    }
    #expect(try styles([:]) == styles([0: 1]))
    #expect(try styles([1: 1]) != styles([0: 1]))
    #expect(try styles([0: 0.5, 1: 0.5]) != styles([1: 1]))
    #expect(throws: ModelError.self) { try styles([3: 1]) }
  }

  @Test("Packed convolutions make the same picture; bfloat16 nearly", arguments: [0, 3])
  func packed(classes: Int) throws {
    var model = StyleGAN2Model(name: "tiny", generator: tinyStyleGAN2(classes: classes))
    for noise: LatentState.Noise in [.fixed, .off, .seeded(4)] {
      func picture(_ precision: Precision) throws -> [Float] {
        try model.picture(
          RenderRequest(
            stamp: 1, conditioning: Conditioning(),
            latent: LatentState(source: .seed(5), noise: noise), precision: precision)
        ).floats()
      }
      let plain = try StyleGAN2Model(name: "tiny", generator: tinyStyleGAN2(classes: classes))
        .picture(
          RenderRequest(
            stamp: 1, conditioning: Conditioning(),
            latent: LatentState(source: .seed(5), noise: noise))
        ).floats()
      try model.prepare(for: .float32)
      for (a, b) in zip(plain, try picture(.float32)) { #expect(abs(a - b) < 1e-4) }
      try model.prepare(for: .bfloat16)
      for (a, b) in zip(plain, try picture(.bfloat16)) { #expect(abs(a - b) < 0.1) }
    }
  }

  @Test("A package holds everything: written and read, the picture is the same") func package()
    throws
  {
    let folder = try TemporaryFolder()
    let generator = tinyStyleGAN2(classes: 2)
    let place = folder.url.appendingPathComponent("tiny.ganvas")
    try PackageContents(
      manifest: try ModelManifest(styleBased: generator, name: "tiny"),
      networks: GeneratorAlone(generator)
    ).write(to: place)
    let read = try FamilyTable.builtIn.load(
      ModelPackage.read(place), from: ModelLibrary(folders: [folder.url], labelSets: folder.url))
    let request = RenderRequest(
      stamp: 1, conditioning: Conditioning(classWeights: [1: 1]),
      latent: LatentState(source: .seed(8), truncationPsi: 0.6))
    #expect(
      try read.synthesize(request, checkpoint: {})
        == StyleGAN2Model(name: "tiny", generator: generator)
        .synthesize(request, checkpoint: {}))
  }

  @Test("Official sizes have the published numbers of parameters") func parameterCounts() {
    func count(_ resolution: Int, base: Int = 32768) -> Int {
      StyleGAN2Generator(
        StyleGAN2Configuration(resolution: resolution, channelBase: base), using: nil
      ).parameterCount
    }
    #expect(count(256) == 30_034_338)
    #expect(count(512) == 30_276_583)
    #expect(count(1024) == 30_370_060)
    #expect(count(256, base: 16384) == 24_767_458)
    // The original's 26,219,627 hold 512 biases of the constant, which the port has not.
    #expect(
      StyleGANGenerator(StyleGANConfiguration(), using: nil).parameterCount == 26_219_627 - 512)
  }

  @Test("0 becomes 128, 1 becomes 255, −1 becomes 0") func bytes() {
    let values = Tensor([-1, 0, 1] as [Float], shape: [1, 3, 1, 1])
    #expect(RGBImage(centred: values)[0, 0] == RGB(0, 128, 255))
  }
}
