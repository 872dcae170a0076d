import CKernels
public import Layers
public import Tensors

/// γ and β of one SPADE layer, one row per distinct window instead of one per pixel.
///
/// A hidden vector is ReLU of a bias and k² column look-ups (a one-hot convolution is a look-up);
/// the γ, β convolution is linear, so each distinct hidden vector is multiplied by the k² tap
/// matrices once, and a window's row is the sum of k² such products (LAYOUT-TABLES).
///
/// Not Sendable: belongs to the thread that computes.
public final class LayoutTable {
  /// C of the activations it modulates; a row holds γ₀…γ_C−1 and β₀…β_C−1.
  public let channels: Int
  /// Number format of the rows.
  public let type: ElementType
  private let taps: Int
  private let hiddenWidth: Int
  private let symbolCount: Int
  private let columns: [Float]  // [taps][symbols][hidden]
  private let hiddenBias: [Float]
  private let blocks: [Block]
  private var rows: UnsafeMutableRawBufferPointer
  private var rowCount = 0
  private var generation = -1

  /// Output channels computed together, so that their products stay in cache.
  private struct Block {
    let start: Int
    let width: Int
    let bias: [Float]
    let product: PackedConvolution
  }

  private static let blockWidth = 64

  /// Prepares the tables of a layer; rows come with `extend`.
  /// - Parameters:
  ///   - labelCount: Semantic channels without the edge channel.
  ///   - hasEdges: Whether the last semantic channel holds edges.
  ///   - type: `float32` or `bfloat16`.
  /// - Throws: `TensorError`.
  public init(
    _ layer: SPADE, labelCount: Int, hasEdges: Bool, type: ElementType
  ) throws(TensorError) {
    let shape = layer.shared.weight.shape  // [hidden, semantics, k, k]
    let channels = layer.gamma.weight.shape[0]
    self.type = type
    self.channels = channels
    let taps = shape[2] * shape[3]
    let hiddenWidth = shape[0]
    self.taps = taps
    self.hiddenWidth = hiddenWidth
    symbolCount = 1 + 2 * labelCount
    columns = LayoutTable.columns(
      of: layer.shared.weight, labelCount: labelCount, hasEdges: hasEdges)
    hiddenBias = layer.shared.bias?.floats() ?? [Float](repeating: 0, count: hiddenWidth)
    let weight = Tensor.concatenated([layer.gamma.weight, layer.beta.weight], axis: 0)
    let zeros = [Float](repeating: 0, count: channels)
    let bias = (layer.gamma.bias?.floats() ?? zeros) + (layer.beta.bias?.floats() ?? zeros)
    var blocks: [Block] = []
    for start in stride(from: 0, to: 2 * channels, by: LayoutTable.blockWidth) {
      let end = min(2 * channels, start + LayoutTable.blockWidth)
      // [width, hidden, k, k] → [taps · width, hidden, 1, 1]
      let part = weight.sliced(axis: 0, from: start, to: end)
        .reshaped([end - start, hiddenWidth, taps]).permuted([2, 0, 1])
        .reshaped([taps * (end - start), hiddenWidth, 1, 1])
      blocks.append(
        Block(
          start: start, width: end - start, bias: Array(bias[start..<end]),
          product: try PackedConvolution(
            weight: part, bias: nil, type: type, outputType: .float32)))
    }
    self.blocks = blocks
    rows = .allocate(byteCount: 0, alignment: 64)
  }

  deinit {
    rows.deallocate()
  }

  /// Memory of rows and packed weights, in bytes.
  public var byteCount: Int {
    rows.count + columns.count * 4 + blocks.reduce(0) { $0 + $1.product.byteCount }
  }

  /// Bytes of one row.
  public var rowBytes: Int { 2 * channels * type.byteCount }

  /// The rows, `[windows][2 · channels]`; valid until the next `extend`.
  public var rowData: UnsafeRawPointer? { UnsafeRawPointer(rows.baseAddress) }

  /// One row as numbers, for tests.
  public func row(_ window: Int) -> [Float] {
    let width = 2 * channels
    if type == .bfloat16 {
      let bits = rows.bindMemory(to: UInt16.self)
      return (0..<width).map {
        Float(bitPattern: UInt32(bits[window * width + $0]) << 16)
      }
    }
    let numbers = rows.bindMemory(to: Float.self)
    return (0..<width).map { numbers[window * width + $0] }
  }

  /// Adds the rows of windows numbered since the last call.
  public func extend(to pattern: LayoutPattern) {
    if pattern.generation != generation {
      generation = pattern.generation
      rowCount = 0
      if rows.count > pattern.windowCount * rowBytes * 2 {
        rows.deallocate()
        rows = .allocate(byteCount: 0, alignment: 64)
      }
    }
    let count = pattern.windowCount
    guard count > rowCount else { return }
    reserve(count)
    compute(rowCount..<count, of: pattern)
    rowCount = count
  }

