import Generators
import Imaging
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("Codes of light") struct LightTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("A normal distribution is found again, and directions that nobody uses are left out")
  func fitting() throws {
    let numbers = RandomGenerator(seed: 2).normal([2, 4000]).floats()
    let codes = (0..<4000).map { index -> [Float] in
      let (a, b) = (2 * numbers[index], 0.5 * numbers[4000 + index])
      return [1 + a, 5, a - b, 0.2 * b]
    }
    let prior = try #require(LatentPrior(fitting: codes))
    #expect(prior.axes.count == 2)
    for (mean, expected) in zip(prior.mean, [1, 5, 0, 0] as [Float]) {
      #expect(abs(mean - expected) < 0.1)
    }
    // Covariance of the axes beside the one that was drawn.
    func covariance(_ i: Int, _ j: Int) -> Float {
      prior.axes.reduce(0) { $0 + $1[i] * $1[j] }
    }
    #expect(abs(covariance(0, 0) - 4) < 0.25)
    #expect(abs(covariance(0, 2) - 4) < 0.25)
    #expect(abs(covariance(2, 2) - 4.25) < 0.25)
    #expect(abs(covariance(1, 1)) < 1e-6)
    #expect(LatentPrior(fitting: codes) == prior)
    #expect(LatentPrior(fitting: [[1, 2], [1, 2]]) == nil)
    #expect(LatentPrior(fitting: [[1, 2]]) == nil)
    #expect(LatentPrior(fitting: []) == nil)
  }

  @Test("Words are lower case, typed as words, and have different codes in a model with an encoder")
  func words() throws {
    var configuration = SPADEConfiguration(labelCount: 4)
    configuration.ngf = 2
    configuration.cropSize = 128
    configuration.usesVAE = true
    configuration.latentDimension = 8
    configuration.encoderWidth = 4
    let set = LabelSet.numbered(4)
    let networks = SPADENetworkPair.calibrated(configuration, seed: 3)
    let model = SPADEModel(
      name: "small", generator: networks.generator, encoder: networks.encoder, labelSet: set)
    var finder = LightWords()
    finder.layouts = 1
    let codes = try finder.codes(of: model)
    #expect(codes.keys.sorted() == LightWords.styles.keys.sorted())
    #expect(codes.values.allSatisfy { code in code.count == 8 && code.allSatisfy { $0.isFinite } })
    #expect(Set(codes.values).count == codes.count)
    #expect(codes.keys.allSatisfy { $0 == $0.lowercased() && UInt32($0) == nil })
    #expect(try finder.codes(of: model) == codes)
    let plain = SPADEModel(name: "plain", generator: networks.generator, labelSet: set)
    #expect(throws: ModelError.self) { try finder.codes(of: plain) }
    // A photo's code is what is saved of a style taken from it.
    let photo = RGBImage(width: 32, height: 32, filledWith: RGB(9, 99, 200))
    let request = RenderRequest(
      stamp: 0, conditioning: Conditioning(exemplar: photo), latent: LatentState(source: .seed(1)))
    #expect(
      try model.latent(of: request)
        != model.latent(
          of: RenderRequest(
            stamp: 0, conditioning: Conditioning(), latent: LatentState(source: .seed(1)))))
  }
}
