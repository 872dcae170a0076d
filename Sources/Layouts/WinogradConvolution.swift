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
  private let inputChannels: Int
  private let outputChannels: Int
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

  /// Computes a rectangle of a level.
  /// - Parameters:
  ///   - input: `[1, in, rect.height + 2, rect.width + 2]`, channels-last.
  ///   - rect: The part of the level that is computed.
  ///   - bias: As many numbers as the weights have outputs, missing ones included.
  ///   - output: The level, `[1, out, H, W]`, channels-last.
  ///   - adds: Whether the result is added to what the level holds.
  func callAsFunction(
    _ input: Tensor, rect: PixelRect, bias: [Float], of output: Tensor, adds: Bool,
    in workspace: Workspace
  ) {
    let pitch = output.shape[3]
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
      job.weights = UnsafeRawPointer(weights.unsafeData).assumingMemoryBound(to: Float.self)
      job.bias = bias.baseAddress
      job.output =
        output.unsafeData.assumingMemoryBound(to: Float.self)
        + (rect.y * pitch + rect.x) * outputChannels
      job.output_pitch = Int64(pitch)
      job.adds = adds
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
    return (group, min(threads, (outputChannels + Int(CK_BLOCK) - 1) / Int(CK_BLOCK)))
  }

  private static func wholeRows(_ count: Int) -> Int {
    let multiple = Int(CK_ROW_MULTIPLE)
    return (count + multiple - 1) / multiple * multiple
  }
}

extension WinogradConvolution {
  /// What a convolution of a rectangle costs, in products of all inputs with all outputs for one
  /// pixel or tile. Measured on processors with AVX-512 and AVX2 (Measuring article): numbers that
  /// are transformed cost 20 multiplications each, and weights as much as 16 pixels more, since they
  /// come from memory.
  enum Cost {
    private static let transform = 20.0
    private static let weight = 16.0
    private static let threads = 2.0

    /// Of the convolution that multiplies every pixel.
    static func direct(_ rect: PixelRect) -> Double {
      9 * (Double(wholeRows(rect.area)) / threads + weight)
    }

    /// Of the same in tiles.
    static func tiles(_ tile: Int, _ rect: PixelRect, inputs: Int, outputs: Int) -> Double {
      let rows = (rect.maxY + tile - 1) / tile - rect.y / tile
      let columns = (rect.maxX + tile - 1) / tile - rect.x / tile
      let products = Double((tile + 2) * (tile + 2))
      let transforms =
        transform * Double(rows * columns) * Double(inputs + outputs) / Double(inputs * outputs)
      return products * ((Double(wholeRows(rows * columns)) + transforms) / threads + weight)
    }
  }

  /// The side of tiles that computes a whole level quickest; `nil` where every pixel multiplied is
  /// quicker.
  static func bestTile(level: PixelSize, inputs: Int, outputs: Int) -> Int? {
    let rect = PixelRect(level)
    let costs = [2, 4].map { (Cost.tiles($0, rect, inputs: inputs, outputs: outputs), $0) }
    guard let best = costs.min(by: { $0.0 < $1.0 }), best.0 < worthwhile * Cost.direct(rect) else {
      return nil
    }
    return best.1
  }

  /// Share of the direct cost that is worth a second copy of the weights.
  private static let worthwhile = 0.9

  /// Whether a rectangle is quicker in tiles.
  func isQuicker(for rect: PixelRect) -> Bool {
    Cost.tiles(tile, rect, inputs: inputChannels, outputs: outputChannels) < Cost.direct(rect)
  }
}
