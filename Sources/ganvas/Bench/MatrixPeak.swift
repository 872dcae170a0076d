import Foundation
import Layers
import Synthesis
import Tensors

/// The machine's matrix peak, measured on a convolution that fits it well.
enum MatrixPeak {
  /// Floating-point operations per second.
  static func measure(_ precision: Precision) throws -> Double {
    let type: Tensors.ElementType = precision == .float32 ? .float32 : .bfloat16
    let random = RandomGenerator(seed: 1)
    let layer = try PackedConvolution(
      weight: random.normal([256, 256, 3, 3]), bias: nil, padding: [1, 1, 1, 1], type: type)
    let input = random.normal([1, 256, 64, 64]).converted(to: type).channelsLast()
    let output = layer(input)
    var best = Double.infinity
    for _ in 0..<20 {
      let start = ContinuousClock.now
      _ = layer(input, into: output)
      best = min(best, (ContinuousClock.now - start) / .seconds(1))
    }
    return 2 * 256 * 256 * 9 * 64 * 64 / best
  }
}

/// Memory of this process.
enum ProcessMemory {
  /// Largest resident set so far, in bytes.
  static var peakBytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
