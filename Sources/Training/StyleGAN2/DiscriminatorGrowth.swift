import Layers
import Tensors

extension StyleGAN2Discriminator {
  /// Makes a discriminator that has grown by one level judge at first as the one it grew from
  /// judged the picture halved: it goes on teaching at once, where a fresh level would first have
  /// to be learned.
  ///
  /// The new block hands the picture on as pairs lrelu(x), lrelu(−x), whose difference is 1.2 x,
  /// and its halving convolution is the old `fromrgb`: f(↓x) = lrelu(W ↓x + b). What is left of the
  /// fresh weights lets the level learn textures of its own. Needs six channels at the top; with
  /// fewer, the level stays fresh.
  /// - Parameters:
  ///   - weight: Scaled weight of the old `fromrgb`, `[next, 3]`, rows first.
  ///   - bias: Its bias, `[next]`.
  ///   - trace: Share of the fresh weights that stays.
  /// - Returns: Whether it was done.
  @discardableResult
  func judgeHalved(weight: [Float], bias: [Float], trace: Float = 0.05) -> Bool {
    guard let block = blocks.first, let colours = block.colours?.convolution else { return false }
    let width = colours.weight.shape[0]
    let next = block.second.convolution.weight.shape[0]
    guard width >= 6, weight.count == next * 3, bias.count == next else { return false }

    var split = colours.weight.floats()  // [width, 3, 1, 1]
    for colour in 0..<3 {
      for (row, sign) in [(colour, Float(1)), (colour + 3, -1)] {
        for other in 0..<3 { split[row * 3 + other] = 0 }
        split[row * 3 + colour] = sign / Float(colours.weightScale)
      }
    }
    replace(colours, weight: split, bias: Array(repeating: 0, count: width))

    // 3×3 kernels of one channel to another; only the middle tap passes the pairs on.
    let first = block.first.convolution
    var passing = first.weight.floats().map { $0 * trace }
    let joined = Float(1 / (2.0.squareRoot() * 1.2))
    let single = joined / Float(first.weightScale)
    for colour in 0..<3 {
      for (row, sign) in [(colour, single), (colour + 3, -single)] {
        for input in 0..<width { passing[(row * width + input) * 9 + 4] = 0 }
        passing[(row * width + colour) * 9 + 4] = sign
        passing[(row * width + colour + 3) * 9 + 4] = -sign
      }
    }
    replace(first, weight: passing, bias: Array(repeating: 0, count: width))

    // The sum with the shortcut is halved in power; √2 makes up for it.
    let second = block.second.convolution
    let root = Float(2).squareRoot()
    var halving = second.weight.floats().map { $0 * trace }
    let scale = joined * root / Float(second.weightScale)
    for output in 0..<next {
      for input in 0..<width { halving[(output * width + input) * 9 + 4] = 0 }
      for colour in 0..<3 {
        let value = weight[output * 3 + colour] * scale
        halving[(output * width + colour) * 9 + 4] = value
        halving[(output * width + colour + 3) * 9 + 4] = -value
      }
    }
    replace(second, weight: halving, bias: bias.map { $0 * root })
    let shortcut = block.shortcut.convolution
    replace(shortcut, weight: shortcut.weight.floats().map { $0 * trace }, bias: nil)
    return true
  }

  /// Writes into the tensors that the optimizer knows.
  private func replace(_ layer: EqualizedConv2D, weight: [Float], bias: [Float]?) {
    withoutGradients {
      layer.weight.detached().assign(Tensor(weight, shape: layer.weight.shape))
      if let bias, let tensor = layer.bias {
        tensor.detached().assign(Tensor(bias, shape: tensor.shape))
      }
    }
  }
}
