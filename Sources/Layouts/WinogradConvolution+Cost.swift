import CKernels
import Imaging

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

  /// The side of tiles that computes a whole level quickest, the smaller one, with its smaller
  /// weights, where it makes little difference; `nil` where multiplying every pixel is about as quick.
  static func bestTile(level: PixelSize, inputs: Int, outputs: Int) -> Int? {
    let rect = PixelRect(level)
    var best: (cost: Double, tile: Int?) = (Cost.direct(rect), nil)
    for tile in [2, 4] where weightBytes(tile, inputs: inputs, outputs: outputs) <= largest {
      let cost = Cost.tiles(tile, rect, inputs: inputs, outputs: outputs)
      if cost < worthwhile * best.cost { best = (cost, tile) }
    }
    return best.tile
  }

  /// Bytes of weights that no convolution exceeds: a network has many.
  private static let largest = 96 << 20

  private static func weightBytes(_ tile: Int, inputs: Int, outputs: Int) -> Int {
    (tile + 2) * (tile + 2) * inputs * wholeBlocks(outputs) * 4
  }

  /// Share of a cost that is worth larger weights.
  private static let worthwhile = 0.9

  /// Whether a convolution of a doubled picture is quicker in tiles than as four of the picture itself,
  /// with kernels of 2×2 and so with 4/9 of the multiplications.
  static func isWorthDoubling(to level: PixelSize, inputs: Int, outputs: Int) -> Bool {
    let rect = PixelRect(level)
    return Cost.tiles(4, rect, inputs: inputs, outputs: outputs)
      < worthwhile * 4 / 9 * Cost.direct(rect)
  }

  /// Whether a rectangle is quicker in tiles.
  func isQuicker(for rect: PixelRect) -> Bool {
    Cost.tiles(tile, rect, inputs: inputChannels, outputs: outputChannels) < Cost.direct(rect)
  }
}
