public import Tensors

/// A residual block that doubles the picture (He et al. 2016; Miyato et al. 2018): norm, ReLU,
/// doubling, convolution, norm, ReLU, convolution, plus a 1×1 convolution of the doubled input.
///
/// The 1×1 convolution is applied before the doubling, which gives the same numbers for a quarter
/// of the multiplications: doubling averages pixels with weights that sum to 1.
public struct ResidualUpBlock<Norm: ActivationNorm>: Sendable {
  /// How a picture is doubled.
  public enum Doubling: Hashable, Sendable {
    /// Every pixel twice.
    case nearest
    /// Bilinear, corners not aligned.
    case bilinear
  }

  /// What the parts are called in checkpoints.
  public enum Naming: Hashable, Sendable {
    /// `bn1`, `conv1`, `bn2`, `conv2`, `conv_sc`.
    case bigGAN
    /// `b1`, `c1`, `b2`, `c2`, `c_sc`.
    case mimicry
  }

  /// Norm of the input.
  public var norm1: Norm
  /// 3×3, input to output width.
  public var conv1: Conv2D
  /// Norm between the convolutions.
  public var norm2: Norm
  /// 3×3.
  public var conv2: Conv2D
  /// 1×1, input to output width.
  public var shortcut: Conv2D
  /// How the picture is doubled.
  public let doubling: Doubling
  private let naming: Naming

  /// A freshly drawn block.
  /// - Parameter norm: Makes a norm of so many channels.
  public init(
    _ input: Int, _ output: Int, doubling: Doubling, naming: Naming,
    spectral form: SpectralNorm.Form?, initialization: Initialization,
    using random: RandomGenerator, norm: (Int) -> Norm
  ) {
    func convolution(_ from: Int, _ to: Int, kernel: Int) -> Conv2D {
      Conv2D(
        from, to, kernel: kernel, padding: kernel / 2, spectral: form,
        initialization: initialization, using: random)
    }
    conv1 = convolution(input, output, kernel: 3)
    conv2 = convolution(output, output, kernel: 3)
    shortcut = convolution(input, output, kernel: 1)
    norm1 = norm(input)
    norm2 = norm(output)
    self.doubling = doubling
    self.naming = naming
  }

  /// - Parameters:
  ///   - x: `[N, in, H, W]`.
  ///   - condition: Of the norms, `[N, D]`, if they want one.
  /// - Returns: `[N, out, 2H, 2W]`.
  public func callAsFunction(_ x: Tensor, condition: Tensor? = nil, mode: Mode) -> Tensor {
    let wide = doubled(norm1(x, condition: condition, mode: mode).relu())
    let hidden = norm2(conv1(wide, mode: mode), condition: condition, mode: mode).relu()
    return doubled(shortcut(x, mode: mode)) + conv2(hidden, mode: mode)
  }

  private func doubled(_ x: Tensor) -> Tensor {
    switch doubling {
    case .nearest: x.upsampledTwice()
    case .bilinear: x.resizedBilinear(height: 2 * x.shape[2], width: 2 * x.shape[3])
    }
  }

  /// Folds spectral norms: the same function, for inference only.
  public mutating func foldSpectralNorm() {
    conv1.foldSpectralNorm()
    conv2.foldSpectralNorm()
    shortcut.foldSpectralNorm()
    norm1.foldSpectralNorm()
    norm2.foldSpectralNorm()
  }
}

extension ResidualUpBlock: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    let isBigGAN = naming == .bigGAN
    let (norm, convolution) = isBigGAN ? ("bn", "conv") : ("b", "c")
    try conv1.visit(&visitor, at: path / (convolution + "1"))
    try conv2.visit(&visitor, at: path / (convolution + "2"))
    try shortcut.visit(&visitor, at: path / (convolution + "_sc"))
    try norm1.visit(&visitor, at: path / (norm + "1"))
    try norm2.visit(&visitor, at: path / (norm + "2"))
  }
}
