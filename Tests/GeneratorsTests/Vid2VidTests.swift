import Checkpoints
import Foundation
import Generators
import Imaging
import Synthesis
import Tensors
import TestSupport
import Testing

/// Golden tests against NVIDIA/vid2vid (`provenance` in the fixture's `options.json`): two maps at a
/// time, instance norm with stored statistics, three frames.
@Suite(.serialized) struct Vid2VidTests {
  init() { #expect(EngineFixture.isReady) }

  private static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/vid2vid-e4_two_frames")

  private static func tiny(
    _ change: (inout Vid2VidConfiguration) -> Void = { _ in }
  ) -> Vid2VidModel {
    var configuration = Vid2VidConfiguration(labelCount: 4)
    configuration.ngf = 8
    configuration.downsamplings = 2
    configuration.blocks = 3
    configuration.localBlocks = 1
    configuration.outputSize = PixelSize(width: 32, height: 24)
    change(&configuration)
    return Vid2VidModel(
      name: "tiny",
      generator: Vid2VidGenerator(
        configuration, initialization: .normal(deviation: 0.2),
        using: RandomGenerator(seed: 5)),
      labelSet: .numbered(4))
  }

  private static func request(_ shift: Int) -> RenderRequest {
    let size = PixelSize(width: 32, height: 24)
    let labels = (0..<size.area).map { place in
      UInt16((place % size.width + shift) / 8 % 4)
    }
    let map = LabelMap(width: size.width, height: size.height, elements: labels)
    return RenderRequest(
      stamp: 0, conditioning: Conditioning(labelSet: .numbered(4), labels: map),
      statistics: .current)
  }

  private static func pictures(
    _ film: inout any Film, _ frames: Range<Int>
  ) throws -> [RGBImage] {
    try frames.map { try film.next(request(2 * $0), checkpoint: {}) }
  }

  @Test("Frames are the reference's, by stored and by current statistics") func reference() throws {
    let rows = try Vid2VidFixture.comparisons(of: try ReferenceFixture(folder: Self.own))
    #expect(rows.count == 6)
    for row in rows { #expect(row.passed, "\(row.name) \(row.reason ?? "\(row.difference ?? 0)")") }
  }

  @Test(
    "A known flow stands in for the networks': where it does not hold, all is new",
    arguments: [1, 2])
  func knownFlow(scales: Int) throws {
    let model = Self.tiny { $0.scales = scales }
    let configuration = model.configuration
    let generator = Vid2VidGenerator(
      configuration, initialization: .normal(deviation: 0.2), using: RandomGenerator(seed: 5))
    let random = RandomGenerator(seed: 2)
    let maps = random.uniform([1, configuration.frames * configuration.mapChannels, 24, 32])
    let before = (0..<configuration.history).map { _ in random.normal([1, 3, 24, 32]).tanh() }
    func finest(_ sure: Double) -> Vid2VidScale.Result? {
      var memory = Vid2VidMemory(after: before, scales: scales)
      var seen: Vid2VidScale.Result?
      _ = generator.frame(
        maps, memory: &memory, mode: .currentStatistics,
        known: .init(
          flow: Tensor.full([1, 2, 24, 32], 2), confidence: Tensor.full([1, 1, 24, 32], sure)),
        observe: { scale, result, _, _ in if scale == scales - 1 { seen = result } },
        checkpoint: {})
      return seen
    }
    let trusted = try #require(finest(1))
    let moved = before[before.count - 1].warped(by: Tensor.full([1, 2, 24, 32], 2))
    #expect(trusted.warped?.floats() == moved.floats())
    let new = try #require(finest(0))
    #expect((new.final - new.raw).absolute().maximum().item < 1e-5)
    #expect(trusted.final.floats() != trusted.raw.floats())
  }

  @Test("A flow of whole pixels moves, and none gives the picture back") func warp() {
    let picture = RandomGenerator(seed: 1).uniform([1, 3, 9, 12])
    let still = picture.warped(by: Tensor.zeros([1, 2, 9, 12]))
    #expect((still - picture).absolute().maximum().floats()[0] <= 2e-6)
    let flow = Tensor(
      [Float](repeating: 2, count: 108) + [Float](repeating: -1, count: 108),
      shape: [1, 2, 9, 12])
    let moved = picture.warped(by: flow)
    let expected = picture.sliced(axis: 2, from: 0, to: 8).sliced(axis: 3, from: 2, to: 12)
    let found = moved.sliced(axis: 2, from: 1, to: 9).sliced(axis: 3, from: 0, to: 10)
    #expect((found - expected).absolute().maximum().floats()[0] <= 1e-5)
    // Beyond the border its values are repeated.
    let edge = picture.warped(by: flow * 100).sliced(axis: 3, from: 0, to: 1)
    #expect(
      (edge - picture.sliced(axis: 2, from: 0, to: 1).sliced(axis: 3, from: 11, to: 12))
        .absolute().maximum().floats()[0] <= 1e-6)
  }

  @Test("T maps make T pictures, and a film that is taken up ends in the same bytes")
  func film() throws {
    for change: (inout Vid2VidConfiguration) -> Void in [
      { _ in }, { $0.scales = 2 },
      {
        $0.frames = 2; $0.hasFlow = false
      },
      { $0.foregroundLabels = [1, 2] },
      { $0.first = Vid2VidConfiguration.First(width: 4, downsamplings: 2, blocks: 1) },
    ] {
      let model = Self.tiny(change)
      var whole = try #require(try model.film(after: []))
      let wanted = try Self.pictures(&whole, 0..<5)
      #expect(wanted[1] != wanted[0] && wanted[4] != wanted[3])
      var first = try #require(try model.film(after: []))
      _ = try Self.pictures(&first, 0..<3)
      var second = try #require(try model.film(after: []))
      try second.restore(first.memory)
      #expect(try Self.pictures(&second, 3..<5) == Array(wanted[3...]))
    }
  }

  @Test("Cancelling leaves a film where it was") func cancelled() throws {
    struct Stop: Error {}
    var film = try #require(try Self.tiny().film(after: []))
    _ = try Self.pictures(&film, 0..<2)
    var calls = 0
    #expect(throws: Stop.self) {
      try film.next(Self.request(4)) {
        calls += 1
        if calls == 6 { throw Stop() }
      }
    }
    var undisturbed = try #require(try Self.tiny().film(after: []))
    _ = try Self.pictures(&undisturbed, 0..<2)
    #expect(try Self.pictures(&film, 2..<3) == Self.pictures(&undisturbed, 2..<3))
  }

