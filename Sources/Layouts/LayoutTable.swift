import CKernels
public import Layers
public import Tensors

/// γ and β of one SPADE layer, one row per distinct window instead of one per pixel.
///
/// A hidden vector is ReLU of a bias and k² column look-ups (a one-hot convolution is a look-up);
/// the γ, β convolution is linear, so each distinct hidden vector is multiplied by the k² tap
/// matrices once, and a window's row is the sum of k² such products (LayoutTables article).
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
  private let weights: Tensor  // [blocks][taps][hidden][block], or pairs of hidden innermost
  private let bias: [Float]
  private var rows: UnsafeMutableRawBufferPointer
  private var rowCount = 0
  private var generation = -1

  /// Output channels computed together, so that their products stay in cache.
  private static let blockWidth = Int(CK_BLOCK)

  /// Prepares the tables of a layer; rows come with `extend`.
  /// - Parameters:
  ///   - labelCount: Semantic channels without the edge channel.
  ///   - hasEdges: Whether the last semantic channel holds edges.
  ///   - type: `float32` or `bfloat16`.
  public init(_ layer: SPADE, labelCount: Int, hasEdges: Bool, type: ElementType) {
    let shape = layer.shared.weight.shape  // [hidden, semantics, k, k]
    let channels = layer.gamma.weight.shape[0]
    self.type = type
    self.channels = channels
    taps = shape[2] * shape[3]
    hiddenWidth = shape[0]
    symbolCount = 1 + 2 * labelCount
    columns = SPADE.columns(
      of: layer.shared.weight.detached(), labelCount: labelCount, hasEdges: hasEdges
    ).floats()
    hiddenBias = layer.shared.bias?.floats() ?? [Float](repeating: 0, count: hiddenWidth)
    let bias = layer.modulationBias.floats()
    let blocks = (2 * channels + LayoutTable.blockWidth - 1) / LayoutTable.blockWidth
    self.bias =
      bias + [Float](repeating: 0, count: blocks * LayoutTable.blockWidth - bias.count)
    let weight = layer.modulationWeight.detached().converted(to: .float32)
      .paddedWithZeros(axis: 0, to: blocks * LayoutTable.blockWidth)
    weights = KernelOrder.packed(weight, type: type)
    rows = .allocate(byteCount: 0, alignment: 64)
  }

  deinit {
    rows.deallocate()
  }

  /// Memory of rows and packed weights, in bytes.
  public var byteCount: Int {
    rows.count + columns.count * 4 + weights.count * type.byteCount
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
  public func extend(to pattern: LayoutPattern, in workspace: Workspace = Workspace()) {
    if pattern.generation != generation {
      generation = pattern.generation
      rowCount = 0
      // Memory is kept for the next map, within reason: a restart is there to give it back.
      if rows.count > 2 * reservedBytes(for: pattern.windowCount) {
        rows.deallocate()
        rows = .allocate(byteCount: 0, alignment: 64)
      }
    }
    while rowCount < pattern.windowCount {
      let count = pattern.windowCount
      reserve(count)
      let composition = workspace.measure(.hidden) { pattern.composition(from: rowCount) }
      compute(composition, in: workspace)
      rowCount = count
    }
  }

  /// Room for so many windows and for the strokes to come.
  private func reservedBytes(for count: Int) -> Int {
    (count + min(count / 4, 1024) + 64) * rowBytes
  }

  private func reserve(_ count: Int) {
    guard count * rowBytes > rows.count else { return }
    let byteCount = reservedBytes(for: count)
    let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    if let start = grown.baseAddress { ck_prefer_large_pages(start, Int64(byteCount)) }
    grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: rows[0..<(rowCount * rowBytes)]))
    rows.deallocate()
    rows = grown
  }

  private func compute(_ composition: WindowComposition, in workspace: Workspace) {
    // One zero row stands for everything outside the level, more for whole tiles.
    let multiple = Int(CK_ROW_MULTIPLE)
    let hiddenRows = (composition.hiddenCount + multiple) / multiple * multiple
    let hidden = workspace.memory(
      for: .hidden, byteCount: hiddenRows * hiddenWidth * type.byteCount)
    workspace.measure(.hidden) {
      fillHidden(hidden, composition: composition, rows: hiddenRows)
    }
    workspace.measure(.rows) {
      fillRows(composition, hidden: hidden, hiddenRows: hiddenRows, in: workspace)
    }
  }

  private func fillHidden(
    _ hidden: UnsafeMutableRawPointer, composition: WindowComposition, rows: Int
  ) {
    let count = composition.hiddenCount
    let rowBytes = hiddenWidth * type.byteCount
    memset0(hidden + count * rowBytes, (rows - count) * rowBytes)
    composition.symbols.withUnsafeBufferPointer { symbols in
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
          job.out = hidden
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

  private func fillRows(
    _ composition: WindowComposition, hidden: UnsafeMutableRawPointer, hiddenRows: Int,
    in workspace: Workspace
  ) {
    guard let base = rows.baseAddress else { return }
    let blocks = bias.count / LayoutTable.blockWidth
    composition.rows.withUnsafeBufferPointer { composed in
      bias.withUnsafeBufferPointer { bias in
        var job = ck_rows()
        job.taps = Int32(taps)
        job.hidden_width = Int32(hiddenWidth)
        job.width = Int32(2 * channels)
        job.hidden_rows = Int64(hiddenRows)
        job.window_count = Int64(composition.windows.count)
        job.hidden = UnsafeRawPointer(hidden)
        job.weights = UnsafeRawPointer(weights.unsafeData)
        job.rows = composed.baseAddress
        job.bias = bias.baseAddress
        job.out = base + composition.windows.lowerBound * rowBytes
        job.is_bfloat16 = type == .bfloat16
        let shared = UncheckedJob(job)
        let stride = taps * hiddenRows * LayoutTable.blockWidth
        workspace.inParallel(blocks, use: .products, floatsPerThread: stride) { block, products in
          var job = shared.value
          ck_table_rows(&job, Int32(block), Int32(block + 1), products)
        }
      }
    }
  }
}
