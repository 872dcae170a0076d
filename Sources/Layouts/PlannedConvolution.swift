public import Imaging
public import Tensors

/// A convolution of a plan whose level has a known size, packed for the quickest way to compute it:
/// in tiles (Winograd) where those save time, else by oneDNN.
///
/// Not Sendable: belongs to the thread that computes.
public final class PlannedConvolution {
  private enum Way {
    case tiles(WinogradConvolution, bias: [Float], WinogradConvolution.Around)
    case pixels(PackedConvolution)
  }
  private let way: Way

  /// Packs a convolution.
  /// - Parameters:
  ///   - weight: `[out, in, k, k]`.
  ///   - bias: `[out]`.
  ///   - stride: Step in rows and columns.
  ///   - padding: Zeros on every side.
  ///   - type: `float32` or `bfloat16`, of input, weights and output.
  ///   - activation: Of the result.
  ///   - addsToOutput: Whether the result is added to what the output holds, before the activation.
  ///   - level: Size of the output it will mostly compute; others work as well. `nil` for oneDNN's.
  /// - Throws: `TensorError.operation`.
  public init(
    weight: Tensor, bias: Tensor?, stride: Int = 1, padding: Int, type: ElementType,
    activation: PackedConvolution.Activation = .identity, addsToOutput: Bool = false,
    level: PixelSize?
  ) throws(TensorError) {
    let around = WinogradConvolution.Around(padding: padding, adds: addsToOutput)
    if stride == 1, let level,
      let tiles = Self.tiles(weight, bias, type: type, activation, around, level: level)
    {
      way = tiles
    } else {
      way = .pixels(
        try PackedConvolution(
          weight: weight, bias: bias, stride: stride,
          padding: [padding, padding, padding, padding], type: type, activation: activation,
          addsToOutput: addsToOutput))
    }
  }

  /// Packs a 3×3 convolution of a picture in which every pixel of the input stands twice in both
  /// directions, with a zero on every side.
  /// - Returns: `nil` where tiles save nothing over four kernels of 2×2 (`DoubledKernel`).
  public init?(doublingWeight weight: Tensor, bias: Tensor?, type: ElementType, level: PixelSize) {
    // Four kernels of 2×2 take 4/9 of the multiplications: those of a level with so few pixels.
    let around = WinogradConvolution.Around(padding: 1, doublesInput: true)
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    guard type == .float32, weight.shape[2...] == [3, 3],
      WinogradConvolution.isWorthDoubling(to: level, inputs: inputs, outputs: outputs)
    else { return nil }
    way = .tiles(
      WinogradConvolution(weight: weight, tile: 4), bias: Self.padded(bias, outputs), around)
  }

  private static func tiles(
    _ weight: Tensor, _ bias: Tensor?, type: ElementType,
    _ activation: PackedConvolution.Activation, _ given: WinogradConvolution.Around,
    level: PixelSize
  ) -> Way? {
    var around = given
    switch activation {
    case .identity: break
    case .relu: around.slope = 0
    case .leakyReLU(let slope) where (0...1).contains(slope): around.slope = slope
    case .leakyReLU, .tanh: return nil
    }
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    guard type == .float32, weight.shape[2...] == [3, 3], around.padding <= 1,
      let tile = WinogradConvolution.bestTile(level: level, inputs: inputs, outputs: outputs)
    else { return nil }
    return .tiles(
      WinogradConvolution(weight: weight, tile: tile), bias: padded(bias, outputs), around)
  }

  /// A bias for whole blocks of outputs.
  private static func padded(_ bias: Tensor?, _ outputs: Int) -> [Float] {
    let given = bias?.floats() ?? []
    let width = WinogradConvolution.wholeBlocks(outputs)
    return given + [Float](repeating: 0, count: width - given.count)
  }

  /// Convolves.
  /// - Parameters:
  ///   - input: `[1, in, H, W]`, channels-last, of the packed type.
  ///   - output: Where the result goes, `[1, out, H′, W′]`, channels-last.
  /// - Returns: The output.
  @discardableResult
  public func callAsFunction(
    _ input: Tensor, into output: Tensor, in workspace: Workspace
  ) -> Tensor {
    switch way {
    case .pixels(let convolution):
      return convolution(input, into: output)
    case .tiles(let convolution, let bias, let around):
      let level = PixelSize(width: output.shape[3], height: output.shape[2])
      convolution(
        input, rect: PixelRect(level), bias: bias, of: output, around, in: workspace)
      return output
    }
  }

  /// Memory held by the packed weights, in bytes; of oneDNN's with the original ones.
  public var byteCount: Int {
    switch way {
    case .tiles(let convolution, _, _): convolution.byteCount
    case .pixels(let convolution): convolution.byteCount
    }
  }
}