  @Test("The memory of another model or size, or one with holes, is refused") func foreign() throws
  {
    var other = try #require(try Self.tiny { $0.labelCount = 3 }.film(after: []))
    var film = try #require(try Self.tiny().film(after: []))
    _ = try Self.pictures(&film, 0..<2)
    let kept = film.memory
    #expect(throws: ModelError.self) { try other.restore(kept) }
    #expect(throws: ModelError.self) { try film.restore(Array(kept.dropLast())) }
    let broken = kept.map { tensor in
      tensor.name == "picture.0.1"
        ? StoredTensor(
          name: tensor.name, shape: tensor.shape,
          floats: [Float](repeating: .nan, count: tensor.count)) : tensor
    }
    #expect(throws: ModelError.self) { try film.restore(broken) }
    var again = try #require(try Self.tiny().film(after: []))
    _ = try Self.pictures(&again, 0..<2)
    #expect(try Self.pictures(&film, 2..<3) == Self.pictures(&again, 2..<3))
  }

  @Test("Weights become a package that makes the same film") func package() throws {
    let files = try WeightFiles(at: Self.own, chosenBy: Vid2VidImport.weightFile)
    let found = try FamilyTable.builtIn.importedWeights(at: Self.own, labelSets: [])
    #expect(type(of: found).program == "NVIDIA/vid2vid" && found.files == [files.generator])
    let made = try found.model(named: "tiny")
    let folder = try TemporaryFolder()
    let package = try made.contents.write(to: folder.url.appendingPathComponent("tiny.ganvas"))
    let library = ModelLibrary(folders: [folder.url], labelSets: folder.url)
    let loaded = try FamilyTable.builtIn.load(package, from: library)
    #expect(loaded.description.capabilities.history?.pictures == 1)
    #expect(
      try Vid2VidModel.referenceOptions(of: package).contains("n_frames_G: 2")
        && Vid2VidModel.referenceOptions(of: package).contains("norm: instance"))
    var first = try #require(try made.generator.film(after: []))
    var second = try #require(try loaded.film(after: []))
    #expect(try Self.pictures(&first, 0..<2) == Self.pictures(&second, 0..<2))
  }

  @Test("What the weights cannot tell is asked for; what contradicts them is named")
  func conclusions() throws {
    let folder = try TemporaryFolder()
    let weights = folder.url.appendingPathComponent("latest_net_G0.pth")
    try FileManager.default.copyItem(
      at: Self.own.appendingPathComponent("latest_net_G0.pth"), to: weights)
    #expect {
      try FamilyTable.builtIn.importedWeights(at: folder.url, labelSets: [])
    } throws: { "\($0)".contains("--no-edges") }
    let answers = ImportAnswers(usesInstanceEdges: false)
    _ = try FamilyTable.builtIn.importedWeights(at: folder.url, answers: answers, labelSets: [])
    // Sizes that cannot be are brought into range, never computed with.
    for size in ["height=9223372036854775807", "width=-5", "height=0"] {
      let absurd = try ImportAnswers(
        usesInstanceEdges: false, options: ReferenceOptions(assignments: [size]))
      _ = try FamilyTable.builtIn.importedWeights(at: folder.url, answers: absurd, labelSets: [])
    }
    for aspect in [Double.nan, .infinity, 0, -1, 1e-300] {
      let absurd = ImportAnswers(aspectRatio: aspect, usesInstanceEdges: false)
      _ = try FamilyTable.builtIn.importedWeights(at: folder.url, answers: absurd, labelSets: [])
    }
    let wrong = try ImportAnswers(options: ReferenceOptions(assignments: ["label_nc=7"]))
    #expect {
      try FamilyTable.builtIn.importedWeights(at: folder.url, answers: wrong, labelSets: [])
    } throws: { "\($0)".contains("label_nc is 7") }
  }
}
