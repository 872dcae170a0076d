import Foundation
import Generators
import Imaging
import Layouts
import Tensors

/// Times of one case.
struct BenchResult {
  let name: String
  /// One per run, in seconds.
  let seconds: [Double]
  /// Multiply-adds a frame still does, where they are the same in every run.
  let multiplications: Double?

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

  private func timed(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private func cold() throws -> BenchResult {
    var seconds: [Double] = []
    for map in maps {
      plan.reset()
      seconds.append(try timed { _ = try plan.render(map.symbols, latent: latent(1)) })
    }
    return BenchResult(name: "cold", seconds: seconds, multiplications: nil)
  }

  private func latents() throws -> BenchResult {
    var seconds: [Double] = []
    for map in maps {
      _ = try plan.render(map.symbols, latent: latent(2))
      for seed in 0..<3 {
        let code = latent(UInt32(100 + seed))
        seconds.append(try timed { _ = try plan.render(map.symbols, latent: code) })
      }
    }
    return BenchResult(
      name: "latent", seconds: seconds,
      multiplications: mainPath)
  }

  private func strokes(thin: Bool) throws -> [BenchResult] {
    var first: [Double] = []
    var finished: [Double] = []
    var random = NumPyRandom(seed: thin ? 11 : 12)
    for map in maps {
      _ = try plan.render(map.symbols, latent: latent(3))
      var painted = map
      for _ in 0..<strokes {
        let stroke = painted.paint(thin: thin, using: &random)
        let symbols = painted.symbols
        let toFirst = try timed {
          _ = try plan.render(symbols, latent: latent(3), focus: stroke.insetBy(-2))
        }
        let rest = try timed { _ = try plan.render(symbols, latent: latent(3)) }
        first.append(toFirst)
        // Undo, then the same stroke without looking at it first: what a finished frame costs.
        _ = try plan.render(map.symbols, latent: latent(3))
        finished.append(try timed { _ = try plan.render(symbols, latent: latent(3)) })
        _ = rest
        painted = map
        _ = try plan.render(map.symbols, latent: latent(3))
      }
    }
    let name = thin ? "stroke-thin" : "stroke-broad"
    return [
      BenchResult(name: name + "-first", seconds: first, multiplications: nil),
      BenchResult(name: name, seconds: finished, multiplications: nil),
    ]
  }
}
