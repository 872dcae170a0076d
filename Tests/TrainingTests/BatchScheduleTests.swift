import Imaging
import Synchronization
import Testing

@testable import Training

@Suite struct BatchScheduleTests {
  private func schedule(uses: Int, seed: UInt64 = 5) -> BatchSchedule {
    BatchSchedule(Numbers(count: 1000), seed: seed, flips: true, uses: uses) { $0 * 4 }
  }

  @Test("Every drawing is used as often as asked, once the pool is full", arguments: [2, 3, 4, 8])
  func uses(uses: Int) {
    let schedule = schedule(uses: uses)
    var counts: [Int: Int] = [:]
    let steps = 1200
    for step in 0..<steps {
      for pick in schedule.picks(of: step) { counts[pick.drawing, default: 0] += 1 }
    }
    let drawings = counts.keys.sorted()
    #expect(drawings == Array(0..<drawings.count), "one new drawing with every \(uses) examples")
    #expect(drawings.count == (steps * 4 + uses - 1) / uses)
    // What was drawn while the pool was filling is used more often, the last chunks less.
    let settled = (BatchSchedule.poolSize)..<(drawings.count - BatchSchedule.poolSize - uses)
    #expect(settled.allSatisfy { counts[$0] == uses })
  }

  @Test("No step asks for a drawing that was let go", arguments: [2, 4, 5, 8])
  func alive(uses: Int) {
    let schedule = schedule(uses: uses)
    for step in 0..<1500 {
      let first = schedule.firstAlive(at: step)
      #expect(schedule.picks(of: step).allSatisfy { $0.drawing >= first })
    }
    #expect(schedule.firstAlive(at: 1500) > 0)
  }

  @Test("A step's examples depend on the seed and the step alone") func pure() {
    #expect(schedule(uses: 4).picks(of: 700) == schedule(uses: 4).picks(of: 700))
    #expect(schedule(uses: 4).picks(of: 700) != schedule(uses: 4, seed: 6).picks(of: 700))
  }

  @Test("The same examples do not travel together") func company() {
    let schedule = schedule(uses: 4)
    let pairs = (300..<900).flatMap { step -> [Set<Int>] in
      let drawings = schedule.picks(of: step).map(\.drawing)
      return (0..<4).flatMap { a in (0..<a).map { Set([drawings[a], drawings[$0]]) } }
    }
    #expect(Double(Set(pairs).count) > 0.9 * Double(pairs.count))
  }

  @Test("Loaders change when examples are there, never which", arguments: [1, 4])
  func loaders(uses: Int) throws {
    func batches(_ loaders: Int, from first: Int) throws -> [Int: [TrainingExample]] {
      let source = Numbers(count: 50)
      let schedule = BatchSchedule(source, seed: 3, flips: true, uses: uses) { $0 * 4 }
      let loader = BatchLoader(source, schedule: schedule, firstStep: first, loaders: loaders)
      defer { loader.stop() }
      return Dictionary(
        uniqueKeysWithValues: try (first..<120).map { ($0, try loader.next()) })
    }
    let alone = try batches(1, from: 0)
    let many = try batches(6, from: 0)
    let resumed = try batches(3, from: 77)
    for step in 0..<120 {
      #expect(alone[step]?.map(\.image) == many[step]?.map(\.image))
      if step >= 77 { #expect(alone[step]?.map(\.image) == resumed[step]?.map(\.image)) }
    }
  }

  @Test("A pool draws less and says what it waited") func pool() throws {
    let source = Numbers(count: 1_000_000)
    let schedule = BatchSchedule(source, seed: 3, flips: false, uses: 4) { $0 * 4 }
    let loader = BatchLoader(source, schedule: schedule, firstStep: 0, loaders: 2)
    for _ in 0..<100 { _ = try loader.next() }
    loader.stop()
    // A new one per step, those drawn ahead, and none twice.
    #expect(source.drawn.withLock { $0.count } <= 100 + 2 * (2 + 2))
    #expect(loader.takeWaitedSeconds() >= 0)
    #expect(loader.takeWaitedSeconds() == 0)
  }

  @Test("A broken file ends the run at its step with its words") func broken() throws {
    let source = Numbers(count: 10, broken: 3)
    let schedule = BatchSchedule(source, seed: 1, flips: false, uses: 2) { $0 * 4 }
    let loader = BatchLoader(source, schedule: schedule, firstStep: 0, loaders: 3)
    defer { loader.stop() }
    #expect {
      for _ in 0..<40 { _ = try loader.next() }
    } throws: { "\($0)" == "number 3 is broken" }
  }
}

/// Pictures of one colour that say their number.
private final class Numbers: TrainingSource {
  let count: Int
  let broken: Int?
  let summary = "numbers"
  let drawn = Mutex<[Int]>([])

  init(count: Int, broken: Int? = nil) {
    self.count = count
    self.broken = broken
  }

  func example(at index: Int) throws(TrainingError) -> TrainingExample {
    if index == broken { throw TrainingError("number \(index) is broken") }
    drawn.withLock { $0.append(index) }
    var image = RGBImage(width: 20, height: 20, filledWith: RGB(UInt8(index % 251), 90, 30))
    image[0, 0] = RGB(255, 255, 255)
    return TrainingExample(picture: image)
  }
}
