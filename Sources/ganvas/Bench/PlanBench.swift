import Foundation
import Generators
import Imaging
import Layouts
import Tensors

/// Runs the cases on a plan that renders label maps.
struct PlanBench {
  let plan: any MeasuredPlan
  let maps: [BenchMap]
  let strokes: Int
  /// Whether phases are measured too.
  let measuresPhases: Bool

  /// A picture of the first map, to compare precisions.
  func picture() throws -> Tensor {
    try plan.frame(maps[0].symbols, latent: latent(0), focus: nil)
  }

  func run(_ wanted: Set<String>) throws -> [BenchResult] {
    var results: [BenchResult] = []
    // Shapes and primitives exist before anything is timed.
    _ = try plan.frame(maps[0].symbols, latent: latent(0), focus: nil)
    _ = try plan.frame(maps[0].symbols, latent: latent(0), focus: nil)
    if wanted.contains("cold") { results.append(try cold()) }
    if wanted.contains("latent"), plan.latentDimension != nil { results.append(try latents()) }
    if wanted.contains("stroke-thin") { results += try strokes(thin: true) }
    if wanted.contains("stroke-broad") { results += try strokes(thin: false) }
    return results
  }

  private func latent(_ seed: UInt32) -> [Float]? {
    var random = NumPyRandom(seed: seed)
    return plan.latentDimension.map { random.normals($0) }
  }

  private func cold() throws -> BenchResult {
    var watch = Stopwatch(plan, measuresPhases: measuresPhases)
    for map in maps {
      plan.reset()
      let symbols = map.symbols
      try watch.time { _ = try plan.frame(symbols, latent: latent(1), focus: nil) }
    }
    return watch.result("cold")
  }

  private func latents() throws -> BenchResult {
    var watch = Stopwatch(plan, measuresPhases: measuresPhases)
    for map in maps {
      let symbols = map.symbols
      _ = try plan.frame(symbols, latent: latent(2), focus: nil)
      for seed in 0..<3 {
        let code = latent(UInt32(100 + seed))
        try watch.time { _ = try plan.frame(symbols, latent: code, focus: nil) }
      }
    }
    return watch.result("latent", multiplications: plan.multiplications)
  }

  private func strokes(thin: Bool) throws -> [BenchResult] {
    var toFirst = Stopwatch(plan, measuresPhases: measuresPhases)
    var toFinished = Stopwatch(plan, measuresPhases: measuresPhases)
    var random = NumPyRandom(seed: thin ? 11 : 12)
    for map in maps {
      let before = map.symbols
      _ = try plan.frame(before, latent: latent(3), focus: nil)
      for _ in 0..<strokes {
        // Every stroke is a new one, so both kinds of frame make the rows of its windows.
        var painted = map
        let stroke = painted.paint(thin: thin, using: &random)
        var symbols = painted.symbols
        try toFirst.time {
          _ = try plan.frame(symbols, latent: latent(3), focus: stroke.insetBy(-2))
        }
        _ = try plan.frame(before, latent: latent(3), focus: nil)
        painted = map
        _ = painted.paint(thin: thin, using: &random)
        symbols = painted.symbols
        try toFinished.time { _ = try plan.frame(symbols, latent: latent(3), focus: nil) }
        _ = try plan.frame(before, latent: latent(3), focus: nil)
      }
    }
    let name = thin ? "stroke-thin" : "stroke-broad"
    return [toFirst.result(name + "-first"), toFinished.result(name)]
  }
}

/// Times the runs of one case.
private struct Stopwatch {
  private let plan: any MeasuredPlan
  private let clock: PhaseClock?
  private var seconds: [Double] = []

  init(_ plan: any MeasuredPlan, measuresPhases: Bool) {
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
