import Foundation
import Generators
import Imaging
import Layouts
import Synthesis

/// Measures a model without labels through the same door as the studio: frames of a walk, each a
/// small step of the latent from the one before, mapping network included.
struct LatentBench {
  /// Name of the model.
  let name: String
  /// Size of its pictures.
  let size: PixelSize
  private var generator: any Generator
  private let frames: Int
  private let seed: UInt32
  private let measuresPhases: Bool

  /// Frames between two keyframes of the walk.
  private static let pace = 60

  /// - Parameters:
  ///   - frames: How many are timed.
  ///   - seed: Where the walk begins; it goes to the next seed, then to the one after that, ….
  init(_ generator: any Generator, frames: Int, seed: UInt32, measuresPhases: Bool) {
    name = generator.description.name
    size = generator.description.capabilities.outputSize
    self.generator = generator
    self.frames = frames
    self.seed = seed
    self.measuresPhases = measuresPhases
  }

  /// Runs all cases of one precision.
  mutating func run(_ precision: Precision) throws -> [BenchResult] {
    let start = ContinuousClock.now
    try generator.prepare(for: precision)
    let load = (ContinuousClock.now - start) / .seconds(1)
    // Shapes, kernels and memory exist before anything is timed.
    for frame in 0..<2 { _ = try generator.synthesize(request(frame, precision), checkpoint: {}) }
    let clock = measuresPhases ? PhaseClock() : nil
    generator.measurePhases(with: clock, precision: precision)
    defer { generator.measurePhases(with: nil, precision: precision) }
    var seconds: [Double] = []
    for frame in 2..<frames + 2 {
      let start = ContinuousClock.now
      _ = try generator.synthesize(request(frame, precision), checkpoint: {})
      seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    return [
      BenchResult(name: "load", seconds: [load], multiplications: nil),
      BenchResult(
        name: "scrub", seconds: seconds, multiplications: nil, phases: clock?.times ?? []),
    ].filter { !$0.seconds.isEmpty }
  }

  private func request(_ frame: Int, _ precision: Precision) -> RenderRequest {
    let first = seed &+ UInt32(frame / Self.pace)
    let step = LatentState.Source.between(
      .seed(first), .seed(first &+ 1), fraction: Double(frame % Self.pace) / Double(Self.pace))
    return RenderRequest(
      stamp: 0, conditioning: Conditioning(), latent: LatentState(source: step),
      precision: precision)
  }
}

extension PhaseClock {
  /// What it measured, phase by phase.
  var times: [PhaseTime] {
    Phase.allCases.compactMap { phase in
      wall[phase].map {
        PhaseTime(name: phase.rawValue, wall: $0, processor: processor[phase] ?? 0)
      }
    }
  }
}
