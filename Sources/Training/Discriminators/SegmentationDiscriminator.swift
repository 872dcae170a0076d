import Layers
import Tensors

/// A discriminator that says of every pixel which label it shows, or that it is made (OASIS,
/// Schönfeld et al. 2021): a U-Net over the picture alone with one class more than there are labels. It
/// never sees the map, so a generator pleases it only by pictures that obey theirs. Narrower than
/// the paper's; spectral norm in every layer.
struct SegmentationDiscriminator: Sendable {
  /// Labels; class `labelCount` means made.
  let labelCount: Int
  /// Down: full size, 1/2, 1/4, 1/8, 1/16.
  private var down: [Conv2D]
  /// Up: 1/8, 1/4, 1/2, full size.
  private var up: [Conv2D]
  private var scores: Conv2D

  /// A freshly drawn network.
  /// - Parameter width: Channels at full size; eight times as many at the smallest.
  init(labelCount: Int, width: Int, using random: RandomGenerator) {
    self.labelCount = labelCount
    func layer(_ input: Int, _ output: Int, kernel: Int, stride: Int = 1) -> Conv2D {
      Conv2D(
        input, output, kernel: kernel, stride: stride, padding: 1, isSpectral: true,
        initialization: .kaiming(gain: 1), using: random)
    }
    let widths = [width, 2 * width, 4 * width, 8 * width, 8 * width]
    down = [layer(3, width, kernel: 3)]
    for level in 1..<5 {
      down.append(layer(widths[level - 1], widths[level], kernel: 4, stride: 2))
    }
    up = []
    var input = widths[4]
    for level in (0..<4).reversed() {
      up.append(layer(input + widths[level], widths[level], kernel: 3))
      input = widths[level]
    }
    scores = Conv2D(
      width, labelCount + 1, kernel: 1, isSpectral: true, initialization: .kaiming(gain: 1),
      using: random)
  }

  /// - Parameter picture: `[N, 3, H, W]`, −1…1; sides are multiples of 16.
  /// - Returns: Scores of the labels and of "made", `[N, labels + 1, H, W]`, float32.
  func callAsFunction(
    _ picture: Tensor, mode: Mode = .evaluation, type: ElementType = .float32
  ) -> Tensor {
    // bfloat16 gradients of weights on small maps cost a multiple of float32's.
    func apply(_ layer: Conv2D, _ x: Tensor) -> Tensor {
      let kind = mode == .training && x.shape[2] < 64 ? .float32 : type
      return layer(x.converted(to: kind), mode: mode).leakyReLU()
    }
    var seen: [Tensor] = []
    var x = picture.channelsLast()
    for layer in down {
      x = apply(layer, x)
      seen.append(x)
    }
    for (layer, level) in zip(up, (0..<4).reversed()) {
      let wide = x.upsampledTwice()
      x = apply(layer, .concatenated([wide, seen[level].converted(to: wide.type)], axis: 1))
    }
    return scores(x, mode: mode).converted(to: .float32)
  }
}

extension SegmentationDiscriminator: Parameterized {
  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in down.indices { try down[index].visit(&visitor, at: path / "down\(index)") }
    for index in up.indices { try up[index].visit(&visitor, at: path / "up\(index)") }
    try scores.visit(&visitor, at: path / "scores")
  }
}

/// The losses of a segmentation discriminator (Schönfeld et al. 2021, eq. 1–4).
struct SegmentationLoss {
  /// One-hot map, `[N, labels, H, W]`, float32; all zero where nobody knows.
  private let oneHot: Tensor
  /// Weight of each pixel, `[N, 1, H, W]`: rare labels of the batch count more, unknown pixels
  /// nothing.
  private let weights: Tensor

  /// - Parameter oneHot: `[N, labels, H, W]`, float32.
  init(oneHot: Tensor) {
    self.oneHot = oneHot
    weights = withoutGradients {
      let shape = oneHot.shape
      let counts = oneHot.sum(over: [0, 2, 3])
      let present = counts.clamped(from: 0, to: 1).sum().item
      let pixels = Double(shape[0] * shape[2] * shape[3])
      // Every label that occurs has the same weight in all.
      let share =
        Tensor.scalar(pixels / max(1, present)).moved(to: oneHot.device)
        / counts.clamped(from: 1, to: nil)
      return (oneHot * share.reshaped([1, -1, 1, 1])).sum(over: [1], keepingAxes: true)
    }
  }

  /// Cross entropy with the map: real pictures for the discriminator, made ones for the generator.
  /// - Parameter scores: `[N, labels + 1, H, W]`.
  func asMap(_ scores: Tensor) -> Tensor {
    let logs = scores.logSoftmax(axis: 1).sliced(axis: 1, from: 0, to: oneHot.shape[1])
    return -((logs * oneHot).sum(over: [1], keepingAxes: true) * weights).mean()
  }

  /// Cross entropy with "made" everywhere.
  func asMade(_ scores: Tensor) -> Tensor {
    let labels = oneHot.shape[1]
    return -scores.logSoftmax(axis: 1).sliced(axis: 1, from: labels, to: labels + 1).mean()
  }

  /// A mask of whole labels, 1 or 0 by chance for each label of each picture, `[N, 1, H, W]`.
  func mask(using random: inout SeededRandom) -> Tensor {
    let shape = oneHot.shape
    let chosen = (0..<(shape[0] * shape[1])).map { _ in
      Float(Bool.random(using: &random) ? 1 : 0)
    }
    let choice = Tensor(chosen, shape: [shape[0], shape[1], 1, 1]).moved(to: oneHot.device)
    return (oneHot * choice).sum(over: [1], keepingAxes: true)
  }

  /// How far scores of a mixed picture are from the mixture of the scores (LabelMix).
  /// - Parameters: `[N, labels + 1, H, W]` each; `mask` is 1 where the real picture shows.
  static func mixing(mixed: Tensor, real: Tensor, fake: Tensor, mask: Tensor) -> Tensor {
    (mixed - (real * mask + fake * (1 - mask))).squared().mean()
  }
}
