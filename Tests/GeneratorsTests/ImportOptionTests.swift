import Checkpoints
import Foundation
import GeneratorSupport
import Imaging
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// Options said by flag are used, compared with the weights or refused, never ignored.
@Suite(.serialized) struct ImportOptionTests {
  init() { #expect(EngineFixture.isReady) }

  /// Weights without anything beside them.
  private func write(_ tensors: [StoredTensor], in folder: URL) throws -> URL {
    let file = folder.appendingPathComponent("latest_net_G.safetensors")
    try Checkpoint.writeSafetensors(tensors, metadata: [:], to: file.path)
    return file
  }

  private func spade(usesVAE: Bool = false) -> [StoredTensor] {
    tinyGenerator(tinyConfiguration(usesVAE: usesVAE)).storedTensors()
  }

  private func translation(
    _ change: (inout Pix2PixHDConfiguration) -> Void = { _ in }
  ) -> [StoredTensor] {
    var configuration = tinyPix2PixHD(features: 0)
    change(&configuration)
    return Pix2PixHDGenerator(
      configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 3)
    ).storedTensors()
  }

  private func imported(
    _ file: URL, _ options: [String], _ answers: ImportAnswers = ImportAnswers()
  ) throws -> any ModelImport {
    var answers = answers
    answers.options = try ReferenceOptions(assignments: options)
    return try FamilyTable.builtIn.importedWeights(
      at: file, answers: answers, labelSets: [tinyLabels])
  }

