import Foundation

/// Chooses and loads batches ahead of the training thread on a thread of its own.
///
/// Which examples belong to a step depends on the seed and the step alone, so that a resumed run
/// sees what the uninterrupted one would have seen.
///
/// Sendable: all state is guarded by the condition.
final class BatchLoader: @unchecked Sendable {
  private let source: any TrainingSource
  private let batchSize: @Sendable (Int) -> Int
  private let seed: UInt64
  private let flips: Bool
  private let ahead = 3
  private let condition = NSCondition()
  private var ready: [Int: Result<[TrainingExample], TrainingError>] = [:]
  private var nextToLoad: Int
  private var nextToUse: Int
  private var isStopped = false

  /// Starts to load.
  /// - Parameter batchSize: Examples of a step.
  init(
    _ source: any TrainingSource, seed: UInt64, flips: Bool, firstStep: Int,
    batchSize: @escaping @Sendable (Int) -> Int
  ) {
    self.source = source
    self.batchSize = batchSize
    self.seed = seed
    self.flips = flips
    nextToLoad = firstStep
    nextToUse = firstStep
    let thread = Thread { [self] in run() }
    thread.name = "batches"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Starts to load batches of one size.
  convenience init(
    _ source: any TrainingSource, batchSize: Int, seed: UInt64, flips: Bool, firstStep: Int
  ) {
    self.init(source, seed: seed, flips: flips, firstStep: firstStep) { _ in batchSize }
  }

  /// The batch of the next step, in order.
  func next() throws(TrainingError) -> [TrainingExample] {
    condition.lock()
    defer { condition.unlock() }
    while ready[nextToUse] == nil { condition.wait() }
    let batch = ready.removeValue(forKey: nextToUse)
    nextToUse += 1
    condition.broadcast()
    guard let batch else { preconditionFailure("a batch that was there is gone") }
    return try batch.get()
  }

  /// Ends the thread.
  func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    condition.unlock()
  }

  private func run() {
    while true {
      condition.lock()
      while nextToLoad >= nextToUse + ahead, !isStopped { condition.wait() }
      let step = nextToLoad
      let stopped = isStopped
      nextToLoad += 1
      condition.unlock()
      if stopped { return }
      let batch = load(step)
      condition.lock()
      ready[step] = batch
      condition.broadcast()
      condition.unlock()
    }
  }

  private func load(_ step: Int) -> Result<[TrainingExample], TrainingError> {
    var random = SeededRandom(seed: seed, stream: UInt64(step))
    do throws(TrainingError) {
      var batch: [TrainingExample] = []
      for _ in 0..<batchSize(step) {
        let example = try source.example(at: Int.random(in: 0..<source.count, using: &random))
        batch.append(flips && Bool.random(using: &random) ? example.mirrored() : example)
      }
      return .success(batch)
    } catch {
      return .failure(error)
    }
  }
}
