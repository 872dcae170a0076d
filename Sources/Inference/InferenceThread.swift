import Foundation

/// A serial executor that is ONE operating-system thread (Architecture article): the engine's
/// number of threads holds for the calling thread only, and every thread that computes keeps a pool
/// of its own. It runs at a lower priority than the user interface and has a large stack.
final class InferenceThread: SerialExecutor {
  private let queue = JobQueue()

  /// Starts the thread.
  /// - Parameter niceness: Added to the program's, 0…19; 0 leaves the priority as it is.
  init(niceness: Int) {
    let queue = queue
    let thread = Thread { Self.run(queue, niceness: niceness) }
    thread.name = "ganvas-inference"
    thread.stackSize = 16 << 20
    thread.start()
  }

  deinit { queue.close() }

  func enqueue(_ job: consuming ExecutorJob) {
    queue.append(UnownedJob(job), asUnownedSerialExecutor())
  }

  private static func run(_ queue: JobQueue, niceness: Int) {
    #if os(Linux)
      // On Linux this lowers the calling thread alone; threads it starts inherit it.
      let thisThread = __priority_which_t(PRIO_PROCESS.rawValue)
      setpriority(thisThread, 0, getpriority(thisThread, 0) + Int32(niceness))
    #endif
    while let (job, executor) = queue.next() { job.runSynchronously(on: executor) }
  }
}

/// Jobs that wait for the thread.
///
/// Sendable: everything mutable is touched under the condition's lock only.
private final class JobQueue: @unchecked Sendable {
  private let condition = NSCondition()
  private var jobs: [(UnownedJob, UnownedSerialExecutor)] = []
  private var isClosed = false

  func append(_ job: UnownedJob, _ executor: UnownedSerialExecutor) {
    condition.withLock {
      jobs.append((job, executor))
      condition.signal()
    }
  }

  /// The next job; waits for one. `nil` when the executor is gone and nothing is left.
  func next() -> (UnownedJob, UnownedSerialExecutor)? {
    condition.withLock {
      while jobs.isEmpty, !isClosed { condition.wait() }
      return jobs.isEmpty ? nil : jobs.removeFirst()
    }
  }

  func close() {
    condition.withLock {
      isClosed = true
      condition.signal()
    }
  }
}