  @Test("Every option of every importer is read: a value that cannot be is refused by its name")
  func nothingIsIgnored() throws {
    let folder = try TemporaryFolder()
    var small = StyleGANConfiguration()
    small.widths = [4, 4, 4]
    small.step = 2
    let port = StyleGANGenerator(small, using: RandomGenerator(seed: 1)).storedTensors()
    let style = StyleGAN2Generator(
      StyleGAN2Configuration(widths: [4, 4]), using: RandomGenerator(seed: 1)
    ).storedTensors()
    var large = BigGANConfiguration(resolution: 32)
    large.width = 4
    let big = BigGANGenerator(large, using: RandomGenerator(seed: 1)).storedTensors()
    var film = Vid2VidConfiguration(labelCount: 3)
    film.ngf = 2
    film.downsamplings = 1
    film.blocks = 1
    let scale = Vid2VidScale(
      0, of: film, initialization: .normal(deviation: 0.1), using: RandomGenerator(seed: 1)
    ).storedTensors()
    let labelled = ImportAnswers(labelSet: tinyLabels, usesInstanceEdges: true)
    let cases: [(any ModelImport.Type, [StoredTensor], ImportAnswers)] = [
      (SPADEImport.self, spade(), labelled), (Pix2PixHDImport.self, translation(), labelled),
      (StyleGAN2Import.self, style, ImportAnswers()), (StyleGANImport.self, port, ImportAnswers()),
      (BigGANImport.self, big, ImportAnswers()), (Vid2VidImport.self, scale, ImportAnswers()),
    ]
    let tried = cases.map { "\($0.0)" }
    for importer in FamilyTable.builtIn.importers where !importer.optionNames.isEmpty {
      #expect(tried.contains("\(importer)"), "\(importer) is not tried")
    }
    for (importer, tensors, answers) in cases {
      let file = try write(tensors, in: folder.url)
      for name in importer.optionNames {
        let error = #expect(throws: (any Error).self, "\(importer) \(name)") {
          try imported(file, ["\(name)=absurd"], answers)
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(name), "\(importer) \(name)")
      }
      let unknown = #expect(throws: ImportError.self) {
        try imported(file, ["crop_sise=128"], answers)
      }
      guard case .unknownOptions(let names, _, let known) = unknown else {
        Issue.record("\(String(describing: unknown))")
        continue
      }
      #expect(names == ["crop_sise"])
      #expect(known == importer.optionNames)
    }
  }

  @Test("What is said of a SPADE is used, the rest is read off the shapes") func spadeOptions()
    throws
  {
    let folder = try TemporaryFolder()
    // Three classes and edges, or two classes, “unlabelled” and edges: four channels.
    let file = try write(spade(), in: folder.url)
    func found(_ options: [String], _ answers: ImportAnswers) throws -> SPADEConfiguration {
      try #require(try imported(file, options, answers) as? SPADEImport).conclusion.configuration
    }
    let labelled = ImportAnswers(labelSet: tinyLabels)
    let sized = try found(
      ["contain_dontcare_label=false", "crop_size=128", "aspect_ratio=2"], labelled)
    #expect("\(sized.outputSize)" == "128×64")
    #expect(sized.usesInstanceEdges && !sized.hasUnlabelledChannel)
    #expect(sized.ngf == 2)
    for truth in ["True", "true", "TRUE"] {
      let divided = try found(
        ["label_nc=3", "contain_dontcare_label=\(truth)"], labelled)
      #expect(divided.hasUnlabelledChannel && !divided.usesInstanceEdges)
    }
    let edged = try found(["label_nc=3", "no_instance=false"], ImportAnswers())
    #expect(edged.usesInstanceEdges)
    #expect(edged.ngf == 2)

    for (options, answers, words) in [
      (
        ["label_nc=3", "no_instance=true"],
        ImportAnswers(labelSet: tinyLabels, usesInstanceEdges: true), "no_instance"
      ),
      (
        ["label_nc=3", "crop_size=64"], ImportAnswers(usesInstanceEdges: true, cropSize: 128),
        "crop_size"
      ),
      (
        ["label_nc=3", "aspect_ratio=2"], ImportAnswers(aspectRatio: 1, usesInstanceEdges: true),
        "aspect_ratio"
      ),
      (
        ["label_nc=3", "no_instance=False", "ngf=64"], ImportAnswers(), "the width ngf should be 64"
      ),
      (["label_nc=3", "no_instance=False", "use_vae=true"], ImportAnswers(), "a latent z"),
      (["label_nc=1", "no_instance=False"], ImportAnswers(labelSet: tinyLabels), "label_nc"),
    ] {
      let error = #expect(throws: ImportError.self) { try imported(file, options, answers) }
      guard case .contradictions = error else {
        Issue.record("\(options): \(String(describing: error))")
        continue
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    let asked = #expect(throws: ImportError.self) { try imported(file, ["label_nc=3"]) }
    #expect(asked?.description.contains("--edges or --no-edges") == true)
  }

  @Test("What is said of a pix2pixHD is used, the rest is read off the shapes")
  func translationOptions() throws {
    let folder = try TemporaryFolder()
    let file = try write(translation(), in: folder.url)
    let labelled = ImportAnswers(labelSet: tinyLabels)
    let found = try #require(
      try imported(file, ["label_nc=3", "loadSize=64"], labelled) as? Pix2PixHDImport)
    let shapes = try #require(try imported(file, [], labelled) as? Pix2PixHDImport)
    var expected = shapes.conclusion.configuration
    expected.outputSize = PixelSize(width: 64, height: 32)
    #expect(found.conclusion.configuration == expected)
    #expect(expected.usesInstanceEdges)
    for (options, words) in [
      (["label_nc=3", "ngf=64"], "ngf"), (["label_nc=3", "norm=batch"], "the norm"),
      (["label_nc=3", "n_blocks_local=3"], "n_blocks_local"),
      (["label_nc=3", "input_nc=1"], "input_nc"), (["label_nc=2", "feat_num=1"], "label_nc"),
      (["label_nc=3", "output_nc=1"], "output_nc"),
    ] {
      let error = #expect(throws: ImportError.self) { try imported(file, options, labelled) }
      guard case .contradictions(let lines) = error else {
        Issue.record("\(options): \(String(describing: error))")
        continue
      }
      #expect(error?.description.contains(words) == true, "\(lines)")
    }
  }

  @Test("What weights are is said before anything is asked") func identity() throws {
    let folder = try TemporaryFolder()
    for (tensors, words) in [
      (spade(), ["NVlabs/SPADE", "width ngf 2", "4 semantic channels"]),
      (
        translation { $0.labelCount = 8 },
        ["NVIDIA/pix2pixHD", "1 halvings, 2 residual", "9 input channels"]
      ),
    ] {
      let file = try write(tensors, in: folder.url)
      let error = #expect(throws: ImportError.self) { try imported(file, []) }
      guard case .unanswered(let questions, _) = error, let text = error?.description else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(!questions.isEmpty)
      for word in ["latest_net_G.safetensors holds weights of"] + words {
        let place = try #require(text.range(of: word), "\(word) in \(text)")
        let asked = try #require(text.range(of: "say it by flag"))
        #expect(place.lowerBound < asked.lowerBound)
      }
    }
  }

  @Test("An option said twice is a contradiction unless both say the same") func twice() throws {
    #expect(throws: ConfigurationError.self) {
      try ReferenceOptions(assignments: ["crop_size=1", "crop_size=2"])
    }
    #expect(try ReferenceOptions(assignments: ["a=1", "a=1"]).integer("a") == 1)
  }

  @Test(
    "A model that turns pictures into others is imported with a preview, with borders or without",
    arguments: [true, false])
  func pictureInput(edges: Bool) throws {
    let folder = try TemporaryFolder()
    let file = try write(
      translation {
        $0.labelCount = 0
        $0.usesInstanceEdges = edges
      }, in: folder.url)
    let weights = try imported(
      file, ["label_nc=0", "no_instance=\(!edges)", "width=64", "height=64"])
    #expect(weights.labelSet == nil)
    let model = try weights.model(named: "photo")
    let preview = try model.generator.preview()
    #expect(preview.size == PixelSize(width: 64, height: 64))
    #expect(Set(preview.elements).count > 4)
  }

  @Test("Grey pictures and pictures with an opacity are shown in colour", arguments: [1, 2, 4])
  func pictureChannels(count: Int) throws {
    let folder = try TemporaryFolder()
    let file = try write(
      translation { $0.pictureChannels = count == 3 ? nil : count }, in: folder.url)
    let weights = try imported(
      file, ["label_nc=3", "width=64", "height=32"], ImportAnswers(labelSet: tinyLabels))
    let translated = try weights.model(named: "grey").generator.preview()
    var configuration = StyleGAN2Configuration(widths: [4, 4])
    configuration.pictureChannels = count
    let style = try write(
      StyleGAN2Generator(configuration, using: RandomGenerator(seed: 1)).storedTensors(),
      in: folder.url)
    let drawn = try imported(style, []).model(named: "style").generator.preview()
    for picture in [translated, drawn] {
      #expect(Set(picture.elements).count > 1)
      let isGrey = picture.elements.allSatisfy { $0.red == $0.green && $0.green == $0.blue }
      #expect(isGrey == (count < 3))
    }
  }

  @Test("Where nothing is opaque there is white, where all is, the colour") func opacity() {
    let colours: [Float] = [-1, 0, 0.5, 0.5]
    for (alpha, expected) in [
      (Float(1), [Float](colours.prefix(2))), (-1, [1, 1]), (0, [0, 0.5]),
    ] {
      let picture = Tensor(
        [colours[0], colours[1], colours[0], colours[1], colours[0], colours[1], alpha, alpha],
        shape: [1, 4, 1, 2]
      ).inColour()
      #expect(picture.shape == [1, 3, 1, 2])
      #expect(Array(picture.floats().prefix(2)) == expected)
    }
  }
}
