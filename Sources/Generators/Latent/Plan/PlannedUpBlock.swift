import Imaging
import Layers
import Layouts
import Tensors

/// A residual block that doubles the picture, made ready for one number format.
///
/// Where every pixel is doubled as it is, the convolution behind it meets each of them more than
/// once: it is four convolutions of the small picture with kernels of 2×2, whose taps are sums of
/// the original's, for 4/9 of its multiplications. Nothing is ever doubled but the shortcut.
struct PlannedUpBlock<Norm: ActivationNorm> {
  private let norms: (first: Norm, second: Norm)
  private let widening: Widening
  private let refining: PlannedConvolution
  private let shortcut: PackedConvolution
  private let isBilinear: Bool
  private let outputs: Int

  /// How the doubled picture is convolved.
  private enum Widening {
    /// As it is, doubled by whoever calls.
    case bilinear(PackedConvolution)
    /// In tiles that read every pixel of the small one as often as they need it.
    case tiles(PlannedConvolution)
    /// One convolution of the small picture for each parity of row and column.
    case phases([PackedConvolution])
  }

  /// Packs a block whose spectral norms are folded.
  /// - Parameter level: Size of its output.
  /// - Throws: `TensorError`.
  init(
    _ block: ResidualUpBlock<Norm>, type: ElementType, level: PixelSize
  ) throws(TensorError) {
    norms = (block.norm1, block.norm2)
    isBilinear = block.doubling == .bilinear
    outputs = block.conv1.weight.shape[0]
    let (weight, bias) = (block.conv1.weight, block.conv1.bias)
    if isBilinear {
      widening = .bilinear(
        try PackedConvolution(weight: weight, bias: bias, padding: [1, 1, 1, 1], type: type))
    } else if let tiles = PlannedConvolution(
      doublingWeight: weight, bias: bias, type: type, level: level)
    {
      widening = .tiles(tiles)
    } else {
      var phases: [PackedConvolution] = []
      for (weight, padding) in DoubledKernel.phases(of: weight) {
        phases.append(
          try PackedConvolution(weight: weight, bias: bias, padding: padding, type: type))
      }
      widening = .phases(phases)
    }
    refining = try PlannedConvolution(
      weight: block.conv2.weight, bias: block.conv2.bias, padding: 1, type: type,
      addsToOutput: true, level: level)
    shortcut = try PackedConvolution(
      weight: block.shortcut.weight, bias: block.shortcut.bias, type: type)
  }

  /// - Parameters:
  ///   - x: `[1, in, H, W]`, channels-last.
  ///   - condition: Of the norms, `[1, D]`, if they want one.
  ///   - piece: Where the result lies; not the input's.
  /// - Returns: `[1, out, 2H, 2W]`, channels-last.
  func callAsFunction(
    _ x: Tensor, condition: Tensor?, into piece: ResidualPiece, _ scratch: Scratch
  ) -> Tensor {
    let workspace = scratch.workspace
    let shape = x.shape
    let size = PixelSize(width: shape[3], height: shape[2])
    let doubled = PixelSize(width: 2 * size.width, height: 2 * size.height)
    func view(_ piece: ResidualPiece, _ channels: Int, _ size: PixelSize, count: Int = 1) -> Tensor
    {
      scratch.view(
        piece.rawValue, count: count, channels, height: size.height, width: size.width)
    }
    let (first, second) = workspace.measure(.styles) {
      (
        norms.first.normalization(condition: condition),
        norms.second.normalization(condition: condition)
      )
    }
    let output = view(piece, outputs, doubled)
    let small = workspace.measure(.convolution) { shortcut(x, into: view(.small, outputs, size)) }
    workspace.measure(.copies) { double(small, into: output) }
    let normalized = view(.normalized, shape[1], size)
    workspace.measure(.modulation) {
      NormalizationPass(size: size, rectifies: true)(x, first, into: normalized)
    }
    let raw: Tensor
    switch widening {
    case .bilinear(let convolution):
      raw = view(.raw, outputs, doubled)
      let wide = workspace.measure(.copies) {
        normalized.resizedBilinear(height: doubled.height, width: doubled.width)
      }
      workspace.measure(.convolution) { _ = convolution(wide, into: raw) }
    case .tiles(let convolution):
      raw = view(.raw, outputs, doubled)
      workspace.measure(.convolution) { _ = convolution(normalized, into: raw, in: workspace) }
    case .phases(let convolutions):
      raw = view(.raw, outputs, size, count: 4)
      workspace.measure(.convolution) {
        for (index, convolution) in convolutions.enumerated() {
          _ = convolution(normalized, into: raw.sliced(axis: 0, from: index, to: index + 1))
        }
      }
    }
    let wide = view(.normalized, outputs, doubled)
    workspace.measure(.modulation) {
      NormalizationPass(size: doubled, isInterleaved: raw.shape[0] == 4, rectifies: true)(
        raw, second, into: wide)
    }
    return workspace.measure(.convolution) { refining(wide, into: output, in: workspace) }
  }

  private func double(_ small: Tensor, into output: Tensor) {
    let size = OperatorArgument.ints([output.shape[2], output.shape[3]])
    if isBilinear {
      _ = Engine.call(
        "aten::upsample_bilinear2d", "out", .tensor(small), size, .bool(false), .none, .none,
        .tensor(output))
    } else {
      _ = Engine.call(
        "aten::upsample_nearest2d", "out", .tensor(small), size, .none, .none, .tensor(output))
    }
  }
}

/// A 3×3 convolution of a picture in which every pixel stands twice in both directions.
enum DoubledKernel {
  /// The same as four convolutions of the picture itself: 2·(row's parity) + (column's parity), each
  /// with zeros added at the top, left, bottom and right.
  static func phases(of weight: Tensor) -> [(weight: Tensor, padding: [Int])] {
    (0..<4).map { index in
      let (row, column) = (index / 2, index % 2)
      return (
        phase(phase(weight, axis: 2, isOdd: row == 1), axis: 3, isOdd: column == 1).contiguous(),
        [1 - row, 1 - column, row, column]
      )
    }
  }

  /// Even results see the pixel before with the first tap and their own with both others, odd ones
  /// their own with the first two and the next with the last.
  private static func phase(_ weight: Tensor, axis: Int, isOdd: Bool) -> Tensor {
    func tap(_ index: Int) -> Tensor { weight.sliced(axis: axis, from: index, to: index + 1) }
    return .concatenated(
      isOdd ? [tap(0) + tap(1), tap(2)] : [tap(0), tap(1) + tap(2)], axis: axis)
  }
}
