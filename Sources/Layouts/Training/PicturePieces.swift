import Tensors

/// Pixels sorted by window and cut where a picture of the batch ends, in pieces of bounded length:
/// sums over a piece belong to one window, one picture and one label.
struct PicturePieces: Sendable {
  /// Pixels by piece, ascending.
  let segments: Segments
  /// Row each piece's sums are written to: its number.
  let targets: [Int32]
  /// Window of each piece.
  let windows: [Int32]
  /// Picture of each piece.
  let pictures: [Int32]
  /// Symbol in the middle of each piece's window, 0 where nothing is known.
  let symbols: [Int32]

  /// Longest piece, in pixels.
  private static let length = 2048

  /// Sorts the pixels of a batch.
  /// - Parameters:
  ///   - windows: Window number per pixel, `[pictures][pixels of a picture]`.
  ///   - symbols: Symbol per pixel.
  init(_ windows: [Int32], windowCount: Int, symbols: [Int32], pixelsPerPicture: Int) {
    let whole = Segments(windows, count: windowCount)
    var starts: [Int32] = [0]
    var owners: [Int32] = []
    var pictures: [Int32] = []
    var middles: [Int32] = []
    for window in 0..<windowCount {
      var start = Int(whole.starts[window])
      let end = Int(whole.starts[window + 1])
      while start < end {
        let first = Int(whole.order[start])
        let picture = first / pixelsPerPicture
        let limit = min(end, start + PicturePieces.length)
        var stop = start + 1
        while stop < limit, Int(whole.order[stop]) < (picture + 1) * pixelsPerPicture {
          stop += 1
        }
        starts.append(Int32(stop))
        owners.append(Int32(window))
        pictures.append(Int32(picture))
        middles.append(symbols[first])
        start = stop
      }
    }
    segments = Segments(order: whole.order, starts: starts)
    targets = Array(0..<Int32(owners.count))
    self.windows = owners
    self.pictures = pictures
    self.symbols = middles
  }

  /// Number of pieces.
  var count: Int { targets.count }
}

extension Segments {
  /// Sums of the rows of `[positions, width]` by segment, `[count, width]`.
  func sums(of rows: Tensor) -> Tensor {
    let rows = rows.contiguous()
    let width = rows.shape[1]
    let result = Tensor.uninitialized([count, width])
    sum(
      UnsafePointer(rows.floatData), stride: width, width: width, into: result.floatData)
    return result
  }
}
