public import Generators
import Imaging
public import Tensors

/// How far a model's pictures are from real ones, beside how far real ones are from each other.
public struct PictureDistance: Codable, Sendable {
  /// Pictures of each set.
  public var pictures: Int
  /// Between the model's and real pictures, fine to coarse.
  public var levels: [SlicedWasserstein.Level]
  /// Between two sets of real pictures: the least that can be reached.
  public var real: [SlicedWasserstein.Level]
  /// The kernel distance between the model's and real pictures, where a network was given for it.
  public var kernel: KernelDistance?
  /// The same between two sets of real pictures.
  public var realKernel: KernelDistance?

  /// Mean over the levels.
  public var mean: Double { Self.mean(levels) }
  /// Mean over the levels between real pictures.
  public var realMean: Double { Self.mean(real) }

  private static func mean(_ levels: [SlicedWasserstein.Level]) -> Double {
    levels.reduce(0) { $0 + $1.distance } / Double(max(1, levels.count))
  }

  /// Measures.
  /// - Parameters:
  ///   - model: Makes square pictures of 16, 32, 64 … pixels, of the real ones' classes where both
  ///     have equally many.
  ///   - source: Real pictures of the same size, twice as many as are compared.
  ///   - network: Also measures the kernel distance of what this sees.
  /// - Throws: what the model throws, `ModelError.request` for sizes and numbers that do not do.
  public init(
    of model: any LatentSampling, from source: any TrainingSource, seed: UInt64,
    seenBy network: EfficientNetLite? = nil
  ) throws {
    let examples = try Self.halves(
      of: source, size: model.description.capabilities.outputSize, seed: seed)
    let sharesClasses = source.classNames.count == model.classCount
    let ids = examples.first.enumerated().map { index, example in
      sharesClasses ? example.classID : model.classCount > 0 ? index % model.classCount : 0
    }
    let made = try model.drawn(examples.first.count, classes: ids, seed: seed)
    self.init(made: made, examples, seed: seed, network)
  }

  /// Measures a map model: renders of the second half's maps, each with a seed of its own, beside the
  /// real pictures of the first half, as real ones of the second half are.
  /// - Parameters:
  ///   - model: Takes label maps; makes square pictures of 16, 32, 64 … pixels.
  ///   - source: Maps and real pictures of the same size, twice as many as are compared.
  ///   - network: Also measures the kernel distance of what this sees.
  /// - Throws: what the model throws, `ModelError.request` for sizes and numbers that do not do.
  public init(
    ofMaps model: any Generator, from source: any TrainingSource, seed: UInt64,
    seenBy network: EfficientNetLite? = nil
  ) throws {
    let examples = try Self.halves(
      of: source, size: model.description.capabilities.outputSize, seed: seed)
    let made = try RenderedMaps(
      model, of: examples.second, firstSeed: UInt32(truncatingIfNeeded: seed)
    ).made
    self.init(made: Tensor(pictures: made), examples, seed: seed, network)
  }

  private init(
    made: Tensor, _ examples: (first: [TrainingExample], second: [TrainingExample]), seed: UInt64,
    _ network: EfficientNetLite?
  ) {
    let reals = Tensor(pictures: examples.first.map(\.image))
    let measure = SlicedWasserstein(seed: seed)
    pictures = examples.first.count
    levels = measure.levels(made, reals)
    let others = Tensor(pictures: examples.second.map(\.image))
    real = measure.levels(others, reals)
    guard let network else { return }
    kernel = KernelDistance(made, reals, seenBy: network, seed: seed)
    realKernel = KernelDistance(others, reals, seenBy: network, seed: seed)
  }

  /// Two sets of examples of one kind, shuffled, so that both have classes in the same proportions:
  /// sources list them in turn or in order.
  private static func halves(
    of source: any TrainingSource, size: PixelSize, seed: UInt64
  ) throws -> (first: [TrainingExample], second: [TrainingExample]) {
    guard size.width == size.height, size.width >= 16, size.width.nonzeroBitCount == 1 else {
      throw ModelError.request(
        reason: "pictures of \(size) have no such pyramid",
        advice: "This measure is for squares of 16, 32, 64 … pixels.")
    }
    let count = source.count / 2
    guard count >= 4 else {
      throw ModelError.request(reason: "\(count) pictures are too few", advice: "Take more.")
    }
    var random = SeededRandom(seed: seed, stream: 0xd157)
    let order = (0..<source.count).shuffled(using: &random)
    let examples = try order.prefix(2 * count).map { try source.example(at: $0) }
    return (Array(examples.prefix(count)), Array(examples.suffix(count)))
  }
}

/// How alike a model's pictures are: the mean MS-SSIM of pairs, of one class where there are classes
/// (Odena et al. 2017). 1 means that all pictures are one.
public enum PictureSimilarity {
  /// Measures.
  /// - Throws: what the model throws.
  public static func mean(
    of model: any LatentSampling, pairs: Int, seed: UInt64
  ) throws -> Double {
    let ids = (0..<pairs).map { model.classCount > 0 ? $0 % model.classCount : 0 }
    let first = try model.drawn(pairs, classes: ids, seed: 2 * seed)
    let second = try model.drawn(pairs, classes: ids, seed: 2 * seed + 1)
    let values = withoutGradients { StructuralSimilarity.multiScale(first, second) }
    return values.reduce(0, +) / Double(max(1, values.count))
  }
}

/// All that is measured of a model for its card.
public enum ModelMeasures {
  /// Measures with the defaults of `ganvas measure`.
  /// - Parameters:
  ///   - source: Real pictures of the model's size.
  ///   - paths: Paths for each path length; two pictures each.
  /// - Returns: Numbers by what they are; path length in w only where there is a w.
  /// - Throws: what the model throws.
  public static func card(
    of model: any LatentSampling, from source: any TrainingSource, paths: Int, seed: UInt64 = 1
  ) throws -> [String: Double] {
    let distance = try PictureDistance(of: model, from: source, seed: seed)
    var card = [
      "sliced Wasserstein": distance.mean, "sliced Wasserstein of real": distance.realMean,
      "MS-SSIM": try PictureSimilarity.mean(
        of: model, pairs: max(2, distance.pictures / 2), seed: seed),
    ]
    let metric = PixelMetric()
    var length = PathLength(seed: seed)
    length.paths = paths
    for space in model.hasStyles ? PathLength.Space.allCases : [.z] {
      length.space = space
      card["path length in \(space.rawValue), \(metric.name)"] =
        try length.measure(model, by: metric).length
    }
    return card
  }
}

extension LatentSampling {
  /// Pictures of drawn codes and classes, in parts that fit into memory.
  /// - Parameter ids: Class of each; ignored without classes.
  /// - Returns: `[N, 3, H, W]`, −1…1.
  /// - Throws: what the model throws.
  public func drawn(_ count: Int, classes ids: [Int], seed: UInt64) throws -> Tensor {
    let random = RandomGenerator(seed: seed)
    var parts: [Tensor] = []
    for start in stride(from: 0, to: count, by: 16) {
      let size = min(16, count - start)
      let weights =
        classCount > 0
        ? Tensor(oneHot: Array(ids[start..<(start + size)]), classes: classCount) : nil
      parts.append(
        try pictures(z: random.normal([size, latentDimension]), weights: weights))
    }
    return Tensor.concatenated(parts, axis: 0)
  }
}
