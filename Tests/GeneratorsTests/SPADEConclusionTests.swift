import Checkpoints
import Foundation
import GeneratorSupport
import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Generators

/// What an import concludes from shapes, known layouts, flags and options.
@Suite struct SPADEConclusionTests {
  init() { #expect(EngineFixture.isReady) }

  private static let shipped: [LabelSet] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appendingPathComponent("Assets/Labels")
    return LabelSet.names(in: folder).compactMap { try? LabelSet.load(named: $0, in: folder) }
  }()

  private static func set(_ name: String) -> LabelSet? { shipped.first { $0.name == name } }

  private func facts(
    channels: Int, isMost: Bool = false, start: SPADEWeightFacts.Start = .labels
  ) -> SPADEWeightFacts {
    SPADEWeightFacts(
      ngf: 64, semanticChannels: channels, kernel: 3, hiddenChannels: 128, isSpectral: true,
      hasRunningStatistics: true, isMost: isMost, start: start)
  }

  private func conclude(
    _ facts: SPADEWeightFacts, _ answers: ImportAnswers = ImportAnswers(),
    options: ReferenceOptions = ReferenceOptions()
  ) throws(ImportError) -> SPADEConclusion {
    try SPADEConclusion(
      facts, encoder: nil, options: options, answers: answers, labelSets: Self.shipped)
  }

