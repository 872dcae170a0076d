import Foundation

/// Draws the examples of coming steps ahead of the training thread, on threads of its own.
///
/// Which examples belong to a step is `BatchSchedule`'s to say and depends on nothing but the seed
/// and the step; the threads only decide when they are there. Where a drawing is used more than once
/// it stays in a pool until its last use.
///
/// Sendable: all state is guarded by the condition.
final class BatchLoader: @unchecked Sendable {
  private typealias Loaded = Result<[TrainingExample], TrainingError>

  private let source: any TrainingSource
  private let schedule: BatchSchedule
  private let ahead: Int
  private let condition = NSCondition()
  private var ready: [Int: Loaded] = [:]
  private var pool: [Int: TrainingExample] = [:]
  private var beingDrawn: Set<Int> = []
  private var nextToLoad: Int
  private var nextToUse: Int
  private var isStopped = false
  private var waited = Duration.zero

  /// Loaders that leave the machine's other cores to the training itself.
  static var usualLoaders: Int { max(1, ProcessInfo.processInfo.activeProcessorCount - 2) }

  /// Starts to load.
  /// - Parameter loaders: Threads that draw.
  init(
    _ source: any TrainingSource, schedule: BatchSchedule, firstStep: Int, loaders: Int = 1
  ) {
    self.source = source
    self.schedule = schedule
    ahead = loaders + 2
    nextToLoad = firstStep
    nextToUse = firstStep
    for index in 0..<max(1, loaders) {
      let thread = Thread { [self] in run() }
      thread.name = "loader \(index)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// Starts to load batches of one size, each example drawn anew.
  convenience init(
    _ source: any TrainingSource, batchSize: Int, seed: UInt64, flips: Bool, firstStep: Int
  ) {
    let schedule = BatchSchedule(source, seed: seed, flips: flips, uses: 1) { $0 * batchSize }
    self.init(source, schedule: schedule, firstStep: firstStep)
  }

  /// The batch of the next step, in order.
  func next() throws(TrainingError) -> [TrainingExample] {
    condition.lock()
    defer { condition.unlock() }
    let start = ContinuousClock.now
    while ready[nextToUse] == nil { condition.wait() }
    waited += ContinuousClock.now - start
    let batch = ready.removeValue(forKey: nextToUse)
    nextToUse += 1
    let firstAlive = schedule.firstAlive(at: nextToUse)
    for drawing in pool.keys where drawing < firstAlive { pool.removeValue(forKey: drawing) }
    condition.broadcast()
    guard let batch else { preconditionFailure("a batch that was there is gone") }
    return try batch.get()
  }

  /// Seconds the training thread has waited for batches since the last call.
  func takeWaitedSeconds() -> Double {
    condition.lock()
    defer { condition.unlock() }
    defer { waited = .zero }
    return waited / .seconds(1)
  }

  /// Ends the threads.
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

  private func load(_ step: Int) -> Loaded {
    do throws(TrainingError) {
      var batch: [TrainingExample] = []
      for pick in schedule.picks(of: step) {
        var example = try drawn(pick)
        if let change = pick.change {
          var random = SeededRandom(seed: change)
          example = Augmentation.reuse.applied(
            to: example, size: example.image.size, using: &random)
        }
        batch.append(pick.isMirrored ? example.mirrored() : example)
      }
      return .success(batch)
    } catch {
      return .failure(error)
    }
  }

  /// A pick's drawing: out of the pool, from another thread that is at it, or drawn now.
  private func drawn(_ pick: BatchSchedule.Pick) throws(TrainingError) -> TrainingExample {
    guard schedule.uses > 1 else {
      return try source.example(at: pick.index, variation: pick.variation)
    }
    condition.lock()
    while pool[pick.drawing] == nil, beingDrawn.contains(pick.drawing) { condition.wait() }
    if let known = pool[pick.drawing] {
      condition.unlock()
      return known
    }
    beingDrawn.insert(pick.drawing)
    condition.unlock()
    let result: Result<TrainingExample, TrainingError>
    do throws(TrainingError) {
      result = .success(try source.example(at: pick.index, variation: pick.variation))
    } catch {
      result = .failure(error)
    }
    condition.lock()
    beingDrawn.remove(pick.drawing)
    if case .success(let example) = result { pool[pick.drawing] = example }
    condition.broadcast()
    condition.unlock()
    return try result.get()
  }
}
