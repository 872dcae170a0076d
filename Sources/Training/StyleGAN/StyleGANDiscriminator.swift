public import Layers
public import Tensors

/// StyleGAN's progressive discriminator in the form of the PyTorch port (ReferenceSystems article).
public struct StyleGANDiscriminator: Sendable {
  /// The second half of a level.
  enum Halving: Sendable {
    /// Blur, convolution, average of 2×2.
    case averaged(BinomialBlur, EqualizedConv2D)
    /// Blur, halving fused with the convolution; the four largest levels.
    case fused(BinomialBlur, FusedResampling)
    /// The level of 4×4: a convolution that leaves one position.
    case last(EqualizedConv2D)
  }

  /// One level.
  struct Level: Sendable {
    var colours: EqualizedConv2D
    var first: EqualizedConv2D
    var second: Halving
  }

  /// From 4×4 up.
  var levels: [Level]
  var output: EqualizedLinear

  /// Fresh weights.
  /// - Parameters:
  ///   - widths: Channels at 4×4, 8×8, ….
  ///   - random: `nil` leaves the weights unfilled, to be loaded.
  public init(widths: [Int], using random: RandomGenerator?) {
    let gain = 2.0.squareRoot()
    func convolution(_ input: Int, _ output: Int, kernel: Int, padding: Int) -> EqualizedConv2D {
      EqualizedConv2D(
        input, output, kernel: kernel, padding: padding, gain: gain, name: .original,
        using: random)
    }
    levels = widths.indices.map { index in
      let width = widths[index]
      let next = widths[max(0, index - 1)]
      let blur = BinomialBlur(channels: next)
      let second: Halving =
        if index == 0 {
          .last(convolution(width, width, kernel: 4, padding: 0))
        } else if index > 4 {
          .fused(blur, FusedResampling(next, next, doubles: false, using: random))
        } else {
          .averaged(blur, convolution(next, next, kernel: 3, padding: 1))
        }
      return Level(
        colours: convolution(3, width, kernel: 1, padding: 0),
        first: convolution(width + (index == 0 ? 1 : 0), next, kernel: 3, padding: 1),
        second: second)
    }
    output = EqualizedLinear(widths[0], 1, gain: gain, name: .original, using: random)
  }

  /// Scores pictures.
  /// - Parameters:
  ///   - picture: `[N, 3, 4·2^step, 4·2^step]`, −1…1.
  ///   - step: Level of the pictures.
  ///   - alpha: Share of that level while it fades in, 0…1.
  /// - Returns: Larger where a picture looks real, `[N, 1]`.
  public func callAsFunction(_ picture: Tensor, step: Int, alpha: Double = 1) -> Tensor {
    var x = levels[step].colours(picture)
    for index in (0...step).reversed() {
      let level = levels[index]
      if index == 0 { x = MinibatchDeviation.appended(to: x, groupSize: x.shape[0]) }
      x = level.first(x).leakyReLU()
      switch level.second {
      case .averaged(let blur, let convolution):
        x = convolution(blur(x)).averagePooled(kernel: 2, stride: 2)
      case .fused(let blur, let convolution): x = convolution(blur(x))
      case .last(let convolution): x = convolution(x)
      }
      x = x.leakyReLU()
      if index == step, index > 0, alpha < 1 {
        let coarse = levels[index - 1].colours(picture.averagePooled(kernel: 2, stride: 2))
        x = coarse * (1 - alpha) + x * alpha
      }
    }
    return output(x.contiguous().reshaped([x.shape[0], -1]))
  }
}

extension StyleGANDiscriminator: Parameterized {
  /// Visits its parameters under their checkpoint names; files count from the largest level.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in levels.indices.reversed() {
      let number = "\(levels.count - 1 - index)"
      let level = path / "progression" / number
      try levels[index].colours.visit(&visitor, at: path / "from_rgb" / number / "conv")
      try levels[index].first.visit(&visitor, at: level / "conv1" / "0" / "conv")
      switch levels[index].second {
      case .averaged(var blur, var convolution):
        try blur.visit(&visitor, at: level / "conv2" / "0")
        try convolution.visit(&visitor, at: level / "conv2" / "1" / "conv")
        levels[index].second = .averaged(blur, convolution)
      case .fused(var blur, var convolution):
        try blur.visit(&visitor, at: level / "conv2" / "0")
        try convolution.visit(&visitor, at: level / "conv2" / "1")
        levels[index].second = .fused(blur, convolution)
      case .last(var convolution):
        try convolution.visit(&visitor, at: level / "conv2" / "0" / "conv")
        levels[index].second = .last(convolution)
      }
    }
    try output.visit(&visitor, at: path / "linear" / "linear")
  }
}