  @Test(
    "Shapes tell width, channels, latent, depth, kernel, normalization and spectral norm",
    arguments: [true, false], [SPADEConfiguration.Upsampling.normal, .most])
  func shapes(usesVAE: Bool, upsampling: SPADEConfiguration.Upsampling) throws {
    for (kernel, normalization, isSpectral) in [
      (3, SPADEConfiguration.Normalization.batch, true), (5, .instance, false),
    ] {
      var configuration = tinyConfiguration(usesVAE: usesVAE)
      configuration.cropSize = 256
      configuration.aspectRatio = 2
      configuration.upsampling = upsampling
      configuration.kernel = kernel
      configuration.normalization = normalization
      configuration.isSpectral = isSpectral
      configuration.ngf = 4
      let tensors = SPADEGenerator(
        configuration, initialization: .unfilled, using: RandomGenerator(seed: 0)
      ).storedTensors()
      let facts = try SPADEWeightFacts(tensors, file: "x.pth")
      let cells = configuration.startWidth * configuration.startHeight
      #expect(
        facts
          == SPADEWeightFacts(
            ngf: 4, semanticChannels: 4, kernel: kernel, hiddenChannels: 4,
            isSpectral: isSpectral, hasRunningStatistics: normalization == .batch,
            isMost: upsampling == .most,
            start: usesVAE ? .latent(dimension: 8, cells: cells) : .labels))
    }
  }

  @Test(
    "The released layouts are recognized by their channels",
    arguments: [
      (184, "coco-stuff", 182, true, true, "256×256"),
      (182, "coco-stuff", 182, false, false, "512×512"),
      (151, "ade20k", 150, true, false, "256×256"),
      (36, "cityscapes", 35, false, true, "512×256"),
    ])
  func releasedLayouts(
    channels: Int, labels: String, count: Int, unlabelled: Bool, edges: Bool, size: String
  ) throws {
    let conclusion = try conclude(facts(channels: channels))
    #expect(conclusion.labelSet.name == labels)
    #expect(conclusion.configuration.labelCount == count)
    #expect(conclusion.configuration.hasUnlabelledChannel == unlabelled)
    #expect(conclusion.configuration.usesInstanceEdges == edges)
    #expect("\(conclusion.configuration.outputSize)" == size)
    #expect(conclusion.configuration.semanticChannels == channels)
    #expect(conclusion.configuration.background == .label)
    #expect(!conclusion.words.isEmpty)
  }

  @Test("Unknown channels are asked about, all questions at once") func questions() throws {
    let error = #expect(throws: ImportError.self) { try conclude(facts(channels: 12)) }
    guard case .unanswered(let questions, _) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(questions.count == 4)
    #expect(questions.first?.flag.hasPrefix("--labels") == true)
  }

  @Test("Flags answer: labels divide the channels, sizes follow") func answers() throws {
    let camvid = try #require(Self.set("camvid"))
    var answers = ImportAnswers(labelSet: camvid, aspectRatio: 4.0 / 3)
    let start = SPADEWeightFacts.Start.latent(dimension: 256, cells: 12)
    let plain = try conclude(facts(channels: 12, start: start), answers).configuration
    #expect(plain.semanticChannels == 12)
    #expect(!plain.usesInstanceEdges)
    #expect(plain.cropSize == 128)
    #expect("\(plain.outputSize)" == "128×96")

    answers.usesInstanceEdges = true
    let edged = try conclude(facts(channels: 13, start: start), answers).configuration
    #expect(edged.usesInstanceEdges)
    #expect(edged.labelCount == 12)

    // Another aspect gives no grid of twelve cells.
    answers.aspectRatio = 1
    #expect(throws: ImportError.self) {
      try conclude(facts(channels: 13, start: start), answers)
    }
    // Cityscapes' classes do not fit into ten channels.
    #expect(throws: ImportError.self) {
      try conclude(facts(channels: 10), ImportAnswers(labelSet: Self.set("cityscapes")))
    }
    // A set that may have an edge or an "unlabelled" channel more is asked about.
    let landscape = ImportAnswers(labelSet: Self.set("landscape"))
    #expect(throws: ImportError.self) { try conclude(facts(channels: 21), landscape) }
  }

  @Test(
    "The start grid of a VAE tells depth from width, or width from depth",
    arguments: [
      (64, nil, nil, SPADEConfiguration.Upsampling.normal, 256), (64, .more, nil, .more, 512),
      (64, nil, 512, .more, 512), (64, nil, 256, .normal, 256), (256, nil, nil, .normal, 512),
    ]
      as [(
        Int, SPADEConfiguration.Upsampling?, Int?, SPADEConfiguration.Upsampling, Int
      )])
  func startGrid(
    cells: Int, upsampling: SPADEConfiguration.Upsampling?, crop: Int?,
    expected: SPADEConfiguration.Upsampling, width: Int
  ) throws {
    let answers = ImportAnswers(
      labelSet: .numbered(7), usesInstanceEdges: false, cropSize: crop,
      options: ReferenceOptions(
        upsampling.map { ["num_upsampling_layers": .string($0.rawValue)] } ?? [:]))
    let configuration = try conclude(
      facts(channels: 7, start: .latent(dimension: 256, cells: cells)), answers
    ).configuration
    #expect(configuration.upsampling == expected)
    #expect(configuration.cropSize == width)
  }

  @Test("Options answer everything, and must not contradict the weights") func options() throws {
    let options = ReferenceOptions(
      text: """
        label_nc: 12
        no_instance: True
        crop_size: 128
        aspect_ratio: 1.3333333333333333
        use_vae: True
        ngf: 64
        """)
    let start = SPADEWeightFacts.Start.latent(dimension: 256, cells: 12)
    let conclusion = try conclude(facts(channels: 12, start: start), options: options)
    #expect(conclusion.labelSet.name == "camvid")
    #expect("\(conclusion.configuration.outputSize)" == "128×96")

    var other = facts(channels: 14, start: start)
    other.ngf = 16
    let error = #expect(throws: ImportError.self) { try conclude(other, options: options) }
    guard case .contradictions(let lines) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(lines.count == 2)
    // Options of another family are no SPADE.
    #expect(throws: ImportError.self) {
      try conclude(
        facts(channels: 12), options: ReferenceOptions(text: "label_nc: 12\nnetG: global"))
    }
  }

  @Test("What is no generator is refused by the tensor that shows it") func noGenerator() throws {
    let tensors = tinyGenerator().storedTensors()
    func without(_ name: String) -> [StoredTensor] { tensors.filter { $0.name != name } }
    for name in [
      "head_0.conv_0.weight_orig", "head_0.norm_0.mlp_shared.0.weight", "fc.weight",
    ] {
      let error = #expect(throws: ImportError.self) {
        try SPADEWeightFacts(without(name), file: "x.pth")
      }
      #expect(error?.description.contains("x.pth") == true)
    }
    for shape in [[0], [31, 8], [8], [1, 2, 3]] {
      let count = shape.reduce(1, *)
      let lying = StoredTensor(
        name: "fc.weight", shape: shape, floats: [Float](repeating: 0, count: count))
      #expect(throws: ImportError.self) {
        try SPADEWeightFacts(without("fc.weight") + [lying], file: "x.pth")
      }
    }
    #expect(throws: ImportError.self) { try SPADEEncoderFacts(tensors, file: "x.pth") }
    // A few wide tensors alone do not get a wide network built.
    let wide = [
      StoredTensor(
        name: "layer1.0.weight_orig", shape: [512, 3, 3, 3],
        floats: [Float](repeating: 0, count: 512 * 27)),
      StoredTensor(
        name: "fc_mu.weight", shape: [1, 65536], floats: [Float](repeating: 0, count: 65536)),
    ]
    #expect(throws: ImportError.self) { try SPADEEncoderFacts(wide, file: "x.pth") }
  }

  @Test(
    "Presets have the official sizes",
    arguments: [
      (SPADEPreset.coco256, 97_480_899), (.ade256, 96_492_483), (.cityscapes512, 93_048_003),
      (.coco256VAE, 112_626_883), (.facades256, 92_359_107), (.landscape512, 97_420_995),
    ])
  func officialSizes(preset: SPADEPreset, parameters: Int) {
    let generator = SPADEGenerator(
      preset.configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    #expect(generator.parameterCount == parameters)
    guard preset == .coco256VAE else { return }
    let encoder = ConvEncoder(
      width: 64, initialization: .unfilled, using: RandomGenerator(seed: 0))
    #expect(encoder.parameterCount == 10_463_424)
  }
}
