public import Checkpoints
public import Layers
public import Tensors

/// vid2vid's generators of all spatial scales, from coarse to fine.
public struct Vid2VidGenerator: Sendable {
  /// What it is built from.
  public let configuration: Vid2VidConfiguration
  /// From the coarsest.
  public var scales: [Vid2VidScale]
  /// Makes the first pictures of a film from labels without borders; `nil` without.
  public var first: TranslationNetwork?

  /// A freshly drawn generator.
  public init(
    _ configuration: Vid2VidConfiguration,
    initialization: Initialization = .normal(deviation: 0.02), using random: RandomGenerator
  ) {
    self.configuration = configuration
    scales = (0..<configuration.scales).map {
      Vid2VidScale($0, of: configuration, initialization: initialization, using: random)
    }
    first = configuration.first.map { first in
      TranslationNetwork(
        TranslationNetwork.Shape(
          input: configuration.labelCount, output: 3, width: first.width,
          downsamplings: first.downsamplings, blocks: first.blocks,
          normalization: .trackedInstance),
        initialization: initialization, using: random)
    }
  }

  /// Makes the next frame and remembers it.
  /// - Parameters:
  ///   - semantics: Maps one after the other, the newest last, `[1, frames · mapChannels, H, W]`,
  ///     sides multiples of `configuration.sizeUnit`.
  ///   - memory: Earlier pictures of every scale; gets the new ones.
  ///   - type: What convolutions are computed in.
  ///   - known: The motion, where it is known, at the picture's size; stands in for the networks'.
  ///   - observe: Sees every scale's result, 0 the coarsest, and what it got.
  ///   - checkpoint: Called between stages; what it throws ends the work, the memory untouched.
  /// - Returns: The picture, `[1, 3, H, W]`, −1…1.
  public func frame(
    _ semantics: Tensor, memory: inout Vid2VidMemory, mode: Mode,
    type: Tensors.ElementType = .float32, known: Vid2VidScale.Known? = nil,
    observe: ((Int, Vid2VidScale.Result, _ semantics: Tensor, _ previous: Tensor) -> Void)? = nil,
    checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let pyramid = Vid2VidMemory.pyramid(semantics, levels: scales.count)
    let motions = known.map { $0.pyramid(levels: scales.count) }
    var features: Vid2VidScale.Features?
    var results: [Tensor] = []
    for scale in scales {
      let previous = memory.previous(at: scale.index)
      let result = try scale(
        pyramid[scale.index], previous: previous, adding: features,
        known: motions?[scale.index], isRaw: memory.isEmpty, mode: mode, type: type,
        checkpoint: checkpoint)
      observe?(scale.index, result, pyramid[scale.index], previous)
      features = result.features
      results.append(result.final)
    }
    memory.append(results)
    return results[results.count - 1]
  }

  /// A picture of one map alone, by the network for first pictures.
  /// - Parameter labels: `[1, labelCount, H, W]`, without borders.
  public func firstPicture(
    _ labels: Tensor, mode: Mode, checkpoint: () throws -> Void = {}
  ) rethrows -> Tensor? {
    try first?(labels, mode: mode, checkpoint: checkpoint)
  }

  /// A generator filled with stored tensors; nothing is drawn first.
  /// - Parameter tensors: Under `0.…`, `1.…` for the scales, `first.…`.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: Vid2VidConfiguration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)? = nil
  ) throws(ModelError) -> Vid2VidGenerator {
    let size = configuration.outputSize
    try SizeLimits.check(
      pictureNumbers: Double(size.area)
        * (6 * Double(configuration.width(of: configuration.scales - 1))
          + 3 * Double(configuration.frames * configuration.mapChannels)),
      size: size, file: file)
    try SizeLimits.check(
      weights: configuration.parameterEstimate, stored: tensors, file: file)
    var network = Vid2VidGenerator(
      configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    try load(into: &network, from: tensors, file: file, progress: progress)
    return network
  }
}

extension Vid2VidScale.Known {
  /// The motion at every scale, the coarsest first, in its pixels.
  func pyramid(levels: Int) -> [Vid2VidScale.Known] {
    let flows = Vid2VidMemory.pyramid(flow, levels: levels)
    let shares = Vid2VidMemory.pyramid(confidence, levels: levels)
    return zip(flows, shares).enumerated().map { level, both in
      Vid2VidScale.Known(
        flow: both.0 / Double(1 << (levels - 1 - level)), confidence: both.1)
    }
  }
}

extension Vid2VidGenerator: Parameterized {
  /// Visits its parameters: the scales' checkpoint names under their numbers, then `first.model.…`.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in scales.indices { try scales[index].visit(&visitor, at: path / "\(index)") }
    if var first {
      try first.visit(&visitor, at: path / "first" / "model")
      self.first = first
    }
  }
}

extension Vid2VidConfiguration {
  /// Learned numbers of the widest parts, in floating point so that no configuration overflows;
  /// within a factor of two of all generators.
  var parameterEstimate: Double {
    let widest = Double(ngf << downsamplings)
    let branches = hasFlow ? 2.0 : 1
    let after = Double(blocks / 2)
    let before = Double(blocks) - after
    var sum = widest * widest * (18 * (2 * before + branches * after) + 12 + 6 * branches)
    if hasForeground { sum += widest * widest / 4 * (18 * Double(blocks) + 9) }
    for scale in 1..<max(2, scales) where scales > 1 {
      let inside = 2 * Double(width(of: scale))
      sum += inside * inside * 18 * Double(localBlocks) * branches
    }
    if let first {
      let inside = Double(first.width << first.downsamplings)
      sum += inside * inside * (18 * Double(first.blocks) + 12)
    }
    return sum + 49 * Double(ngf) * Double(frames * mapChannels) * Double(scales)
  }
}
