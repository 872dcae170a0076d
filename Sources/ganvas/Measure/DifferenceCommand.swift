import ArgumentParser
import Foundation
import Imaging

/// `ganvas measure difference`: how far two pictures are apart.
struct DifferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "difference",
    abstract: "Largest and mean difference of two pictures of one size, in levels of 0…255.",
    discussion: """
      Says whether two devices, precisions or versions make the same picture.

      Example: ganvas measure difference cpu.png cuda.png --most 2
      """)

  @Argument(help: "A picture.", completion: .file())
  var first: String

  @Argument(help: "The other one.", completion: .file())
  var second: String

  @Option(help: "Exit code 1 where some pixel differs by more than this many levels.")
  var most: Int?

  func validate() throws {
    guard (0...255).contains(most ?? 0) else { throw ValidationError("--most is 0 to 255") }
  }

  func run() throws {
    let pictures = try [first, second].map { try ImageFile.read(URL(fileURLWithPath: $0)) }
    guard pictures[0].size == pictures[1].size else {
      throw ValidationError("\(first) has \(pictures[0].size), \(second) \(pictures[1].size)")
    }
    let differences = pictures[0].withBytes { one in
      pictures[1].withBytes { other in zip(one, other).map { abs(Int($0) - Int($1)) } }
    }
    let largest = differences.max() ?? 0
    let mean = Double(differences.reduce(0, +)) / Double(max(1, differences.count))
    print("largest \(largest), mean \(String(format: "%.4f", mean))")
    if let most, largest > most { throw ExitCode.failure }
  }
}
