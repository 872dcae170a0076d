import Foundation
import Synchronization

@testable import Imaging

/// A disk of which one call fails: the n-th open, write, short write, sync, rename or making of a
/// folder, counted from 0, and as long as it is told to.
final class FaultyDisk: Sendable {
  /// How a call fails.
  enum Fault: CaseIterable {
    /// The one call fails, the next one works again.
    case once
    /// That call and all that follow fail: a full disk.
    case lasting
    /// A write puts half of its bytes down, the next call fails.
    case half
  }

  private struct Counter {
    var next = 0
    var failing: Range<Int> = 0..<0
    var halves = false
  }

  private let counter = Mutex(Counter())

  /// Calls made since `arm` or `disarm`.
  var count: Int { counter.withLock { $0.next } }

  /// From now on the call after `number` others fails.
  func arm(_ number: Int, _ fault: Fault) {
    counter.withLock {
      $0 = Counter(
        failing: number..<(fault == .lasting ? .max : number + 1), halves: fault == .half)
    }
  }

  /// From now on everything works.
  func disarm() { counter.withLock { $0 = Counter() } }

  /// Whether the call now made fails; and whether it is to be cut in half before the next fails.
  private func step() -> (fails: Bool, halves: Bool) {
    counter.withLock { counter in
      let fails = counter.failing.contains(counter.next)
      counter.next += 1
      if fails { errno = ENOSPC }
      return (fails, counter.halves && counter.failing.contains(counter.next))
    }
  }

  private func cut(_ bytes: UnsafeRawBufferPointer, _ halves: Bool) -> UnsafeRawBufferPointer {
    halves && bytes.count > 1
      ? UnsafeRawBufferPointer(rebasing: bytes.prefix(bytes.count / 2)) : bytes
  }

  /// The calls of this disk.
  var calls: FileCalls {
    let real = FileCalls()
    var calls = FileCalls()
    calls.open = { self.step().fails ? -1 : real.open($0, $1, $2, $3) }
    calls.write = {
      let (fails, halves) = self.step()
      return fails ? -1 : real.write($0, self.cut($1, halves))
    }
    calls.writeAt = {
      let (fails, halves) = self.step()
      return fails ? -1 : real.writeAt($0, self.cut($1, halves), $2)
    }
    // What is synced is not told apart from what is not: no need to wait for the real disk.
    calls.sync = { _ in self.step().fails ? -1 : 0 }
    calls.rename = { self.step().fails ? -1 : real.rename($0, $1, $2) }
    calls.makeFolder = { self.step().fails ? -1 : real.makeFolder($0, $1) }
    return calls
  }
}
