import ArgumentParser
import Foundation
import Generators
import Layers
import Layouts
import Synthesis
import Tensors

/// `ganvas bench`: how long frames take on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how long frames take: new maps, new latents, thin and broad strokes.",
    discussion: """
      Cases: cold (a map never seen before), latent (the map unchanged, another z), stroke-thin (3
      pixels wide, 12 long) and stroke-broad (a 24-pixel dab with a new object number), each to \
      the frame that is exact around the stroke (-first) and to the finished frame; memory. \
      Medians and 95th percentiles; peak_share is the share of the matrix peak measured in the \
      same run that the frame's remaining multiplications reach.

      Example: ganvas bench --preset spade-coco256-vae --maps maps/coco --precision bfloat16
      """)

  @Option(help: "Untrained network of official size.")
  var preset = "spade-coco256"

  @Option(help: "Folder with label/ and inst/.")
  var maps: String

  @Option(help: "float32, bfloat16 or both.")
  var precision = "both"

  @Option(help: "Cases, separated by commas.")
  var cases = "cold,latent,stroke-thin,stroke-broad,memory"

  @Option(help: "Strokes per map.")
  var strokes = 3

  @Option(help: "Threads; all cores if absent.")
  var threads: Int?

  @Flag(help: "One JSON object per line.")
  var json = false

  func run() throws {
    try Engine.load()
    Engine.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let precisions: [Precision] =
      precision == "both"
      ? [.float32, .bfloat16] : [try Precision(argument: precision)]
    let configuration = try BenchNetwork.configuration(of: preset)
    let maps = try BenchMaps.read(folder: maps, for: configuration)
    let wanted = Set(cases.split(separator: ",").map(String.init))
    let network = try BenchNetwork.calibrated(configuration, on: maps[0])
    for precision in precisions {
      let peak = MatrixPeak.measure(precision)
      let start = ContinuousClock.now
      let plan = try SPADEPlan(network, type: precision == .float32 ? .float32 : .bfloat16)
      let load = (ContinuousClock.now - start) / .seconds(1)
      let bench = SPADEBench(plan: plan, maps: maps, strokes: strokes)
      var results = try bench.run(wanted)
      results.append(.init(name: "load", seconds: [load], multiplications: nil))
      if wanted.contains("memory") { report(memory: plan, precision: precision) }
      for result in results { report(result, precision: precision, peak: peak) }
    }
  }

  private func report(_ result: BenchResult, precision: Precision, peak: Double) {
    let median = result.quantile(0.5)
    let slow = result.quantile(0.95)
    let share = result.multiplications.map { $0 * 2 / median / peak }
    if json {
      let fields: [(String, String)] = [
        ("engine", "\"ganvas\""), ("case", "\"\(result.name)\""),
        ("precision", "\"\(precision.rawValue)\""), ("median_s", number(median)),
        ("p95_s", number(slow)), ("p90_s", number(result.quantile(0.9))),
        ("max_s", number(result.quantile(1))), ("runs", "\(result.seconds.count)"),
        ("threads", "\(Engine.threads)"), ("model", "\"\(preset)\""), ("width", "256"),
        ("height", "256"), ("peak_share", share.map(number) ?? "null"),
      ]
      print("{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
    } else {
      let text = share.map { String(format: "  %3.0f %% of peak", $0 * 100) } ?? ""
      let name = result.name.padding(toLength: 20, withPad: " ", startingAt: 0)
      print(
        name + precision.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
          + String(format: "%8.1f ms  95 %% %8.1f ms", median * 1000, slow * 1000) + text)
    }
  }

  private func report(memory plan: SPADEPlan, precision: Precision) {
    let bytes = ProcessMemory.peakBytes
    if json {
      print(
        "{\"engine\": \"ganvas\", \"case\": \"memory\", \"precision\": "
          + "\"\(precision.rawValue)\", \"peak_bytes\": \(bytes), \"plan_bytes\": "
          + "\(plan.byteCount), \"model\": \"\(preset)\"}")
    } else {
      print("memory: peak \(bytes >> 20) MiB of the process, plan \(plan.byteCount >> 20) MiB")
    }
  }

  private func number(_ value: Double) -> String { String(format: "%.6f", value) }
}

extension Precision {
  /// A precision as it is written on the command line.
  init(argument: String) throws {
    guard let precision = Precision(rawValue: argument) else {
      throw ValidationError("--precision is float32, bfloat16 or both")
    }
    self = precision
  }
}
