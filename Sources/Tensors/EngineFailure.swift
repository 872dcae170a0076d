import Foundation
import Synchronization

/// Failures of the engine inside our own calls, above all memory that is not there. Calls do not
/// throw, so that networks read like their equations; inside `Engine.guarded` the first failure of
/// a thread is noted, everything after it computes nothing, and the next `Engine.checkpoint()`, at
/// the latest the end of the guarded work, throws it. Outside of guarded work a failure ends the
/// program: nobody would learn that the numbers are none.
extension Engine {
  /// Runs work whose engine failures are errors.
  /// - Throws: `TensorError.operation` for the first failure of the engine, else what `body` throws.
  public static func guarded<Result>(_ body: () throws -> Result) throws -> Result {
    let scope = FailureScope.enter()
    defer { scope.leave() }
    let result: Result
    do {
      result = try body()
    } catch {
      // What went wrong afterwards follows from it.
      try checkpoint()
      throw error
    }
    try checkpoint()
    return result
  }

  /// Throws the failure that was noted on this thread since its guarded work began.
  /// - Throws: `TensorError.operation`.
  public static func checkpoint() throws(TensorError) {
    if let failure = FailureScope.failure { throw failure }
  }

  /// Notes a failure of guarded work, or ends the program.
  static func failed(_ error: TensorError) {
    guard FailureScope.note(error) else { preconditionFailure(error.description) }
  }
}

/// The guarded work of one thread.
struct FailureScope {
  private struct State {
    var depth = 0
    var failure: TensorError?
  }

  private static let states = Mutex<[UInt: State]>([:])
  /// Threads that have failed; 0 nearly always, so that a call costs one load.
  private static let failedThreads = Atomic<Int>(0)
  private static var thread: UInt { UInt(pthread_self()) }

  /// Whether this thread's guarded work has failed.
  static var hasFailed: Bool {
    failedThreads.load(ordering: .relaxed) > 0 && failure != nil
  }

  /// The failure of this thread's guarded work.
  static var failure: TensorError? {
    guard failedThreads.load(ordering: .relaxed) > 0 else { return nil }
    return states.withLock { $0[thread]?.failure }
  }

  /// Begins guarded work; work inside work shares its failure.
  static func enter() -> FailureScope {
    states.withLock { $0[thread, default: State()].depth += 1 }
    return FailureScope()
  }

  /// Ends guarded work.
  func leave() {
    Self.states.withLock { states in
      guard var state = states[Self.thread] else { return }
      state.depth -= 1
      if state.depth == 0, state.failure != nil {
        Self.failedThreads.subtract(1, ordering: .relaxed)
      }
      states[Self.thread] = state.depth == 0 ? nil : state
    }
  }

  /// Notes a failure; the first one stays.
  /// - Returns: `false` outside of guarded work.
  static func note(_ error: TensorError) -> Bool {
    states.withLock { states in
      guard var state = states[thread] else { return false }
      if state.failure == nil {
        state.failure = error
        states[thread] = state
        failedThreads.add(1, ordering: .relaxed)
      }
      return true
    }
  }
}