  private func reserve(_ count: Int) {
    guard count * rowBytes > rows.count else { return }
    let grown = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(count, min(2 * rowCount, count + 4096)) * rowBytes, alignment: 64)
    grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: rows[0..<(rowCount * rowBytes)]))
    rows.deallocate()
    rows = grown
  }

  private func compute(_ windows: Range<Int>, of pattern: LayoutPattern) {
    let needed = NeededRows(windows, of: pattern, taps: taps)
    let padded = (needed.symbols.count / taps + 63) / 64 * 64
    let hidden = Tensor.uninitialized([1, hiddenWidth, 1, padded], type: type, channelsLast: true)
    fillHidden(hidden, symbols: needed.symbols, padded: padded)
    for block in blocks {
      let products = Tensor.uninitialized(
        [1, taps * block.width, 1, padded], type: .float32, channelsLast: true)
      var start = 0
      while start < padded {
        let end = start + (padded - start >= 256 ? 256 : 64)
        let part = block.product(
          hidden.sliced(axis: 3, from: start, to: end),
          into: products.sliced(axis: 3, from: start, to: end))
        precondition(part.shape[3] == end - start, "a product of another size")
        start = end
      }
      sum(products, of: block, rows: needed.rows, windows: windows)
    }
  }

  private func fillHidden(_ hidden: Tensor, symbols: [Int32], padded: Int) {
    let count = symbols.count / taps
    let rowBytes = hiddenWidth * type.byteCount
    let out = hidden.unsafeData
    memset0(out + count * rowBytes, (padded - count) * rowBytes)
    symbols.withUnsafeBufferPointer { symbols in
      columns.withUnsafeBufferPointer { columns in
        hiddenBias.withUnsafeBufferPointer { bias in
          var job = ck_hidden()
          job.count = Int64(count)
          job.taps = Int32(taps)
          job.symbol_count = Int32(symbolCount)
          job.width = Int32(hiddenWidth)
          job.symbols = symbols.baseAddress
          job.columns = columns.baseAddress
          job.bias = bias.baseAddress
          job.out = out
          job.is_bfloat16 = type == .bfloat16
          let shared = UncheckedJob(job)
          inParallel(count, grain: 64) { begin, end in
            var job = shared.value
            ck_hidden_rows(&job, Int64(begin), Int64(end))
          }
        }
      }
    }
  }

  private func sum(_ products: Tensor, of block: Block, rows needed: [Int32], windows: Range<Int>) {
    guard let base = rows.baseAddress else { return }
    let stride = 2 * channels
    let out = base + (windows.lowerBound * stride + block.start) * type.byteCount
    let data = products.unsafeData
    needed.withUnsafeBufferPointer { needed in
      block.bias.withUnsafeBufferPointer { bias in
        var job = ck_sums()
        job.taps = Int32(taps)
        job.width = Int32(block.width)
        job.rows = needed.baseAddress
        job.products = UnsafePointer(data.assumingMemoryBound(to: Float.self))
        job.bias = bias.baseAddress
        job.out = out
        job.out_stride = Int64(stride)
        job.is_bfloat16 = type == .bfloat16
        let shared = UncheckedJob(job)
        inParallel(windows.count, grain: 64) { begin, end in
          var job = shared.value
          ck_row_sums(&job, Int64(begin), Int64(end))
        }
      }
    }
  }

  /// `mlp_shared` as columns per tap and symbol.
  private static func columns(of weight: Tensor, labelCount: Int, hasEdges: Bool) -> [Float] {
    let shape = weight.shape
    let taps = shape[2] * shape[3]
    // [hidden, semantics, taps] → [taps, semantics, hidden]
    let plain = weight.reshaped([shape[0], shape[1], taps]).permuted([2, 1, 0]).contiguous()
    let labels = plain.sliced(axis: 1, from: 0, to: labelCount)
    let withEdge =
      hasEdges ? labels + plain.sliced(axis: 1, from: labelCount, to: labelCount + 1) : labels
    // Symbols 1 + 2l and 2 + 2l alternate; symbol 0 adds nothing.
    let pairs = Engine.call("aten::stack", "", .tensors([labels, withEdge]), .int(2))
      .reshaped([taps, 2 * labelCount, shape[0]])
    let outside = Tensor.zeros([taps, 1, shape[0]])
    return Tensor.concatenated([outside, pairs], axis: 1).floats()
  }
}

/// Which hidden vectors a range of windows needs, numbered compactly.
private struct NeededRows {
  /// Symbols of each needed hidden vector, `taps` each.
  private(set) var symbols: [Int32] = []
  /// Compact hidden number of each window's taps; −1 lies outside the level.
  private(set) var rows: [Int32] = []

  init(_ windows: Range<Int>, of pattern: LayoutPattern, taps: Int) {
    var compact = [Int32](repeating: -1, count: pattern.hiddenCount)
    var next: Int32 = 0
    rows.reserveCapacity(windows.count * taps)
    for window in windows {
      for hidden in pattern.hidden(of: Int32(window)) {
        if hidden == 0 {
          rows.append(-1)
          continue
        }
        if compact[Int(hidden)] < 0 {
          compact[Int(hidden)] = next
          next += 1
          symbols.append(contentsOf: pattern.symbols(of: hidden))
        }
        rows.append(compact[Int(hidden)])
      }
    }
  }
}
