import ArgumentParser
import Layouts
import Synthesis

extension BenchCommand {
  /// The cases there are.
  fileprivate static let knownCases: Set = [
    "cold", "latent", "stroke-thin", "stroke-broad", "strip", "style", "memory", "scrub", "load",
  ]

  func validate() throws {
    guard (0...1000).contains(strokes) else {
      throw ValidationError("--strokes is a number from 0 to 1000")
    }
    guard (1...100_000).contains(frames) else {
      throw ValidationError("--frames is a number from 1 to 100000")
    }
    guard precision == "both" || Precision(rawValue: precision) != nil else {
      throw ValidationError("--precision is float32, bfloat16 or both")
    }
    if let kernels, KernelBody(rawValue: kernels) == nil {
      throw ValidationError(
        "--kernels is one of \(KernelBody.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if let other = cases.split(separator: ",").first(where: {
      !Self.knownCases.contains(String($0))
    }) {
      throw ValidationError(
        "--cases has no “\(other)”: there are \(Self.knownCases.sorted().joined(separator: ", "))")
    }
  }

  /// Makes the asked body of the kernels run.
  func useKernels() throws {
    guard let body = kernels.flatMap(KernelBody.init(rawValue:)) else { return }
    let used = body.use()
    guard used == body else {
      throw ValidationError(
        "this processor has no \(body.rawValue): its best is \(used.rawValue)")
    }
  }
}
