import CKernels
import Imaging
import Synchronization
import Tensors

/// A 3×3 convolution in tiles, with a quarter of the multiplications at best (Winograd.h): weights
/// transformed and packed once, any rectangle of a level. Tiles lie on a grid that begins at the
/// level's first pixel, so that rectangles agree: to the last bit where a tile lies whole in both,
/// within rounding elsewhere. float32 alone.
///
/// Not Sendable: belongs to the thread that computes.
final class WinogradConvolution {
  /// Side of a tile: 2 or 4.
  let tile: Int
  /// Channels that are read.
  let inputChannels: Int
  /// Channels that are written.
  let outputChannels: Int
  private let weights: Tensor

  /// Memory of the weights in bytes.
  var byteCount: Int { weights.count * 4 }

  /// Transforms weights.
  /// - Parameters:
  ///   - weight: `[out, in, 3, 3]`.
  ///   - tile: 2 or 4.
  init(weight: Tensor, tile: Int) {
    precondition(tile == 2 || tile == 4, "a tile of \(tile)")
    self.tile = tile
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    (outputChannels, inputChannels) = (outputs, inputs)
    let blocks = (outputs + Int(CK_BLOCK) - 1) / Int(CK_BLOCK)
    let products = (tile + 2) * (tile + 2)
    let kernel = weight.detached().converted(to: .float32).contiguous()
    weights = .uninitialized([blocks, products, inputs, Int(CK_BLOCK)], type: .float32)
    Workspace.preferLargePages(weights)
    let from = UncheckedJob(UnsafeRawPointer(kernel.unsafeData).assumingMemoryBound(to: Float.self))
    let to = UncheckedJob(weights.unsafeData.assumingMemoryBound(to: Float.self))
    Engine.parallel(blocks) { block in
      ck_winograd_weights(
        Int32(tile), Int32(outputs), Int32(inputs), from.value, to.value, Int32(block),
        Int32(block + 1))
    }
  }

  /// How an input is read, and what becomes of the result.
  struct Around {
    /// Zeros around the input: 0 or 1.
    var padding = 0
    /// Whether the input is read as if every pixel of it stood twice in both directions.
    var doublesInput = false
    /// Whether the result is added to what the output holds.
    var adds = false
    /// Of a leaky ReLU of the result, 0…1; 1 for none.
    var slope: Float = 1
  }

  /// Computes a rectangle of a level.
  /// - Parameters:
  ///   - input: Of `1 × rows × columns` pixels, channels-last; with padding and doubling two more
  ///     rows and columns than the rectangle.
  ///   - rect: The part of the level that is computed.
  ///   - bias: As many numbers as the weights have outputs, missing ones included.
  ///   - output: The level, `[1, out, H, W]`, channels-last.
  func callAsFunction(
    _ input: Tensor, rect: PixelRect, bias: [Float], of output: Tensor, _ around: Around,
    in workspace: Workspace
  ) {
    let pitch = output.shape[3]
    let (inputHeight, inputWidth) = (input.shape[2], input.shape[3])
    let border = 2 * around.padding - 2
    let factor = around.doublesInput ? 2 : 1
    precondition(
      factor * inputHeight + border == rect.height && factor * inputWidth + border == rect.width
        && input.shape[1] == inputChannels && output.shape[1] == outputChannels,
      "\(input.shape) for \(rect) of \(output.shape)")
    bias.withUnsafeBufferPointer { bias in
      var job = ck_winograd()
      job.tile = Int32(tile)
      job.in_channels = Int32(inputChannels)
      job.out_channels = Int32(outputChannels)
      job.height = Int32(rect.height)
      job.width = Int32(rect.width)
      job.rows_before = Int32(rect.y % tile)
      job.columns_before = Int32(rect.x % tile)
      job.input = UnsafeRawPointer(input.unsafeData).assumingMemoryBound(to: Float.self)
      job.input_height = Int32(inputHeight)
      job.input_width = Int32(inputWidth)
      job.padding = Int32(around.padding)
      job.halving = around.doublesInput ? 1 : 0
      job.weights = UnsafeRawPointer(weights.unsafeData).assumingMemoryBound(to: Float.self)
      job.bias = bias.baseAddress
      job.output =
        output.unsafeData.assumingMemoryBound(to: Float.self)
        + (rect.y * pitch + rect.x) * outputChannels
      job.output_pitch = Int64(pitch)
      job.adds = around.adds
      job.slope = around.slope
      let tiles = Int(ck_winograd_tiles(&job))
      let division = division(of: tiles)
      job.group = Int32(division.group)
      job.parts = Int32(division.parts)
      let shared = UncheckedJob(job)
      workspace.inParallel(
        (tiles + division.group - 1) / division.group * division.parts, use: .tiles,
        floatsPerThread: Int(ck_winograd_memory(&job))
      ) { item, memory in
        var job = shared.value
        ck_convolve_tiles(&job, Int64(item), Int64(item + 1), memory)
      }
    }
  }

  /// How the work is divided among threads: by tiles; or, where those are few, by outputs too, so
  /// that a thread reads its own weights alone.
  private func division(of tiles: Int) -> (group: Int, parts: Int) {
    let threads = Engine.threads
    // Small weights stay in cache beside small groups; large ones are read once for many tiles.
    let most = weights.count < 1 << 18 ? 24 : Int(CK_TILE_GROUP)
    let even = WinogradConvolution.wholeRows((tiles + 2 * threads - 1) / (2 * threads))
    if even >= 24 { return (min(most, even), 1) }
    let group = min(Int(CK_TILE_GROUP), WinogradConvolution.wholeRows(tiles))
    // Twice as many parts as threads, so that none waits long for the others.
    let blocks = WinogradConvolution.wholeBlocks(outputChannels) / Int(CK_BLOCK)
    return (group, min(2 * threads, blocks))
  }

  /// So many outputs as whole blocks have.
  static func wholeBlocks(_ outputs: Int) -> Int {
    (outputs + Int(CK_BLOCK) - 1) / Int(CK_BLOCK) * Int(CK_BLOCK)
  }

  /// So many rows of products as are computed for a number of tiles or pixels.
  static func wholeRows(_ count: Int) -> Int {
    let multiple = Int(CK_ROW_MULTIPLE)
    return (count + multiple - 1) / multiple * multiple
  }
}
