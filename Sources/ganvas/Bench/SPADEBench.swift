import Foundation
import Generators
import Imaging
import Layouts
import Tensors

/// Time of one phase in all runs of a case.
struct PhaseTime {
  let name: String
  let wall: Double
  let processor: Double
}

/// Times of one case.
struct BenchResult {
  let name: String
  /// One per run, in seconds.
  var seconds: [Double]
  /// Multiply-adds a frame still does, where they are the same in every run.
  let multiplications: Double?
  /// Seconds of all runs together by phase: on the wall, and of all threads.
  var phases: [PhaseTime] = []

  /// A quantile by linear interpolation, 0…1.
  func quantile(_ share: Double) -> Double {
    let sorted = seconds.sorted()
    guard let last = sorted.last else { return .nan }
    let position = share * Double(sorted.count - 1)
    let index = Int(position)
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + (sorted[index + 1] - sorted[index]) * (position - Double(index))
  }
}

/// Runs the cases on a plan of SPADE.
struct SPADEBench {
  let plan: SPADEPlan
  let maps: [BenchMap]
  let strokes: Int
  /// Multiply-adds of the main path.
  let mainPath: Double
  /// Whether phases are measured too.
  let measuresPhases: Bool

  /// A picture of the first map, to compare precisions.
  func picture() throws -> Tensor {
    try plan.render(maps[0].symbols, latent: latent(0)).picture
  }

  func run(_ wanted: Set<String>) throws -> [BenchResult] {
    var results: [BenchResult] = []
    // Shapes and primitives exist before anything is timed.
    _ = try plan.render(maps[0].symbols, latent: latent(0))
    _ = try plan.render(maps[0].symbols, latent: latent(0))
    if wanted.contains("cold") { results.append(try cold()) }
    if wanted.contains("latent"), plan.configuration.usesVAE { results.append(try latents()) }
    if wanted.contains("stroke-thin") { results += try strokes(thin: true) }
    if wanted.contains("stroke-broad") { results += try strokes(thin: false) }
    return results
  }

  private func latent(_ seed: UInt32) -> [Float]? {
    guard plan.configuration.usesVAE else { return nil }
    var random = NumPyRandom(seed: seed)
    return random.normals(plan.configuration.latentDimension)
  }

  private func cold() throws -> BenchResult {
    var watch = Stopwatch(plan, measuresPhases: measuresPhases)
    for map in maps {
      plan.reset()
      let symbols = map.symbols
      try watch.time { _ = try plan.render(symbols, latent: latent(1)) }
    }
    return watch.result("cold")
  }

  private func latents() throws -> BenchResult {
    var watch = Stopwatch(plan, measuresPhases: measuresPhases)
    for map in maps {
      let symbols = map.symbols
      _ = try plan.render(symbols, latent: latent(2))
      for seed in 0..<3 {
        let code = latent(UInt32(100 + seed))
        try watch.time { _ = try plan.render(symbols, latent: code) }
      }
    }
    return watch.result("latent", multiplications: mainPath)
  }

  private func strokes(thin: Bool) throws -> [BenchResult] {
    var toFirst = Stopwatch(plan, measuresPhases: measuresPhases)
    var toFinished = Stopwatch(plan, measuresPhases: measuresPhases)
    var random = NumPyRandom(seed: thin ? 11 : 12)
    for map in maps {
      let before = map.symbols
      _ = try plan.render(before, latent: latent(3))
      for _ in 0..<strokes {
        // Every stroke is a new one, so both kinds of frame make the rows of its windows.
        var painted = map
        let stroke = painted.paint(thin: thin, using: &random)
        var symbols = painted.symbols
        try toFirst.time {
          _ = try plan.render(symbols, latent: latent(3), focus: stroke.insetBy(-2))
        }
        _ = try plan.render(before, latent: latent(3))
        painted = map
        _ = painted.paint(thin: thin, using: &random)
        symbols = painted.symbols
        try toFinished.time { _ = try plan.render(symbols, latent: latent(3)) }
        _ = try plan.render(before, latent: latent(3))
      }
    }
    let name = thin ? "stroke-thin" : "stroke-broad"
    return [toFirst.result(name + "-first"), toFinished.result(name)]
  }
}

/// Times the runs of one case.
private struct Stopwatch {
  private let plan: SPADEPlan
  private let clock: PhaseClock?
  private var seconds: [Double] = []

  init(_ plan: SPADEPlan, measuresPhases: Bool) {
    self.plan = plan
    clock = measuresPhases ? PhaseClock() : nil
  }

  mutating func time(_ body: () throws -> Void) rethrows {
    plan.clock = clock
    defer { plan.clock = nil }
    let start = ContinuousClock.now
    try body()
    seconds.append((ContinuousClock.now - start) / .seconds(1))
  }

  func result(_ name: String, multiplications: Double? = nil) -> BenchResult {
    return BenchResult(
      name: name, seconds: seconds, multiplications: multiplications, phases: clock?.times ?? [])
  }
}
