import Foundation
import Tensors

/// Wraps a C job so that all threads of the pool may read it. Sendable: constant while they do,
/// and each thread writes only its own rows.
struct UncheckedJob<Job>: @unchecked Sendable {
  let value: Job

  init(_ value: Job) { self.value = value }
}

/// Runs `body` over parts of 0..<count on the engine's threads; small counts stay on this one.
func inParallel(_ count: Int, grain: Int, _ body: @Sendable (Int, Int) -> Void) {
  guard count > 0 else { return }
  let parts = min(4 * Engine.threads, max(1, count / grain))
  if parts == 1 || Engine.threads == 1 {
    body(0, count)
    return
  }
  Engine.parallel(parts) { part in
    body(count * part / parts, count * (part + 1) / parts)
  }
}

/// Sets `count` bytes to zero.
func memset0(_ pointer: UnsafeMutableRawPointer, _ count: Int) {
  if count > 0 { memset(pointer, 0, count) }
}
