import ArgumentParser
import Checkpoints
import Foundation

/// `ganvas models inspect`: what a weight file holds, without knowing the network.
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "List the tensors of a weight file, and values that are not finite.",
    discussion: """
      Reads .pth, .pt and .model of PyTorch (both formats), .safetensors, .npy, .npz and \
      StyleGAN2-ADA's .pkl. Nothing in the file is executed.

      Example:
        ganvas models inspect latest_net_G.pth
        ganvas models inspect --json latest_net_G.pth

      Exit codes: 0 the file is readable, 1 it is not, 2 wrong usage.
      """)

  @Argument(help: "The weight file.", completion: .file())
  var file: String

  @Flag(help: "Write JSON for scripts.")
  var json = false

  func run() async throws {
    let checkpoint = try Checkpoint.read(file)
    guard !checkpoint.tensors.isEmpty else { throw CheckpointError(.noWeights, file: file) }
    let summary = CheckpointSummary(checkpoint)
    guard json else {
      print(summary.lines.joined(separator: "\n"))
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(summary), as: UTF8.self))
  }
}
