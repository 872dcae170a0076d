import CKernels
import Tensors

/// Positions sorted by the row they belong to, so that a gradient is summed row by row: nothing
/// is written by two threads, and the order of sums never changes.
struct Segments: Sendable {
  /// Positions, those of one row together and ascending.
  let order: [Int32]
  /// Where each row's positions start in `order`; one more than there are rows.
  let starts: [Int32]

  /// Sorts positions by counting.
  /// - Parameter rows: Row of each position, below `count`; negative for none.
  init(_ rows: [Int32], count: Int) {
    var starts = [Int32](repeating: 0, count: count + 1)
    for row in rows where row >= 0 { starts[Int(row) + 1] += 1 }
    for row in 0..<count { starts[row + 1] += starts[row] }
    var next = starts
    var order = [Int32](repeating: 0, count: Int(starts[count]))
    for (position, row) in rows.enumerated() where row >= 0 {
      order[Int(next[Int(row)])] = Int32(position)
      next[Int(row)] += 1
    }
    self.order = order
    self.starts = starts
  }

  /// Segments sorted elsewhere.
  init(order: [Int32], starts: [Int32]) {
    self.order = order
    self.starts = starts
  }

  /// The same with every position divided: (window, tap) becomes window.
  func dividingPositions(by divisor: Int32) -> Segments {
    Segments(order: order.map { $0 / divisor }, starts: starts)
  }

  /// Number of rows.
  var count: Int { starts.count - 1 }

  /// Sums rows of a source by segment.
  /// - Parameters:
  ///   - source: First number of row 0; rows of `stride` numbers.
  ///   - width: Numbers summed per row.
  ///   - out: `[count][width]`, filled whole.
  func sum(
    _ source: UnsafePointer<Float>, stride: Int, width: Int, into out: UnsafeMutablePointer<Float>
  ) {
    order.withUnsafeBufferPointer { order in
      starts.withUnsafeBufferPointer { starts in
        var job = ck_segments()
        job.width = Int32(width)
        job.starts = starts.baseAddress
        job.order = order.baseAddress
        job.in = source
        job.in_stride = Int64(stride)
        job.out = out
        job.out_stride = Int64(width)
        let shared = UncheckedJob(job)
        inBalancedParts(starts) { begin, end in
          var job = shared.value
          ck_segment_sums(&job, Int64(begin), Int64(end))
        }
      }
    }
  }
}

/// Runs `body` over ranges of segments that hold about equally many positions.
func inBalancedParts(
  _ starts: UnsafeBufferPointer<Int32>, _ body: @Sendable (Int, Int) -> Void
) {
  let count = starts.count - 1
  guard count > 0 else { return }
  // An empty segment costs something too.
  func cost(_ segment: Int) -> Int { Int(starts[segment]) + segment }
  let parts = min(count, 4 * Engine.threads)
  var borders = [0]
  for part in 1..<max(2, parts) {
    var low = borders[part - 1]
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if cost(middle) < cost(count) * part / parts { low = middle + 1 } else { high = middle }
    }
    borders.append(low)
  }
  borders.append(count)
  let ranges = borders
  Engine.parallel(parts) { part in
    if ranges[part] < ranges[part + 1] { body(ranges[part], ranges[part + 1]) }
  }
}
