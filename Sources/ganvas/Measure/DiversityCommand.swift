import ArgumentParser
import Foundation
import Training

/// `ganvas measure diversity`: how much a model's pictures differ from each other.
struct DiversityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diversity",
    abstract: "Mean multi-scale structural similarity of pairs of a model's pictures.",
    discussion: """
      Pairs are of one class where a model has classes (Odena et al. 2017). 1 means that all \
      pictures are one; lower is more varied.

      Example: ganvas measure diversity biomes --pairs 256
      """)

  @OptionGroup var options: MeasureOptions

  @Option(help: "Number of pairs.")
  var pairs = 128

  func validate() throws {
    guard (1...100_000).contains(pairs) else {
      throw ValidationError("--pairs is a number from 1 to 100000")
    }
  }

  private struct Report: Codable {
    var measure = "mean MS-SSIM of pairs of one class"
    var pairs: Int
    var similarity: Double
  }

  func run() throws {
    let model = try options.loaded()
    let mean = try PictureSimilarity.mean(of: model, pairs: pairs, seed: options.seed)
    try options.show(
      Report(pairs: pairs, similarity: mean),
      ["mean MS-SSIM of \(pairs) pairs: \(String(format: "%.4f", mean)) (1: all pictures are one)"])
  }
}
