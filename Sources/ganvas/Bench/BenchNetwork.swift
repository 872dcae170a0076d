import ArgumentParser
import Foundation
import Generators
import Layers
import Layouts
import Synthesis
import Tensors

/// Untrained networks of official size whose activations stay in range.
enum BenchNetwork {
  static func configuration(of preset: String) throws -> SPADEConfiguration {
    var configuration = SPADEConfiguration(labelCount: 182)
    configuration.hasUnlabelledChannel = true
    switch preset {
    case "spade-coco256": break
    case "spade-coco256-vae": configuration.usesVAE = true
    case "landscape":
      configuration = SPADEConfiguration(labelCount: 20)
      configuration.ngf = 16
      configuration.hiddenChannels = 64
      configuration.usesVAE = true
      configuration.latentDimension = 64
    default:
      throw ValidationError("--preset is spade-coco256, spade-coco256-vae or landscape")
    }
    return configuration
  }

  /// Draws a network and lets its running statistics settle on one map.
  static func calibrated(_ configuration: SPADEConfiguration, on map: BenchMap) throws
    -> SPADEGenerator
  {
    let network = SPADEGenerator(
      configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 1))
    return network
  }

  /// Multiply-adds of the main path (all convolutions but those of γ and β), per frame.
  static func mainPath(_ configuration: SPADEConfiguration) -> Double {
    let network = SPADEGenerator(configuration, using: RandomGenerator(seed: 1))
    var area = Double(configuration.startWidth * configuration.startHeight)
    var total = 0.0
    var lastArea = 0.0
    for entry in network.parameters() where entry.kind == .learned {
      let parts = entry.name.split(separator: ".")
      guard entry.tensor.shape.count == 4, parts.count > 1 else { continue }
      let block = String(parts[0])
      let doublings: [String: Int] = [
        "head_0": 0, "G_middle_0": 1, "G_middle_1": 1, "up_0": 2, "up_1": 3, "up_2": 4,
        "up_3": 5, "conv_img": 5,
      ]
      guard let level = doublings[block], block == "conv_img" || parts[1].hasPrefix("conv")
      else { continue }
      lastArea = area * Double(1 << (2 * level))
      total += Double(entry.tensor.count) * lastArea
    }
    area = lastArea
    return total
  }
}

/// The machine's matrix peak, measured on a convolution that fits it well.
enum MatrixPeak {
  /// Floating-point operations per second.
  static func measure(_ precision: Precision) -> Double {
    let type: ElementType = precision == .float32 ? .float32 : .bfloat16
    let random = RandomGenerator(seed: 1)
    guard
      let layer = try? PackedConvolution(
        weight: random.normal([256, 256, 3, 3]), bias: nil, padding: [1, 1, 1, 1], type: type)
    else { return .nan }
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
