public import Checkpoints
public import Generators
public import Imaging
import Layers
public import Synthesis
import Tensors

/// The search for the w and noise maps with which a model makes a picture nearest to a photo, step by
/// step. Steps depend on their number alone, so that a search that was saved goes on as if it had
/// never stopped.
///
/// Not Sendable: belongs to the one thread that computes.
public final class Projection {
  /// What one step found.
  public struct Step: Sendable, Equatable {
    /// Distance of the picture before the step.
    public let distance: Double
    /// How much the noise maps resemble themselves, weighted.
    public let regularization: Double
  }

  /// How it searches.
  public let recipe: ProjectionRecipe
  /// What pictures are compared by.
  public let distance: ProjectionDistance
  /// Steps made so far.
  public private(set) var stepsDone = 0
  private var network: any StyleBasedNetwork
  private var unknowns: ProjectedUnknowns
  private let optimizer: Adam
  private let photo: Tensor
  private let deviation: Double
  private let layers: Int
  private let width: Int

  /// Begins a search at the mean w. Costs `recipe.averageSamples` runs of the mapping network.
  /// - Parameters:
  ///   - model: A model with a w, on the CPU.
  ///   - photo: Of the size of the model's pictures.
  ///   - classes: Weights of the classes, of a conditional model.
  /// - Throws: `ModelError` for a model without w or a class it has not.
  public init(
    _ photo: RGBImage, in model: any LatentSampling, classes: [Int: Double] = [:],
    recipe: ProjectionRecipe = ProjectionRecipe(),
    distance: ProjectionDistance = ProjectionDistance()
  ) throws {
    guard var network = model.styleNetwork else {
      throw ModelError.request(
        reason: "this model has no w into which photos are projected",
        advice: "Take a StyleGAN.")
    }
    self.recipe = recipe
    self.distance = distance
    self.photo = Tensor(picture: photo)
    layers = network.configuration.layerCount
    width = network.configuration.styleDimension
    let weights =
      model.classCount == 0 ? nil : try ClassMixture.weights(classes, count: model.classCount)
    let (mean, deviation) = try Self.statistics(of: model, weights, recipe)
    self.deviation = deviation
    let random = RandomGenerator(seed: recipe.seed)
    let start = mean.reshaped([1, 1, width])
    unknowns = ProjectedUnknowns(
      styles: (recipe.space == .w ? start : start.expanded([1, layers, width])).contiguous().copy()
        .requiringGradient(),
      noise: network.noiseMaps.map { random.normal($0.shape).requiringGradient() })
    network.noiseMaps = unknowns.noise
    self.network = network
    optimizer = Adam(
      unknowns.parameters(), learningRate: recipe.learningRate, beta1: 0.9, beta2: 0.999)
  }

  /// Mean of w, and the root of the mean squared distance from it.
  private static func statistics(
    of model: any LatentSampling, _ weights: Tensor?, _ recipe: ProjectionRecipe
  ) throws -> (mean: Tensor, deviation: Double) {
    try withoutGradients {
      let z = RandomGenerator(seed: 123).normal([recipe.averageSamples, model.latentDimension])
      let count = recipe.averageSamples
      let styles = try model.styles(
        z: z, weights: weights.map { $0.expanded([count, model.classCount]) })
      let mean = styles.mean(over: [0])
      let variance = (styles - mean).squared().sum().item / Double(count)
      return (mean, variance.squareRoot())
    }
  }

