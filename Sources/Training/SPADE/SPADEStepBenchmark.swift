import Foundation
import Generators
import Tensors

/// Times training steps with layout tables and with the plain layers, in turn and on the same
/// batches, so that whatever else the machine does falls on both.
struct SPADEStepBenchmark {
  private let trainers: [(name: String, trainer: SPADETrainer)]
  private let configuration: SPADETrainingConfiguration
  private let source: any TrainingSource

  /// Two trainers from the same seed.
  init(
    _ configuration: SPADETrainingConfiguration, source: any TrainingSource, device: Device
  ) throws {
    self.configuration = configuration
    self.source = source
    trainers = try [true, false].map { usesTables in
      var configuration = configuration
      configuration.usesTables = usesTables
      return (
        usesTables ? "training-tables" : "training-plain",
        try SPADETrainer(configuration, device: device)
      )
    }
  }

  /// Prints the median step of both and their ratio. The first step of each makes memory and
  /// kernels ready and does not count.
  func run(steps: Int, json: Bool, show: (String) -> Void) throws {
    var results = trainers.map { BenchResult(name: $0.name, seconds: [], multiplications: nil) }
    for step in 0...steps {
      let first = step * configuration.batchSize
      let batch = try (first..<(first + configuration.batchSize)).map {
        try source.example(at: $0 % source.count)
      }
      for (index, entry) in trainers.enumerated() {
        let start = ContinuousClock.now
        try entry.trainer.train(on: batch)
        if step > 0 { results[index].seconds.append((ContinuousClock.now - start) / .seconds(1)) }
      }
    }
    for result in results { report(result, json: json, show: show) }
    if !json {
      let ratio = results[1].quantile(0.5) / results[0].quantile(0.5)
      show(String(format: "tables are %.2f times as fast as the plain layers", ratio))
    }
  }

  private func report(_ result: BenchResult, json: Bool, show: (String) -> Void) {
    let median = result.quantile(0.5)
    let rate = Double(configuration.batchSize) / median
    let size = configuration.generator.outputSize
    let precision = configuration.usesBFloat16 ? "bfloat16" : "float32"
    if json {
      show(
        "{\"engine\": \"ganvas\", \"case\": \"\(result.name)\", "
          + "\"precision\": \"\(precision)\", "
          + String(
            format: "\"median_s\": %.6f, \"p95_s\": %.6f, \"pictures_per_s\": %.4f, ", median,
            result.quantile(0.95), rate)
          + "\"runs\": \(result.seconds.count), \"threads\": \(Engine.threads), "
          + "\"model\": \"spade ngf \(configuration.generator.ngf)\", "
          + "\"batch\": \(configuration.batchSize), "
          + "\"width\": \(configuration.crop ?? size.width), "
          + "\"height\": \(configuration.crop ?? size.height)}")
    } else {
      show(
        result.name.padding(toLength: 18, withPad: " ", startingAt: 0)
          + String(
            format: "%8.1f ms a step  95 %% %8.1f ms  %6.2f pictures/s", median * 1000,
            result.quantile(0.95) * 1000, rate))
    }
  }
}
