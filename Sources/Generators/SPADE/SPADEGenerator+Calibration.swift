import Imaging
import Layers
import Tensors

extension SPADENetworkPair {
  /// Freshly drawn networks whose pictures look like pictures' numbers: running statistics are
  /// those of a random map, and the last layer has a standard deviation of 0.6 before tanh, so
  /// that nothing saturates. Costs drawing the weights and one pass.
  public static func calibrated(
    _ configuration: SPADEConfiguration, seed: UInt64
  ) -> SPADENetworkPair {
    let random = RandomGenerator(seed: seed)
    var generator = SPADEGenerator(
      configuration, initialization: .kaiming(gain: 1), using: random)
    generator.calibrate(using: random, seed: UInt32(truncatingIfNeeded: seed))
    let encoder = configuration.encoderWidth.map { width in
      ConvEncoder(
        width: width, latentDimension: configuration.latentDimension,
        hasSixthLayer: configuration.cropSize >= 256, initialization: .kaiming(gain: 1),
        using: random)
    }
    return SPADENetworkPair(
      generator: generator, encoder: configuration.usesVAE ? encoder : nil)
  }
}

extension SPADEGenerator {
  /// Standard deviation before tanh.
  private static let deviation = 0.6

  fileprivate mutating func calibrate(using random: RandomGenerator, seed: UInt32) {
    let latent =
      configuration.usesVAE ? random.normal([1, configuration.latentDimension]) : nil
    let source = LabelPyramid(
      Self.randomInput(for: configuration, seed: seed), type: .float32,
      size: configuration.outputSize)
    withoutGradients {
      let note = Note()
      _ = callAsFunction(source, latent: latent, mode: .training, observe: note.see)
      for block in blocks {
        let norms = [block.body.norm0, block.body.norm1, block.body.shortcut?.norm]
        for norm in norms { norm?.normalization.takeLastStatistics() }
      }
      guard let raw = note.preTanh else { return }
      let spread = raw.varianceAndMean(over: [0, 1, 2, 3]).variance.squareRoot().item
      if spread.isFinite, spread > 1e-6 {
        toRGB.weight = toRGB.weight * (Self.deviation / spread)
      }
    }
  }

  /// Keeps what the last layer gave.
  private final class Note {
    private(set) var preTanh: Tensor?

    func see(_ name: String, _ tensor: Tensor) {
      if name == "pre_tanh" { preTanh = tensor }
    }
  }

  /// Random blocks of random labels with their edges.
  private static func randomInput(
    for configuration: SPADEConfiguration, seed: UInt32
  ) -> SemanticInput {
    var random = NumPyRandom(seed: seed)
    let size = configuration.outputSize
    let classes = configuration.labelCount + (configuration.hasUnlabelledChannel ? 1 : 0)
    var map = Raster(width: size.width, height: size.height, filledWith: UInt16(0))
    for _ in 0..<64 {
      let label = UInt16(random.nextInteger(below: classes))
      let x = random.nextInteger(below: size.width)
      let y = random.nextInteger(below: size.height)
      for row in y..<min(size.height, y + max(1, size.height / 3)) {
        for column in x..<min(size.width, x + max(1, size.width / 3)) {
          map[column, row] = label
        }
      }
    }
    return SemanticInput(
      channels: map,
      edges: configuration.usesInstanceEdges ? InstanceEdges.mask(of: map) : nil,
      channelCount: configuration.semanticChannels)
  }
}

extension ParameterFreeNorm {
  /// Makes the statistics of the one training pass since mean 0 and variance 1 the running ones:
  /// that pass moved them by a tenth of the way.
  fileprivate func takeLastStatistics() {
    guard case .batch(let statistics) = self else { return }
    statistics.mean.assign(statistics.mean * 10)
    statistics.variance.assign((statistics.variance - 0.9) * 10)
    statistics.variance.assign(statistics.variance.clamped(from: 1e-4, to: nil))
  }
}