  /// Makes one step.
  /// - Throws: `ModelError`, `TensorError`.
  public func step() throws -> Step {
    precondition(stepsDone < recipe.steps, "all \(recipe.steps) steps are made")
    let random = RandomGenerator(seed: recipe.seed &+ 1_000_003 &* UInt64(stepsDone + 1))
    let scale = deviation * recipe.noise(ofStep: stepsDone)
    let (near, alike, found) = try withGradients {
      let added = random.normal(unknowns.styles.shape) * scale
      let picture = try network.picture(
        styles: (unknowns.styles + added).expanded([1, layers, width]), noise: .fixed,
        type: .float32, observe: nil, checkpoint: {})
      let near = distance(fake: picture, real: photo)
      let alike = unknowns.noise.reduce(nil as Tensor?) { sum, map in
        let own = Self.likeness(of: map)
        return sum.map { $0 + own } ?? own
      }.map { $0 * recipe.noiseWeight }
      let loss = alike.map { near + $0 } ?? near
      let found = try gradients(
        of: [loss], withRespectTo: [unknowns.styles] + unknowns.noise)
      return (near, alike, found)
    }
    let result = Step(distance: near.item, regularization: alike?.item ?? 0)
    guard result.distance.isFinite, result.regularization.isFinite else {
      throw ModelError.nonFinite(place: "the distance to the photo", count: 1)
    }
    optimizer.learningRate = recipe.rate(ofStep: stepsDone)
    optimizer.step(found)
    withoutGradients {
      for map in unknowns.noise {
        let centred = map.detached() - map.detached().mean()
        map.detached().assign(centred * centred.squared().mean().reciprocalSquareRoot())
      }
    }
    stepsDone += 1
    return result
  }

  /// How much a noise map resembles itself moved by a pixel, at its own size and halved down to 8: a
  /// picture hidden in it would.
  static func likeness(of map: Tensor) -> Tensor {
    var map = map.reshaped([1, 1, map.shape[0], map.shape[1]])
    var sum: Tensor?
    while true {
      for axis in [3, 2] {
        let moved = Engine.call("aten::roll", "", .tensor(map), .ints([1]), .ints([axis]))
        let own = (map * moved).mean().squared()
        sum = sum.map { $0 + own } ?? own
      }
      guard map.shape[2] > 8 else { break }
      map = map.averagePooled(kernel: 2, stride: 2)
    }
    guard let sum else { preconditionFailure("a map has a size") }
    return sum
  }

  /// The latent found so far, one w per layer, as `projected_w.npz` has it.
  public var latent: LatentState.Source {
    let values = unknowns.styles.detached().floats()
    let rows = stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    return .wPlus(rows.count == 1 ? Array(repeating: rows[0], count: layers) : rows)
  }

  /// The picture of the latent and noise maps found so far.
  public func picture() throws -> RGBImage {
    try withoutGradients {
      RGBImage(
        centred: try network.picture(
          styles: unknowns.styles.detached().expanded([1, layers, width]), noise: .fixed,
          type: .float32, observe: nil, checkpoint: {}))
    }
  }

  // MARK: Going on

  /// Everything that goes on: latents, noise maps, Adam's moments.
  public func state() -> [StoredTensor] {
    unknowns.storedTensors()
      + optimizer.state().map {
        StoredTensor(name: "adam." + $0.name, shape: $0.tensor.shape, floats: $0.tensor.floats())
      }
  }

  /// Goes on from what `state()` gave after so many steps, strictly: every tensor must be there and
  /// fit.
  /// - Throws: `TrainingError`.
  public func resume(from tensors: [StoredTensor], atStep step: Int) throws(TrainingError) {
    guard (0...recipe.steps).contains(step) else {
      throw TrainingError("it stopped at step \(step) of \(recipe.steps)")
    }
    let stored = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    let own =
      unknowns.parameters().map { ($0.name, $0.tensor) }
      + optimizer.state().map { ("adam." + $0.name, $0.tensor) }
    guard stored.count == own.count else {
      throw TrainingError("it holds \(stored.count) tensors, expected \(own.count)")
    }
    for (name, tensor) in own {
      guard let found = stored[name], found.shape == tensor.shape, found.nonFiniteCount == 0 else {
        throw TrainingError("\(name) is missing, of another shape or not finite")
      }
    }
    withoutGradients {
      for (name, tensor) in own {
        if let found = stored[name] { tensor.detached().assign(Tensor(found)) }
      }
    }
    optimizer.resume(atStep: step)
    stepsDone = step
  }
}

/// What is searched.
private struct ProjectedUnknowns: Parameterized {
  /// `[1, 1 or layers, w]`.
  var styles: Tensor
  /// Noise maps of the layers, `[side, side]` each.
  var noise: [Tensor]

  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&styles, at: path / "w", kind: .learned)
    for index in noise.indices {
      try visitor.visit(&noise[index], at: path / "noise" / "\(index)", kind: .learned)
    }
  }
}
