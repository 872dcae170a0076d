public import Tensors

/// Where the modulation of a SPADE layer comes from: the plain convolutions over a one-hot map,
/// or tables of its distinct windows (`Layouts`). Both give the same numbers.
public protocol ModulationSource {
  /// γ and β of one SPADE layer.
  /// - Returns: `[N, 2C, height, width]`: γ in the first C channels, β in the last C.
  func modulation(of layer: SPADE, height: Int, width: Int) -> Tensor

  /// The one-hot map resized by the nearest rule, `[N, L, height, width]`.
  func semantics(height: Int, width: Int) -> Tensor

  /// Normalizes, modulates and activates in one: lrelu(n · (1 + γ) + β), n the normalized x.
  /// Sources that hold tables do it without γ and β per pixel.
  /// - Parameters:
  ///   - x: Activations, `[N, C, H, W]`.
  ///   - slope: Of the leaky ReLU for negative values; 1 for no activation.
  func modulated(_ x: Tensor, by layer: SPADE, mode: Mode, slope: Double) -> Tensor
}

extension ModulationSource {
  /// The plain form: γ and β per pixel.
  public func modulated(_ x: Tensor, by layer: SPADE, mode: Mode, slope: Double) -> Tensor {
    let shape = x.shape
    let modulation = modulation(of: layer, height: shape[2], width: shape[3])
    let scale = modulation.sliced(axis: 1, from: 0, to: shape[1])
    let shift = modulation.sliced(axis: 1, from: shape[1], to: 2 * shape[1])
    let result = layer.normalization(x, mode: mode) * (scale + 1) + shift
    return slope == 1 ? result : result.leakyReLU(slope: slope)
  }
}

/// Spatially-adaptive normalization (Park et al. 2019, eq. 1): normalizes without learned
/// parameters, then scales and shifts each pixel by values predicted from the semantic map.
public struct SPADE: Sendable {
  /// Parameter-free normalization.
  public var normalization: ParameterFreeNorm
  /// Semantics to hidden vectors, followed by ReLU.
  public var shared: Conv2D
  /// Hidden vectors to γ.
  public var gamma: Conv2D
  /// Hidden vectors to β.
  public var beta: Conv2D

  /// A freshly drawn layer.
  /// - Parameters:
  ///   - channels: C of the activations it normalizes.
  ///   - semantics: Channels of the semantic map, L.
  ///   - hidden: Width of the hidden vectors; 128 in the reference.
  ///   - kernel: 3 or 5, of all three convolutions.
  ///   - usesInstanceNorm: Instance instead of batch statistics.
  public init(
    channels: Int, semantics: Int, hidden: Int = 128, kernel: Int = 3, usesInstanceNorm: Bool,
    initialization: Initialization, using random: RandomGenerator
  ) {
    normalization =
      usesInstanceNorm
      ? .instance : .batch(ParameterFreeNorm.RunningStatistics(channels: channels))
    func convolution(_ input: Int, _ output: Int) -> Conv2D {
      Conv2D(
        input, output, kernel: kernel, padding: kernel / 2, initialization: initialization,
        using: random)
    }
    shared = convolution(semantics, hidden)
    gamma = convolution(hidden, channels)
    beta = convolution(hidden, channels)
  }

  /// - Parameters:
  ///   - x: Activations, `[N, C, H, W]`.
  ///   - source: Gives γ and β at the size of x.
  ///   - slope: Of a leaky ReLU on the result; 1 for none.
  /// - Returns: Modulated activations, `[N, C, H, W]`.
  public func callAsFunction(
    _ x: Tensor, source: some ModulationSource, mode: Mode = .evaluation, slope: Double = 1
  ) -> Tensor {
    source.modulated(x, by: self, mode: mode, slope: slope)
  }
}

extension SPADE: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try normalization.visit(&visitor, at: path / "param_free_norm")
    try shared.visit(&visitor, at: path / "mlp_shared.0")
    try gamma.visit(&visitor, at: path / "mlp_gamma")
    try beta.visit(&visitor, at: path / "mlp_beta")
  }
}
