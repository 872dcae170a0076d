import CKernels
import Foundation
import Synchronization
public import Tensors

/// Memory that the computations of one plan share and keep, because fresh pages cost more than
/// what is computed in them; and the clock that measures them.
///
/// Not Sendable: belongs to the thread that computes.
public final class Workspace {
  /// What a piece of memory is for; pieces with different uses are different.
  public enum Use: Hashable, Sendable {
    /// Hidden vectors of new windows.
    case hidden
    /// Their products with all taps.
    case products
    /// Sums of a strip of pixels.
    case sums
    /// Transformed inputs and sums of some tiles.
    case tiles
    /// A filtered row of a level.
    case line
    /// Scores, weights and sums of some queries.
    case attention
  }

  /// Measures phases while there is one.
  public var clock: PhaseClock?
  private var pieces: [Use: LargeMemory] = [:]

  /// An empty workspace.
  public init() {}

  /// Memory in bytes.
  public var byteCount: Int { pieces.values.reduce(0) { $0 + $1.byteCount } }

  /// At least so much memory, with what an earlier use left in it.
  func memory(for use: Use, byteCount: Int) -> UnsafeMutableRawPointer {
    if let piece = pieces[use], piece.byteCount >= byteCount { return piece.start }
    pieces[use] = nil
    let piece = LargeMemory(byteCount: byteCount)
    pieces[use] = piece
    return piece.start
  }

  /// Asks for large pages under a tensor that is still to be filled.
  public static func preferLargePages(_ tensor: Tensor) {
    if tensor.count == 0 { return }
    ck_prefer_large_pages(tensor.unsafeData, Int64(tensor.count * tensor.type.byteCount))
  }

  /// Runs `body` as a part of `phase`.
  public func measure<Result>(_ phase: PhaseClock.Phase, _ body: () -> Result) -> Result {
    guard let clock else { return body() }
    return clock.measure(phase, body)
  }
}

extension Workspace {
  /// Runs `body` for the items 0..<count, each on the thread that is free first, with memory that
  /// belongs to one thread at a time.
  func inParallel(
    _ count: Int, use: Use, floatsPerThread: Int,
    _ body: @Sendable (Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    let threads = min(count, Engine.threads)
    let memory = UncheckedJob(
      self.memory(for: use, byteCount: threads * floatsPerThread * 4)
        .assumingMemoryBound(to: Float.self))
    let next = Atomic<Int>(0)
    Engine.parallel(threads) { thread in
      while true {
        let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard item < count else { return }
        body(item, memory.value + thread * floatsPerThread)
      }
    }
  }
}

/// A piece of memory in large pages where the system has them.
final class LargeMemory {
  let start: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    let isLarge = byteCount >= 4 << 20
    let page = isLarge ? 2 << 20 : 64
    self.byteCount = (byteCount + page - 1) / page * page
    start = .allocate(byteCount: self.byteCount, alignment: page)
    // A refusal only means small pages.
    if isLarge { ck_prefer_large_pages(start, Int64(self.byteCount)) }
  }

  deinit { start.deallocate() }
}
