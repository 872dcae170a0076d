import Imaging
import Layers
import Layouts
import Synthesis
import Tensors

/// Activations between two stages of a plan: a level with a mirrored border around it.
struct PlannedActivation {
  /// `[1, C, H + 2·border, W + 2·border]`, channels-last.
  let tensor: Tensor
  /// Size without border.
  let size: PixelSize
  /// Mirrored pixels on every side.
  let border: Int
  /// Which piece of the scratch memory it lies in.
  let piece: Int
}

/// What all stages of one rendering share.
struct PlannedRun {
  /// Memory of activations; the number is the piece.
  let scratch: Scratch
  /// Statistics of models with batch norm.
  let statistics: NormalizationStatistics
  /// Whether norms take what the last whole picture gave instead of measuring.
  let reusesStatistics: Bool

  /// Pieces: activations alternate between two, convolutions write the third, and features of the
  /// network inside an enhancer wait in the fourth.
  static let pieces = 4
  /// Output of convolutions.
  static let raw = 1
  /// Features that wait for the enhancer around them.
  static let inner = 3

  /// The piece for activations that is free while `piece` is read.
  static func other(than piece: Int) -> Int { piece == 0 ? 2 : 0 }
}

/// One norm with ReLU or addition, and the statistics it last measured on a whole picture.
///
/// Not Sendable: belongs to one plan.
final class PlannedNorm {
  private let kind: FeatureNorm
  private var last: NormalizationPass.Normalization?

  init(_ norm: FeatureNorm) {
    kind = norm
  }

  /// Normalizes what a convolution wrote.
  /// - Parameters:
  ///   - raw: `[1, C, H, W]`, or the four phases of a doubling, `[4, C, H/2, W/2]`.
  ///   - size: Of the level.
  ///   - addend: Added after ReLU; lies in another piece.
  func callAsFunction(
    _ raw: Tensor, size: PixelSize, rectifies: Bool, border: Int,
    adding addend: PlannedActivation? = nil, into piece: Int, _ run: PlannedRun
  ) -> PlannedActivation {
    let output = run.scratch.view(
      piece, raw.shape[1], height: size.height + 2 * border, width: size.width + 2 * border)
    let pass = NormalizationPass(
      size: size, isInterleaved: raw.shape[0] == 4, rectifies: rectifies, border: border)
    pass(
      raw, normalization(of: raw, run), adding: addend?.tensor, addendBorder: addend?.border ?? 0,
      into: output)
    return PlannedActivation(tensor: output, size: size, border: border, piece: piece)
  }

  private func normalization(
    of raw: Tensor, _ run: PlannedRun
  ) -> NormalizationPass.Normalization {
    guard kind.isMeasured(run.statistics) else { return stored(channels: raw.shape[1]) }
    if run.reusesStatistics, let last { return last }
    var measured = NormalizationPass.measure(raw)
    if case .batch(let norm) = kind { measured = Self.scaled(measured, by: norm) }
    if !run.reusesStatistics { last = measured }
    return measured
  }

  /// What needs no measuring: running statistics, or nothing at all.
  private func stored(channels: Int) -> NormalizationPass.Normalization {
    guard case .batch(let norm) = kind else {
      return .init(
        mean: [Float](repeating: 0, count: channels),
        variance: [Float](repeating: 1, count: channels), epsilon: 0)
    }
    return Self.scaled(
      .init(mean: norm.statistics.mean.floats(), variance: norm.statistics.variance.floats()),
      by: norm)
  }

  private static func scaled(
    _ plain: NormalizationPass.Normalization, by norm: BatchNorm
  ) -> NormalizationPass.Normalization {
    var result = plain
    result.scale = zip(plain.scale, norm.weight.floats()).map { $0 * $1 }
    result.shift = norm.bias.floats()
    return result
  }
}

/// A convolution and its norm.
struct PlannedStage {
  private let convolution: PlannedConvolution
  let norm: PlannedNorm
  private let channels: Int
  private let stride: Int

  init(_ stage: TranslationNetwork.Stage, type: Tensors.ElementType) throws(TensorError) {
    try self.init(stage.convolution, stage.norm, type: type)
  }

  /// - Parameter level: Size of the result, for kernels of 3×3.
  init(
    _ layer: Conv2D, _ norm: FeatureNorm, type: Tensors.ElementType, level: PixelSize? = nil
  ) throws(TensorError) {
    convolution = try PlannedConvolution(
      weight: layer.weight, bias: norm.keepsBias ? layer.bias : nil, stride: layer.stride,
      padding: layer.padding, type: type, level: level)
    self.norm = PlannedNorm(norm)
    channels = layer.weight.shape[0]
    stride = layer.stride
  }

