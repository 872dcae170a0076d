import Canvas
import Foundation
import Inference
import Layouts
import Sessions
import Studio

/// Processor, memory and the settings that threads listen to.
struct MachineCheck {
  let environment: [String: String]
  /// Text of `/proc/cpuinfo`.
  var processors = MachineCheck.text(of: "/proc/cpuinfo")
  /// Text of `/proc/meminfo`.
  var memory = MachineCheck.text(of: "/proc/meminfo")
  /// Threads that can run at once.
  var cores = ProcessInfo.processInfo.activeProcessorCount

  var findings: [Finding] {
    [processor, instructions, kernels, memoryFinding, caches] + threadSettings
  }

  private var processor: Finding {
    let name = field("model name", in: processors) ?? "unknown processor"
    return .ok("processor", "\(name), \(cores) \(cores == 1 ? "thread" : "threads")")
  }

  private var instructions: Finding {
    let flags = Set((field("flags", in: processors) ?? "").split(separator: " ").map(String.init))
    let known = [
      ("avx2", "AVX2"), ("avx512f", "AVX-512"), ("avx512_bf16", "AVX-512 bf16"),
      ("amx_bf16", "AMX bf16"),
    ]
    let found = known.filter { flags.contains($0.0) }.map(\.1)
    if flags.isEmpty { return .ok("instructions", "not listed by this system") }
    guard flags.contains("avx2") else {
      return .warn(
        "instructions", "no AVX2",
        advice: "pictures take several times longer; prefer a machine made after 2013")
    }
    return .ok("instructions", found.joined(separator: ", "))
  }

  /// Which body of the program's own loops runs here.
  private var kernels: Finding {
    let body = KernelBody.current
    let precision = KernelBody.prefersBFloat16 ? "bf16" : "fp32"
    return .ok("kernels", "\(body.rawValue) runs; live pictures in \(precision)")
  }

  private var memoryFinding: Finding {
    guard let kibibytes = field("MemAvailable", in: memory)?.split(separator: " ").first,
      let free = Double(kibibytes)
    else { return .ok("memory", "not listed by this system") }
    let gibibytes = free / 1_048_576
    let text = String(format: "%.1f GiB free", gibibytes)
    return gibibytes >= 2
      ? .ok("memory", text)
      : .warn("memory", text, advice: "a large model takes 1.5 GB; close other programs")
  }

  /// What the studio keeps at most for undo and speed; its Inspector says what it keeps now.
  private var caches: Finding {
    func mebibytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }
    return .ok(
      "caches",
      "undo \(mebibytes(UndoStepMemory.budget)) (\(mebibytes(History<UndoStep>.standardMemoryLimit)) "
        + "without a journal), walk \(mebibytes(FrameCache.standardByteLimit)), "
        + "\(InferenceConfiguration.standardKeptModels) models of "
        + mebibytes(InferenceConfiguration.standardKeptBytes))
  }

  private var threadSettings: [Finding] {
    var findings: [Finding] = []
    if environment["OMP_WAIT_POLICY"]?.uppercased() == "ACTIVE" {
      findings.append(
        .warn(
          "threads", "OMP_WAIT_POLICY=ACTIVE", advice: "unset it: idle threads would spin"))
    }
    if let limit = environment["OMP_NUM_THREADS"], Int(limit).map({ $0 < cores }) ?? true {
      findings.append(
        .warn(
          "threads", "OMP_NUM_THREADS=\(limit)",
          advice: "unset it, or say --threads: \(cores) can run at once"))
    }
    return findings
  }

  /// The first value of a `name : value` line.
  private func field(_ name: String, in text: String) -> String? {
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  private static func text(of path: String) -> String {
    (try? String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)) ?? ""
  }
}
