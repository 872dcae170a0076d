import Checkpoints
import Foundation
import Generators
import Imaging
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Training

/// Photos into w.
@Suite(.serialized) struct ProjectionTests {
  init() { #expect(EngineFixture.isReady) }

  private func model() -> StyleBasedModel<StyleGAN2Generator> {
    var configuration = StyleGAN2Configuration(widths: [16, 16, 8])
    configuration.latentDimension = 8
    configuration.styleDimension = 8
    configuration.mappingLayers = 2
    var generator = StyleGAN2Generator(configuration, using: RandomGenerator(seed: 4))
    generator.measureAverageStyle(seed: 0, batches: 1)
    return StyleBasedModel(name: "tiny", generator: generator)
  }

  private func recipe(steps: Int, _ space: ProjectionRecipe.Space = .w) -> ProjectionRecipe {
    var recipe = ProjectionRecipe()
    recipe.steps = steps
    recipe.space = space
    recipe.averageSamples = 1000
    return recipe
  }

  /// What the model itself makes from a seed.
  private func photo(_ model: StyleBasedModel<StyleGAN2Generator>) throws -> RGBImage {
    try model.synthesize(
      RenderRequest(
        stamp: 0, conditioning: Conditioning(), latent: LatentState(source: .seed(5))),
      checkpoint: {})
  }

  @Test(
    "The picture comes near to the photo, in w and nearer in w+",
    arguments: ProjectionRecipe.Space.allCases)
  func converges(space: ProjectionRecipe.Space) throws {
    let model = model()
    let photo = try photo(model)
    let search = try Projection(photo, in: model, recipe: recipe(steps: 120, space))
    var distances: [Double] = []
    for _ in 0..<120 {
      let step = try search.step()
      distances.append(step.distance)
      #expect(step.regularization >= 0)
    }
    let first = try #require(distances.first)
    let last = try #require(distances.last)
    #expect(last < 0.1 * first, "\(first) → \(last)")
    guard case .wPlus(let rows) = search.latent else {
      Issue.record("no w+")
      return
    }
    #expect(rows.count == 6 && rows.allSatisfy { $0.count == 8 })
    #expect((Set(rows).count == 1) == (space == .w))
    // The latent alone, with the model's own noise, is nearer than the mean of w.
    func distance(_ latent: LatentState) throws -> Double {
      try model.synthesize(
        RenderRequest(stamp: 0, conditioning: Conditioning(), latent: latent), checkpoint: {}
      ).meanDistance(to: photo)
    }
    let found = try distance(LatentState(source: search.latent))
    let mean = try distance(LatentState(source: .seed(0), truncationPsi: 0))
    #expect(found < 0.7 * mean)
    let again = try search.picture()
    #expect(again.size == photo.size)
  }

  @Test("A search that stopped and went on ends in the same numbers") func goesOn() throws {
    let model = model()
    let photo = try photo(model)
    let whole = try Projection(photo, in: model, recipe: recipe(steps: 20))
    for _ in 0..<20 { _ = try whole.step() }
    let first = try Projection(photo, in: model, recipe: recipe(steps: 20))
    for _ in 0..<8 { _ = try first.step() }
    let state = first.state()
    let second = try Projection(photo, in: model, recipe: recipe(steps: 20))
    try second.resume(from: state, atStep: 8)
    for _ in 0..<12 { _ = try second.step() }
    #expect(second.stepsDone == 20)
    #expect(second.latent == whole.latent)
    #expect(second.state().map(\.bytes) == whole.state().map(\.bytes))

    let third = try Projection(photo, in: model, recipe: recipe(steps: 20))
    var nan = state
    let noise = try #require(nan.firstIndex { $0.name == "w" })
    nan[noise] = StoredTensor(
      name: "w", shape: nan[noise].shape, floats: [Float](repeating: .nan, count: 8))
    var narrow = state
    narrow[noise] = StoredTensor(name: "w", shape: [1, 1, 1], floats: [0])
    for (broken, step) in [
      (Array(state.dropLast()), 8), (nan, 8), (narrow, 8), (state + state.prefix(1), -1),
      (state, 21), (state.map { $0.renamed($0.name + "x") }, 8),
    ] {
      #expect(throws: TrainingError.self) { try third.resume(from: broken, atStep: step) }
    }
    #expect(third.stepsDone == 0)
  }

  @Test("Noise maps stay noise: mean 0, variance 1; a picture hidden in one is punished")
  func noise() throws {
    let model = model()
    let search = try Projection(try photo(model), in: model, recipe: recipe(steps: 10))
    for _ in 0..<10 { _ = try search.step() }
    for stored in search.state() where stored.name.hasPrefix("noise.") {
      let values = stored.floats()
      let mean = values.reduce(0, +) / Float(values.count)
      let square = values.reduce(0) { $0 + $1 * $1 } / Float(values.count)
      #expect(abs(mean) < 1e-4 && abs(square - 1) < 1e-3, "\(stored.name)")
    }
    let random = RandomGenerator(seed: 1).normal([32, 32])
    let smooth = Tensor(
      (0..<1024).map { Float(($0 % 32) < 16 ? 1 : -1) }, shape: [32, 32])
    #expect(
      Projection.likeness(of: random).item < 0.1 * Projection.likeness(of: smooth).item)
  }

  @Test("The step size rises, stays and falls as the reference's does") func ramps() {
    let recipe = recipe(steps: 1000)
    #expect(recipe.rate(ofStep: 0) == 0)
    #expect(abs(recipe.rate(ofStep: 25) - 0.05) < 1e-12)
    #expect(abs(recipe.rate(ofStep: 500) - 0.1) < 1e-12)
    #expect(abs(recipe.rate(ofStep: 875) - 0.05) < 1e-12)
    #expect(recipe.noise(ofStep: 0) == 0.05)
    #expect(abs(recipe.noise(ofStep: 375) - 0.0125) < 1e-12)
    #expect(recipe.noise(ofStep: 750) == 0)
  }

  @Test("A model without w takes no photo") func noStyles() throws {
    let plain = SelfSupervisedModel(
      name: "plain",
      network: SelfSupervisedGenerator(
        SelfSupervisedConfiguration(resolution: 32), using: RandomGenerator(seed: 1)))
    #expect(throws: ModelError.self) {
      try Projection(RGBImage(width: 32, height: 32, filledWith: RGB(1, 2, 3)), in: plain)
    }
  }
}
