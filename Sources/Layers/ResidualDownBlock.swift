public import Tensors

/// A residual block of a discriminator (Miyato et al. 2018): two convolutions without norms, then
/// perhaps a halving by 2×2 means, plus a 1×1 convolution of the input where size or width change.
///
/// The 1×1 convolution is applied after the halving, which gives the same numbers for a quarter of
/// the multiplications.
public struct ResidualDownBlock: Sendable {
  /// What the activations in front of the block see.
  public enum Entrance: Hashable, Sendable {
    /// Nothing: the block gets a picture.
    case plain
    /// ReLU before the first convolution; the shortcut gets the input as it is.
    case activated
    /// ReLU in place: the shortcut gets its result, too (torch_mimicry).
    case activatedInPlace
  }

  /// What the parts are called in checkpoints.
  public enum Naming: Hashable, Sendable {
    /// `conv1`, `conv2`, `conv_sc`.
    case bigGAN
    /// `c1`, `c2`, `c_sc`.
    case mimicry
  }

  private var conv1: Conv2D
  private var conv2: Conv2D
  private var shortcut: Conv2D?
  private let entrance: Entrance
  private let halves: Bool
  private let naming: Naming

  /// A freshly drawn block.
  /// - Parameters:
  ///   - hidden: Width between the convolutions.
  ///   - halves: Whether the result has half the size.
  public init(
    _ input: Int, hidden: Int, _ output: Int, entrance: Entrance, halves: Bool, naming: Naming,
    spectral form: SpectralNorm.Form?, initialization: Initialization,
    using random: RandomGenerator
  ) {
    func convolution(_ from: Int, _ to: Int, kernel: Int) -> Conv2D {
      Conv2D(
        from, to, kernel: kernel, padding: kernel / 2, spectral: form,
        initialization: initialization, using: random)
    }
    conv1 = convolution(input, hidden, kernel: 3)
    conv2 = convolution(hidden, output, kernel: 3)
    shortcut = input != output || halves ? convolution(input, output, kernel: 1) : nil
    self.entrance = entrance
    self.halves = halves
    self.naming = naming
  }

  /// - Parameter x: `[N, in, H, W]`.
  /// - Returns: `[N, out, H, W]`, or half the size.
  public func callAsFunction(_ x: Tensor, mode: Mode) -> Tensor {
    let first = entrance == .plain ? x : x.relu()
    var hidden = conv2(conv1(first, mode: mode).relu(), mode: mode)
    var aside = entrance == .activatedInPlace ? first : x
    if halves {
      hidden = hidden.averagePooled(kernel: 2, stride: 2)
      aside = aside.averagePooled(kernel: 2, stride: 2)
    }
    return hidden + (shortcut?(aside, mode: mode) ?? aside)
  }
}

extension ResidualDownBlock: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    let name = naming == .bigGAN ? "conv" : "c"
    try conv1.visit(&visitor, at: path / (name + "1"))
    try conv2.visit(&visitor, at: path / (name + "2"))
    if var shortcut = self.shortcut {
      try shortcut.visit(&visitor, at: path / (name + "_sc"))
      self.shortcut = shortcut
    }
  }
}
