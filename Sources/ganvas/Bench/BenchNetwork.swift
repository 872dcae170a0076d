import ArgumentParser
import Foundation
import Generators
import Layers
import Synthesis
import Tensors

/// The network that is measured: an untrained one of official size, or a model package.
struct BenchNetwork {
  /// Preset or model.
  let name: String
  let configuration: SPADEConfiguration
  private let makePlan: (Tensors.ElementType) throws -> SPADEPlan

  init(preset: SPADEPreset) {
    name = preset.rawValue
    configuration = preset.configuration
    let generator = SPADENetworkPair.calibrated(preset.configuration, seed: 1).generator
    makePlan = { try SPADEPlan(generator, type: $0) }
  }

  init(model: String, in library: ModelLibrary) throws {
    guard case .package(let package) = try library.find(model),
      let loaded = try GeneratorRegistry.load(package, from: library) as? SPADEModel
    else {
      throw ValidationError("\(model) is not a package of a family that bench measures")
    }
    name = loaded.description.name
    configuration = loaded.configuration
    makePlan = { try loaded.makePlan($0) }
  }

  /// Packs the network for a precision.
  func plan(_ precision: Precision) throws -> SPADEPlan {
    try makePlan(precision == .float32 ? .float32 : .bfloat16)
  }

  /// Multiply-adds per frame that tables do not save: the convolutions of the main path.
  var mainPath: Double {
    let generator = SPADEGenerator(
      configuration, initialization: .unfilled, using: RandomGenerator(seed: 1))
    let hasMore = configuration.upsampling != .normal
    let start = Double(configuration.startWidth * configuration.startHeight)
    let doublings = [
      "head_0": 0, "G_middle_0": 1, "G_middle_1": hasMore ? 2 : 1,
      "up_0": hasMore ? 3 : 2, "up_1": hasMore ? 4 : 3, "up_2": hasMore ? 5 : 4,
      "up_3": hasMore ? 6 : 5, "up_4": 7, "conv_img": configuration.upsampling.doublings,
    ]
    var total = 0.0
    for entry in generator.parameters() where entry.kind == .learned {
      let parts = entry.name.split(separator: ".").map(String.init)
      guard entry.tensor.shape.count == 4, let level = doublings[parts[0]],
        parts[0] == "conv_img" || parts[1].hasPrefix("conv")
      else { continue }
      total += Double(entry.tensor.count) * start * Double(1 << (2 * level))
    }
    return total
  }
}

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
