import Generators
import Imaging
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite(.serialized) struct SPADETrainerTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("Ten steps replay equal from a seed") func replay() throws {
    func run() throws -> [Float] {
      let configuration = SPADETrainingConfiguration.tiny()
      let trainer = try SPADETrainer(configuration)
      let loader = BatchLoader(
        BandSource(), batchSize: 4, seed: configuration.seed, flips: true, firstStep: 0)
      defer { loader.stop() }
      for _ in 0..<10 { try trainer.train(on: loader.next()) }
      return trainer.average.network.parameters().flatMap { $0.tensor.floats() }
    }
    let isEqual = try run() == run()  // a diff of so many numbers would take minutes
    #expect(isEqual)
  }

  @Test("Training brings made pictures nearer to real ones", arguments: [false, true])
  func learns(usesBFloat16: Bool) throws {
    var configuration = SPADETrainingConfiguration.tiny(usesBFloat16: usesBFloat16)
    configuration.crop = 32
    configuration.generatorRate = 1e-3
    let trainer = try SPADETrainer(configuration)
    let loader = BatchLoader(BandSource(), batchSize: 4, seed: 1, flips: false, firstStep: 0)
    defer { loader.stop() }
    var pyramids: [Double] = []
    for _ in 0..<40 { pyramids.append(try trainer.train(on: loader.next())[.pyramid] ?? .nan) }
    let first = pyramids.prefix(5).reduce(0, +)
    let last = pyramids.suffix(5).reduce(0, +)
    #expect(last < 0.8 * first, "\(first) → \(last)")
  }
}
