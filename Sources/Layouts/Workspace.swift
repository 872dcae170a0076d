import CKernels
import Foundation

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

  /// Runs `body` as a part of `phase`.
  public func measure<Result>(_ phase: PhaseClock.Phase, _ body: () -> Result) -> Result {
    guard let clock else { return body() }
    return clock.measure(phase, body)
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
