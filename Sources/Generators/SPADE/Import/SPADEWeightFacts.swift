public import Checkpoints

/// What names and shapes alone tell about a SPADE generator (ReferenceSystems article).
public struct SPADEWeightFacts: Hashable, Sendable {
  /// How the picture starts.
  public enum Start: Hashable, Sendable {
    /// From the label map.
    case labels
    /// From a z of `dimension` numbers on a grid of `cells` pixels.
    case latent(dimension: Int, cells: Int)
  }

  /// Base width.
  public var ngf: Int
  /// Channels of the semantic input.
  public var semanticChannels: Int
  /// Kernel of the modulation's convolutions.
  public var kernel: Int
  /// Width of the modulation's hidden vectors.
  public var hiddenChannels: Int
  /// Whether the convolutions are spectrally normalized.
  public var isSpectral: Bool
  /// Batch norm with running statistics; instance norm has none.
  public var hasRunningStatistics: Bool
  /// Whether there is the additional block of 'most'.
  public var isMost: Bool
  /// How the picture starts.
  public var start: Start
}

extension SPADEWeightFacts {
  /// What needs no answers.
  var sentence: String {
    "A SPADE generator of width ngf \(ngf), " + (isSpectral ? "with" : "without")
      + " spectral norm, "
      + (hasRunningStatistics ? "batch norm with running statistics" : "instance norm")
      + ", modulated by \(kernel)×\(kernel) convolutions over \(hiddenChannels) hidden channels."
  }

  /// Reads the facts.
  /// - Throws: `ImportError.notAGenerator`.
  public init(_ tensors: [StoredTensor], file: String) throws(ImportError) {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    func fail(_ reason: String) -> ImportError { .notAGenerator(file: file, reason: reason) }
    func shape(_ name: String, rank: Int) throws(ImportError) -> [Int] {
      guard let shape = shapes[name] else { throw fail("the tensor \(name) is missing") }
      guard shape.count == rank, shape.allSatisfy({ $0 > 0 }) else {
        throw fail("\(name) has shape \(shape), expected \(rank) axes")
      }
      return shape
    }
    isSpectral = shapes["head_0.conv_0.weight_orig"] != nil
    let wide = try shape(
      isSpectral ? "head_0.conv_0.weight_orig" : "head_0.conv_0.weight", rank: 4)
    guard wide[0].isMultiple(of: 16), wide[0] == wide[1], wide[0] <= 16 * 1024 else {
      throw fail("head_0.conv_0 has shape \(wide), expected 16·ngf channels in and out")
    }
    ngf = wide[0] / 16
    let shared = try shape("head_0.norm_0.mlp_shared.0.weight", rank: 4)
    hiddenChannels = shared[0]
    semanticChannels = shared[1]
    kernel = shared[2]
    guard shared[2] == shared[3], kernel == 3 || kernel == 5 else {
      throw fail("the modulation's kernel is \(shared[2])×\(shared[3]), expected 3×3 or 5×5")
    }
    hasRunningStatistics = shapes["head_0.norm_0.param_free_norm.running_mean"] != nil
    isMost = shapes["up_4.conv_0.weight_orig"] != nil || shapes["up_4.conv_0.weight"] != nil
    guard let first = shapes["fc.weight"] else { throw fail("the tensor fc.weight is missing") }
    switch first.count {
    case 2:
      let (cells, rest) = first[0].quotientAndRemainder(dividingBy: wide[0])
      guard rest == 0, cells > 0, first[1] > 0 else {
        throw fail("fc.weight has shape \(first), expected a multiple of \(wide[0]) rows")
      }
      start = .latent(dimension: first[1], cells: cells)
    case 4:
      guard first[1] == semanticChannels else {
        throw fail(
          "fc.weight takes \(first[1]) channels, the modulation \(semanticChannels)")
      }
      start = .labels
    default:
      throw fail("fc.weight has shape \(first), expected 2 or 4 axes")
    }
  }
}

/// What names and shapes tell about a SPADE style encoder.
public struct SPADEEncoderFacts: Hashable, Sendable {
  /// Channels of the first layer.
  public var width: Int
  /// Length of z.
  public var latentDimension: Int
  /// Whether there is the layer that only models of 256² pictures and more have.
  public var hasSixthLayer: Bool
}

extension SPADEEncoderFacts {
  /// Reads the facts.
  /// - Throws: `ImportError.notAnEncoder`.
  public init(_ tensors: [StoredTensor], file: String) throws(ImportError) {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    guard let first = shapes["layer1.0.weight_orig"], first.count == 4, first[1] == 3,
      (1...1024).contains(first[0])
    else {
      throw .notAnEncoder(file: file, reason: "layer1.0.weight_orig is missing or misshapen")
    }
    width = first[0]
    hasSixthLayer = shapes["layer6.0.weight_orig"] != nil
    // Every layer must be in the file before a network of that width is built.
    let widths = [3, width, 2 * width, 4 * width, 8 * width, 8 * width, 8 * width]
    for layer in 1...(hasSixthLayer ? 6 : 5) {
      let wanted = [widths[layer], widths[layer - 1], 3, 3]
      guard shapes["layer\(layer).0.weight_orig"] == wanted else {
        throw .notAnEncoder(
          file: file, reason: "layer\(layer).0.weight_orig is not \(wanted)")
      }
    }
    guard let last = shapes["fc_mu.weight"], last.count == 2, last[0] > 0,
      last[1] == 8 * width * 16
    else {
      throw .notAnEncoder(file: file, reason: "fc_mu.weight is missing or misshapen")
    }
    latentDimension = last[0]
  }
}
