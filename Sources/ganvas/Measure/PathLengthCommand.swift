public import ArgumentParser
import Foundation
public import Training

/// `ganvas measure path-length`: how abruptly pictures change along paths through latent space.
struct PathLengthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path-length",
    abstract: "Perceptual path length of a model, in z or in w.",
    discussion: """
      The mean of d(G(t), G(t + ε)) / ε² with ε = 1e-4 over random paths, great circles in z and \
      straight lines in w, the lowest and highest hundredth left out (Karras et al. 2019). The \
      output names what pictures are compared by; lengths by different features do not compare.

      Example: ganvas measure path-length biomes --paths 512 --sampling end
      """)

  @OptionGroup var options: MeasureOptions

  @Option(help: "Space of the paths: z or w.")
  var space = PathLength.Space.z

  @Option(help: "Where on a path: full or end.")
  var sampling = PathLength.Sampling.full

  @Option(help: "Number of paths; two pictures each.")
  var paths = 256

  func validate() throws {
    guard (2...1_000_000).contains(paths) else {
      throw ValidationError("--paths is a number from 2 to 1000000")
    }
  }

  func run() throws {
    let model = try options.loaded()
    guard space == .z || model.hasStyles else {
      throw ValidationError("\(model.description.name) has no w: take --space z")
    }
    var measure = PathLength(seed: options.seed)
    measure.space = space
    measure.sampling = sampling
    measure.paths = paths
    let result = try measure.measure(model, by: PixelMetric())
    try options.show(
      result,
      [
        "path length in \(space.rawValue), \(sampling.rawValue): "
          + "\(String(format: "%.3f", result.length)) by \(result.features), \(paths) paths"
      ])
  }
}

extension PathLength.Space: ExpressibleByArgument {}
extension PathLength.Sampling: ExpressibleByArgument {}
