import CKernels
public import Imaging
import Synchronization
public import Tensors

/// A convolution with weights packed once for `CKernels`: any rectangle of a level, straight into
/// the level, at no cost for a size never seen before. Multiplied pixel by pixel, a pixel comes out
/// the same to the last bit whichever rectangle it is computed in; with fewer multiplications
/// (`level`) the same within rounding.
///
/// Not Sendable: belongs to the thread that computes.
public final class TiledConvolution {
  /// Number format of input, weights and output.
  public let type: ElementType
  private let side: Int
  private let inputChannels: Int
  private let outputChannels: Int
  private let weights: Tensor
  private let bias: [Float]
  /// The same in tiles, where that is quicker for the whole level.
  private let winograd: WinogradConvolution?

  private static let block = Int(CK_BLOCK)
  private static let depth = Int(CK_DEPTH)
  private static let strip = Int(CK_STRIP)

  /// Packs a convolution.
  /// - Parameters:
  ///   - weight: `[out, in, k, k]`, k at most 5.
  ///   - bias: `[out]`.
  ///   - type: `float32` or `bfloat16`.
  ///   - level: The level it is made for: kernels of 3×3 in float32 are then computed with fewer
  ///     multiplications where that is quicker, from a second copy of the weights.
  public init(weight: Tensor, bias: Tensor?, type: ElementType, level: PixelSize? = nil) {
    let shape = weight.shape
    precondition(shape[2] == shape[3] && shape[2] <= 5, "a kernel of \(shape)")
    self.type = type
    side = shape[2]
    outputChannels = shape[0]
    inputChannels = shape[1]
    let width =
      (shape[0] + TiledConvolution.block - 1) / TiledConvolution.block
      * TiledConvolution.block
    let given = bias?.floats() ?? []
    self.bias = given + [Float](repeating: 0, count: width - given.count)
    let padded = weight.detached().converted(to: .float32).paddedWithZeros(axis: 0, to: width)
    // Inputs in parts, each in the order of the kernel; all parts of a block side by side.
    let parts = stride(from: 0, to: shape[1], by: TiledConvolution.depth).map { start in
      KernelOrder.packed(
        padded.sliced(axis: 1, from: start, to: min(start + TiledConvolution.depth, shape[1])),
        type: type)
    }
    weights = parts.count == 1 ? parts[0] : .concatenated(parts, axis: 1)
    if type == .float32, side == 3, let level,
      let tile = WinogradConvolution.bestTile(
        level: level, inputs: inputChannels, outputs: outputChannels)
    {
      winograd = WinogradConvolution(weight: weight, tile: tile)
    } else {
      winograd = nil
    }
  }

  /// Memory of the packed weights in bytes.
  public var byteCount: Int { weights.count * type.byteCount + (winograd?.byteCount ?? 0) }

  /// Side of the tiles in which the whole level is computed; `nil` if pixel by pixel.
  public var tile: Int? { winograd?.tile }

  /// Computes a rectangle of a level.
  /// - Parameters:
  ///   - input: `[1, in, rect.height + k − 1, rect.width + k − 1]`, channels-last: the rectangle
  ///     with its ring.
  ///   - rect: The part of the level that is computed.
  ///   - output: The level, `[1, out, H, W]`, channels-last.
  ///   - adds: Whether the result is added to what the level holds.
  public func callAsFunction(
    _ input: Tensor, rect: PixelRect, of output: Tensor, adds: Bool = false,
    in workspace: Workspace
  ) {
    let level = output.shape
    precondition(
      input.shape == [1, inputChannels, rect.height + side - 1, rect.width + side - 1]
        && level[1] == outputChannels && rect.x >= 0 && rect.y >= 0 && rect.maxX <= level[3]
        && rect.maxY <= level[2] && input.type == type && output.type == type,
      "\(input.shape) for \(rect) of \(level)")
    if rect.isEmpty { return }
    if let winograd, winograd.isQuicker(for: rect) {
      winograd(
        input, rect: rect, bias: bias, of: output, .init(adds: adds), in: workspace)
      return
    }
    var job = ck_convolution()
    job.side = Int32(side)
    job.in_channels = Int32(inputChannels)
    job.out_channels = Int32(outputChannels)
    job.height = Int32(rect.height)
    job.width = Int32(rect.width)
    job.input = UnsafeRawPointer(input.unsafeData)
    job.weights = UnsafeRawPointer(weights.unsafeData)
    job.output =
      output.unsafeData + (rect.y * level[3] + rect.x) * outputChannels * type.byteCount
    job.output_pitch = Int64(level[3])
    job.adds = adds
    job.is_bfloat16 = type == .bfloat16
    let blocks = bias.count / TiledConvolution.block
    let items = (rect.area + TiledConvolution.strip - 1) / TiledConvolution.strip * blocks
    let stride = TiledConvolution.strip * TiledConvolution.block
    bias.withUnsafeBufferPointer { bias in
      job.bias = bias.baseAddress
      let shared = UncheckedJob(job)
      workspace.inParallel(items, use: .sums, floatsPerThread: stride) { item, sums in
        var job = shared.value
        ck_convolve(&job, Int64(item), Int64(item + 1), sums)
      }
    }
  }
}

/// The order in which products read weights.
enum KernelOrder {
  /// `[blocks][taps][in][block]`, in bfloat16 `[blocks][taps][⌈in / 2⌉][block][2]`; as
  /// `[blocks, everything else]`.
  /// - Parameter weight: `[blocks · block, in, k, k]`.
  static func packed(_ weight: Tensor, type: ElementType) -> Tensor {
    let shape = weight.shape
    let taps = shape[2] * shape[3]
    let block = Int(CK_BLOCK)
    let blocks = shape[0] / block
    let ordered: Tensor
    if type == .bfloat16 {
      let pairs = (shape[1] + 1) / 2
      ordered = weight.paddedWithZeros(axis: 1, to: 2 * pairs)
        .reshaped([blocks, block, pairs, 2, taps]).permuted([0, 4, 2, 1, 3])
    } else {
      ordered = weight.reshaped([blocks, block, shape[1], taps]).permuted([0, 3, 2, 1])
    }
    return ordered.converted(to: type).contiguous().reshaped([blocks, -1])
  }
}

extension Tensor {
  /// With zeros after the last place of an axis.
  func paddedWithZeros(axis: Int, to length: Int) -> Tensor {
    var missing = shape
    missing[axis] = length - shape[axis]
    return missing[axis] == 0 ? self : .concatenated([self, .zeros(missing)], axis: axis)
  }
}
