public import Layers
public import Tensors

/// pix2pixHD's generator: the global network, alone or inside local enhancers.
public struct Pix2PixHDGenerator: Sendable {
  /// What it is built from.
  public let configuration: Pix2PixHDConfiguration
  /// The global network; with enhancers without its head.
  public var global: TranslationNetwork
  /// From the innermost to the one that makes the picture.
  public var enhancers: [LocalEnhancer]

  /// A freshly drawn generator.
  public init(
    _ configuration: Pix2PixHDConfiguration,
    initialization: Initialization = .normal(deviation: 0.02), using random: RandomGenerator
  ) {
    self.configuration = configuration
    let input = configuration.generatorChannels
    let count = configuration.enhancers
    global = TranslationNetwork(
      TranslationNetwork.Shape(
        input: input, output: count == 0 ? configuration.colourCount : nil,
        width: configuration.globalWidth,
        downsamplings: configuration.downsamplings, blocks: configuration.blocks,
        normalization: configuration.normalization),
      initialization: initialization, using: random)
    enhancers = (0..<count).map { index in
      LocalEnhancer(
        input: input, width: configuration.ngf << (count - 1 - index),
        output: index == count - 1 ? configuration.colourCount : nil,
        blocks: configuration.enhancerBlocks,
        normalization: configuration.normalization, initialization: initialization, using: random)
    }
  }

  /// Makes pictures; see the other form.
  public func callAsFunction(
    _ input: Tensor, mode: Mode = .evaluation, observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    callAsFunction(input, mode: mode, observe: observe, checkpoint: {})
  }

  /// Makes pictures, and may stop between stages.
  /// - Parameters:
  ///   - input: One-hot labels (or a picture), borders, features: `[N, C, H, W]`, sides multiples of
  ///     `configuration.sizeUnit`. Its element type is computed in; norms in float32.
  ///   - mode: Only batch norm heeds it.
  ///   - observe: Sees intermediate results as `model.13`, `model1_1.6`, `pre_tanh`.
  ///   - checkpoint: Called between stages; what it throws ends the work (cancellation).
  /// - Returns: `[N, C, H, W]`, −1…1, C being `pictureChannels`, of the input's element type.
  public func callAsFunction(
    _ input: Tensor, mode: Mode = .evaluation, observe: ((String, Tensor) -> Void)? = nil,
    checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let pyramid = Self.pyramid(input, levels: enhancers.count)
    var x = try global(
      pyramid[enhancers.count], mode: mode,
      observe: observe.map { observe in
        { name, tensor in observe(name == "pre_tanh" ? name : "model.\(name)", tensor) }
      }, checkpoint: checkpoint)
    for (index, enhancer) in enhancers.enumerated() {
      x = try enhancer(
        pyramid[enhancers.count - 1 - index], adding: x, mode: mode,
        observe: observe.map { observe in
          { name, tensor in
            observe(name == "pre_tanh" ? name : "model\(index + 1)_\(name)", tensor)
          }
        }, checkpoint: checkpoint)
    }
    return x
  }

  /// The input at its own size and halved again and again: 3×3 averages of the real pixels, so that
  /// one-hot labels become shares.
  /// - Returns: `levels + 1` tensors, the finest first.
  static func pyramid(_ input: Tensor, levels: Int) -> [Tensor] {
    var pyramid = [input]
    for _ in 0..<levels {
      pyramid.append(
        pyramid[pyramid.count - 1].averagePooled(
          kernel: 3, stride: 2, padding: 1, countsPadding: false))
    }
    return pyramid
  }
}

extension Pix2PixHDGenerator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try global.visit(&visitor, at: path / "model")
    for index in enhancers.indices {
      try enhancers[index].visit(&visitor, at: path, number: index + 1)
    }
  }
}