  /// Convolves `[1, C, …]` (with the border that the kernel needs) at a level of this size.
  func convolve(_ x: Tensor, size: PixelSize, _ run: PlannedRun) -> (raw: Tensor, size: PixelSize) {
    let target = PixelSize(width: size.width / stride, height: size.height / stride)
    let raw = run.scratch.view(
      PlannedRun.raw, channels, height: target.height, width: target.width)
    return (convolution(x, into: raw, in: run.scratch.workspace), target)
  }
}

/// A transposed convolution as four plain ones, one per phase of the doubled grid, and its norm:
/// as many multiplications, and the norm's pass puts the phases together.
struct PlannedDoubling {
  private let phases: [PackedConvolution]
  private let norm: PlannedNorm
  private let channels: Int

  init(_ doubling: TranslationNetwork.Doubling, type: Tensors.ElementType) throws(TensorError) {
    let layer = doubling.convolution
    // Kernel [in, out, y, x] to [out, in, y, x]. Even places meet the middle tap alone; odd ones
    // the last tap at their own pixel and the first tap at the next.
    let weight = layer.weight.transposed(0, 1)
    func taps(_ tensor: Tensor, axis: Int, isOdd: Bool) -> Tensor {
      isOdd
        ? tensor.gathered(axis: axis, Tensor([2, 0] as [Int64], shape: [2]))
        : tensor.sliced(axis: axis, from: 1, to: 2)
    }
    var phases: [PackedConvolution] = []
    for (isOddRow, isOddColumn) in [(false, false), (false, true), (true, false), (true, true)] {
      let kernel = taps(
        taps(weight, axis: 2, isOdd: isOddRow), axis: 3, isOdd: isOddColumn)
      phases.append(
        try PackedConvolution(
          weight: kernel.contiguous(), bias: doubling.norm.keepsBias ? layer.bias : nil,
          padding: [0, 0, isOddRow ? 1 : 0, isOddColumn ? 1 : 0], type: type))
    }
    self.phases = phases
    norm = PlannedNorm(doubling.norm)
    channels = layer.weight.shape[1]
  }

  /// Doubles a level without border.
  func callAsFunction(
    _ x: PlannedActivation, border: Int, into piece: Int, _ run: PlannedRun
  ) -> PlannedActivation {
    let raw = run.scratch.view(
      PlannedRun.raw, count: 4, channels, height: x.size.height, width: x.size.width)
    for (index, phase) in phases.enumerated() {
      _ = phase(x.tensor, into: raw.sliced(axis: 0, from: index, to: index + 1))
    }
    return norm(
      raw, size: PixelSize(width: 2 * x.size.width, height: 2 * x.size.height), rectifies: true,
      border: border, into: piece, run)
  }
}

/// A residual block: both its convolutions read mirrored borders that the norms' passes wrote.
struct PlannedBlock {
  private let first: PlannedStage
  private let second: PlannedStage

  init(
    _ block: ReflectionResnetBlock, type: Tensors.ElementType, level: PixelSize
  ) throws(TensorError) {
    first = try PlannedStage(block.conv0, block.norm0, type: type, level: level)
    second = try PlannedStage(block.conv1, block.norm1, type: type, level: level)
  }

  /// - Parameter x: With a border of 1.
  /// - Returns: In the other piece, with the border that what follows needs.
  func callAsFunction(
    _ x: PlannedActivation, border: Int, _ run: PlannedRun
  ) -> PlannedActivation {
    let target = PlannedRun.other(than: x.piece)
    let (raw, size) = first.convolve(x.tensor, size: x.size, run)
    let hidden = first.norm(raw, size: size, rectifies: true, border: 1, into: target, run)
    let (sum, _) = second.convolve(hidden.tensor, size: size, run)
    return second.norm(
      sum, size: size, rectifies: false, border: border, adding: x, into: target, run)
  }
}

extension FeatureNorm {
  /// Whether a bias before the norm changes anything: instance norm takes it away again, and so
  /// does batch norm by current statistics, but not by running ones.
  fileprivate var keepsBias: Bool {
    if case .instance = self { return false }
    return true
  }

  /// Whether the picture's own statistics normalize.
  fileprivate func isMeasured(_ statistics: NormalizationStatistics) -> Bool {
    switch self {
    case .instance: true
    case .trackedInstance: statistics == .current
    case .batch: statistics == .current
    case .identity: false
    }
  }
}
