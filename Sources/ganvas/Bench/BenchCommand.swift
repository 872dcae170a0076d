import ArgumentParser
import Foundation
import Generators
import Imaging
import Layers
import Layouts
import Synthesis
import Tensors

/// `ganvas bench`: how long frames take on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Measure how long frames take: maps, latents, strokes; walks of families without maps.",
    discussion: """
      Cases: cold (a map never seen before), latent (the map unchanged, another z), stroke-thin (3
      pixels wide, 12 long) and stroke-broad (a 24-pixel dab with a new object number), each to \
      the frame that is exact around the stroke (-first) and to the finished frame; memory. Models \
      with styles of objects also: strip (ten thumbnails of one object, whole pictures) and style \
      (one object's style changed; -first is the crop around it). \
      Medians and 95th percentiles; peak_share is the share of the matrix peak measured in the \
      same run that the frame's remaining multiplications reach. Families without maps have \
      the cases load, memory and scrub: frames of a walk, a small step of the latent each, mapping \
      network included.

      Examples:
        ganvas bench --preset spade-coco256-vae --maps maps/coco --precision bfloat16
        ganvas bench --model village --maps Assets/Maps --cases strip --json
        ganvas bench --preset biggan-256 --phases
        ganvas bench ui                 the screen: input to screen, bytes, idle
        ganvas bench photo              learning from one photo: an iteration of each scale
      """,
    subcommands: [BenchUICommand.self, BenchPhotoCommand.self])

  @Option(help: "Untrained network of official size.")
  var preset = FamilyTable.builtIn.presets.first?.name ?? ""

  @Option(help: "Name or path of a model package instead of a preset.")
  var model: String?

  @Option(
    help: """
      Folder with label/ and inst/, or with NAME-labels.png and NAME-instances.png; families \
      without maps need none.
      """)
  var maps: String?

  @Option(help: "float32, bfloat16 or both.")
  var precision = "both"

  @Option(help: "Cases, separated by commas.")
  var cases = "cold,latent,stroke-thin,stroke-broad,strip,memory"

  @Option(help: "Strokes per map.")
  var strokes = 3

  @Option(help: "Frames of scrub.")
  var frames = 24

  @Option(help: "Seed from which scrub sets out.")
  var seed: UInt32 = 0

  @OptionGroup var compute: ComputeOptions

  @Option(
    help: """
      Body of the program's own kernels: \(KernelBody.allCases.map(\.rawValue).joined(separator: ", ")). \
      At most the best one, which is taken if absent. Libraries have settings of their own \
      (ONEDNN_MAX_CPU_ISA, ATEN_CPU_CAPABILITY).
      """)
  var kernels: String?

  @Flag(help: "One JSON object per line.")
  var json = false

  @Flag(help: "With --json: every single time too, under samples_s.")
  var samples = false

  @Flag(help: "Where the time goes: mean time of each phase, on the wall and of all threads.")
  var phases = false

  func run() throws {
    try Engine.load(usesCUDA: compute.device != .cpu)
    Engine.threads = compute.threadCount
    try useKernels()
    let device = try Engine.device(for: compute.device)
    let precisions: [Precision] =
      precision == "both"
      ? [.float32, .bfloat16] : [try Precision(argument: precision)]
    var generator = try measuredModel()
    try generator.move(to: device)
    if generator.description.capabilities.labels == nil {
      try run(
        LatentBench(generator, frames: frames, seed: seed, measuresPhases: phases), precisions)
    } else if try device != .cpu || !runPlans(of: generator, precisions) {
      try run(PictureBench(generator, maps: mapFolder, strokes: strokes), precisions)
    }
  }

  /// Measures plans below the studio's door, in families that have them.
  /// - Returns: Whether the family has.
  private func runPlans(of generator: any Generator, _ precisions: [Precision]) throws -> Bool {
    let name = generator.description.name
    let wanted = Set(cases.split(separator: ",").map(String.init))
    var maps: [BenchMap] = []
    var pictures: [Tensor] = []
    for precision in precisions {
      let peak = try MatrixPeak.measure(precision)
      let start = ContinuousClock.now
      guard let plan = try generator.measuredPlan(for: precision) else { return false }
      let load = (ContinuousClock.now - start) / .seconds(1)
      if maps.isEmpty { maps = try BenchMaps.read(folder: mapFolder, for: plan) }
      let bench = PlanBench(plan: plan, maps: maps, strokes: strokes, measuresPhases: phases)
      var results = try bench.run(wanted)
      results.append(.init(name: "load", seconds: [load], multiplications: nil))
      for result in results {
        report(result, precision: precision, peak: peak, name: name, size: plan.outputSize)
      }
      if wanted.contains("memory") {
        report(memory: plan.byteCount, precision: precision, name: name)
      }
      pictures.append(try bench.picture().copy())
    }
    if pictures.count == 2, !json {
      let error = (pictures[0] - pictures[1]).squared().mean().item
      print(String(format: "bfloat16 beside float32: %.1f dB", 10 * log10(4 / error)))
    }
    return true
  }

  /// The package that was named, else the untrained preset.
  private func measuredModel() throws -> any Generator {
    let places = ProgramPlaces()
    guard let model else {
      let preset = try FamilyTable.builtIn.preset(argument: preset)
      var labelSet: LabelSet?
      if case .named(let name) = preset.labels { labelSet = try places.labelSet(name) }
      return try preset.contents(labelSet: labelSet, seed: 1).model
    }
    guard case .package(let package) = try places.library.find(model) else {
      throw ValidationError("\(model) is no model package")
    }
    return try FamilyTable.builtIn.load(package, from: places.library)
  }

  /// The folder of maps that a family with labels needs.
  private var mapFolder: String {
    get throws {
      guard let maps else {
        throw ValidationError("--maps FOLDER is missing: the model paints from maps")
      }
      return maps
    }
  }

  private func run(_ bench: LatentBench, _ precisions: [Precision]) throws {
    var bench = bench
    let wanted = Set(cases.split(separator: ",").map(String.init))
    for precision in precisions {
      for result in try bench.run(precision) {
        report(result, precision: precision, peak: .nan, name: bench.name, size: bench.size)
      }
      if wanted.contains("memory") {
        report(memory: nil, precision: precision, name: bench.name)
      }
    }
  }

  private func run(_ bench: PictureBench, _ precisions: [Precision]) throws {
    var bench = bench
    for precision in precisions {
      for result in try bench.run(precision, Set(cases.split(separator: ",").map(String.init))) {
        report(
          result, precision: precision, peak: .nan, name: bench.name, size: bench.size)
      }
    }
  }

  private func report(
    _ result: BenchResult, precision: Precision, peak: Double, name model: String, size: PixelSize
  ) {
    let median = result.quantile(0.5)
    let slow = result.quantile(0.95)
    let runs = Double(max(1, result.seconds.count))
    let share = result.multiplications.map { $0 * 2 / median / peak }
    if json {
      var fields: [(String, String)] = [
        ("engine", "\"ganvas\""), ("case", "\"\(result.name)\""),
        ("precision", "\"\(precision.rawValue)\""), ("median_s", number(median)),
        ("p95_s", number(slow)), ("p90_s", number(result.quantile(0.9))),
        ("max_s", number(result.quantile(1))), ("runs", "\(result.seconds.count)"),
        ("threads", "\(Engine.threads)"), ("model", "\"\(model)\""),
        ("width", "\(size.width)"), ("height", "\(size.height)"),
        ("peak_share", share.map(number) ?? "null"),
      ]
      if samples {
        let list = result.seconds.map(number).joined(separator: ", ")
        fields.append(("samples_s", "[\(list)]"))
      }
      if phases, !result.phases.isEmpty {
        let list = result.phases.map {
          "\"\($0.name)\": [\(number($0.wall / runs)), \(number($0.processor / runs))]"
        }
        fields.append(("phases_s", "{" + list.joined(separator: ", ") + "}"))
      }
      print("{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
    } else {
      let text = share.map { String(format: "  %3.0f %% of peak", $0 * 100) } ?? ""
      let name = result.name.padding(toLength: 20, withPad: " ", startingAt: 0)
      print(
        name + precision.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
          + String(format: "%8.1f ms  95 %% %8.1f ms", median * 1000, slow * 1000) + text
          + (result.name == "scrub" ? String(format: "  %.1f frames/s", 1 / median) : ""))
      let mean = result.seconds.reduce(0, +) / runs
      for phase in result.phases {
        print(
          "  " + phase.name.padding(toLength: 14, withPad: " ", startingAt: 0)
            + String(
              format: "%8.1f ms  %4.1f %%  of all threads %8.1f ms", phase.wall / runs * 1000,
              phase.wall / runs / mean * 100, phase.processor / runs * 1000))
      }
    }
  }

  /// - Parameter plan: Bytes of what belongs to the plan, where there is one.
  private func report(memory plan: Int?, precision: Precision, name: String) {
    let bytes = ProcessMemory.peakBytes
    if json {
      let part = plan.map { "\"plan_bytes\": \($0), " } ?? ""
      print(
        "{\"engine\": \"ganvas\", \"case\": \"memory\", \"precision\": "
          + "\"\(precision.rawValue)\", \"peak_bytes\": \(bytes), \(part)\"model\": "
          + "\"\(name)\"}")
    } else {
      let part = plan.map { ", plan \($0 >> 20) MiB" } ?? ""
      print("memory: peak \(bytes >> 20) MiB of the process\(part)")
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
