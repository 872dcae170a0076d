import Checkpoints
import Foundation
import GeneratorSupport
import Generators
import Imaging
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct SPADEModelTests {
  init() { #expect(EngineFixture.isReady) }

  /// Golden: random networks run by NVlabs/SPADE (revision in each `options.json`), read by the
  /// same path as `render`: files, strict loading, edges, one-hot maps, tables, packed convolutions.
  /// Tolerance 1e-4: float32 sums in another order; the reference is 3e-6 off its own float64.
  @Test(
    "The reference's pictures, plain and fast", .enabled(if: SharedFolder.url != nil),
    arguments: ["a_coco", "b_cityscapes"])
  func golden(name: String) throws {
    let folder = try #require(SharedFolder.url).appendingPathComponent("reference/spade/\(name)")
    func read(_ file: String) throws -> Checkpoint {
      try Checkpoint.read(folder.appendingPathComponent(file).path)
    }
    let input = try read("input.safetensors")
    let expected = try read("expected.safetensors")
    let isCOCO = name == "a_coco"
    var configuration = SPADEConfiguration(labelCount: isCOCO ? 9 : 6)
    configuration.ngf = isCOCO ? 3 : 2
    configuration.cropSize = 128
    configuration.hasUnlabelledChannel = isCOCO
    configuration.upsampling = isCOCO ? .normal : .more
    configuration.aspectRatio = isCOCO ? 1 : 2
    let size = configuration.outputSize
    let labelSet = LabelSet(
      name: "x", source: "",
      labels: (0..<configuration.labelCount).map {
        LabelSet.Label(id: $0, name: "\($0)", color: RGB(0, 0, 0))
      }, unlabelled: isCOCO ? 9 : nil, ignore: isCOCO ? 255 : nil)
    func raster(_ name: String) throws -> Raster<UInt32> {
      let values = try #require(input[name]?.integers())
      return Raster(width: size.width, height: size.height, elements: values.map(UInt32.init))
    }
    var model = try SPADEModel(
      name: name, configuration: configuration,
      generator: try read("latest_net_G.pth").tensors, file: name, labelSet: labelSet)
    let request = RenderRequest(
      stamp: 0,
      conditioning: Conditioning(
        labels: try raster(isCOCO ? "label_raw" : "label").map(UInt16.init),
        instances: try raster("instance")))
    let wanted = Tensor(try #require(expected["image"]))
    let exact = try model.picture(request)
    #expect((exact - wanted).absolute().maximum().item < 1e-4)
    try model.prepare(for: .float32)
    let fast = try model.picture(request)
    #expect((fast - wanted).absolute().maximum().item < 1e-4)
    // Live precision: PSNR of at least 40 dB against float32 (Architecture article); range 2.
    try model.prepare(for: .bfloat16)
    var live = request
    live.precision = .bfloat16
    let error = (try model.picture(live) - wanted).squared().mean().item
    #expect(10 * log10(4 / error) > 40)
  }

  @Test("A photo gives the style; ψ fades it towards the mean code") func style() throws {
    let configuration = tinyConfiguration()
    let model = SPADEModel(
      name: "tiny", generator: tinyGenerator(configuration),
      encoder: ConvEncoder(
        width: 2, latentDimension: 8, hasSixthLayer: false,
        initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 3)),
      labelSet: tinyLabels)
    #expect(model.description.capabilities.styleFromImage)
    var photo = RGBImage(width: 40, height: 30, filledWith: RGB(200, 90, 10))
    for x in 0..<20 { photo[x, 3] = RGB(0, 250, 90) }
    func picture(_ exemplar: RGBImage?, seed: UInt32 = 0, psi: Double = 1) throws -> RGBImage {
      var request = tinyRequest(seed: seed, psi: psi)
      request.conditioning.exemplar = exemplar
      return try model.synthesize(request) {}
    }
    let styled = try picture(photo)
    #expect(try styled != picture(nil))
    // The photo's mean code takes the seed's place.
    #expect(try styled == picture(photo, seed: 9))
    #expect(try picture(photo, psi: 0) == picture(nil, psi: 0))
    #expect(try picture(photo, psi: 0.5) != styled)
  }

  @Test("What the model does with inputs of another kind is said") func remarks() throws {
    let model = SPADEModel(
      name: "tiny", generator: tinyGenerator(), labelSet: tinyLabels, latentMatters: false)
    var request = tinyRequest()
    request.conditioning.labels = LabelMap(width: 64, height: 48, filledWith: 5)
    request.conditioning.labelSet = LabelSet(
      name: "other", source: "", labels: [.init(id: 5, name: "clouds", color: RGB(1, 1, 1))])
    request.conditioning.exemplar = RGBImage(width: 1, height: 1, filledWith: RGB(0, 0, 0))
    let text = model.remarks(on: request).joined(separator: "\n")
    for part in ["64×48", "32×32", "proportions", "clouds → sky", "no style encoder", "collapsed"] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
    #expect(try model.synthesize(request) {}.size == PixelSize(width: 32, height: 32))
    let plain = SPADEModel(
      name: "tiny", generator: tinyGenerator(tinyConfiguration(usesVAE: false)),
      labelSet: tinyLabels)
    #expect(plain.remarks(on: tinyRequest(seed: 4)).contains { $0.hasPrefix("No z") })
    #expect(plain.remarks(on: tinyRequest()).isEmpty)
    #expect(plain.description.capabilities.latent == nil)
  }

  @Test("tensor2im truncates: half a step below is the step below") func truncation() {
    let values: [Float] = [-2, -1, -0.99999, 0, 0.9999, 1, 3, 0.5, -0.5]
    let tensor = Tensor(values + values + values, shape: [1, 3, 3, 3])
    let image = RGBImage(tensor)
    #expect(image.elements.map(\.red) == [0, 0, 0, 127, 254, 255, 255, 191, 63])
    #expect(image.elements.allSatisfy { $0.red == $0.green && $0.green == $0.blue })
    // All 256 levels survive the way into a network and back.
    let gray = RGBImage(
      width: 256, height: 1, elements: (0..<256).map { RGB(UInt8($0), 0, 255 - UInt8($0)) })
    let back = RGBImage(Tensor(picture: gray))
    for (before, after) in zip(gray.elements, back.elements) {
      #expect(abs(Int(before.red) - Int(after.red)) <= 1)
    }
  }
}
