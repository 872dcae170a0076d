import ArgumentParser
import Foundation
import Generators
import Training

/// `ganvas measure photo`: how good a model is for the one photo it was learned from.
struct PhotoMeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "photo",
    abstract: "How near samples of a model of one photo come to it, and how varied they are.",
    discussion: """
      Distance: sliced Wasserstein distance (512 directions) between all 7×7 patches of a sample \
      and of the photo, on every scale of the pyramid. Diversity: mean deviation of a pixel over \
      the samples, over the photo's own deviation. Reconstruction: root mean squared error of the \
      photo made again. Pictures go from -1 to 1; models are compared on the same photo and size.

      Example: ganvas measure photo canyon --samples 50
      """)

  @OptionGroup var options: MeasureOptions

  @Option(help: "Random samples.")
  var samples = 50

  func validate() throws {
    guard (2...10_000).contains(samples) else {
      throw ValidationError("--samples is a number from 2 to 10000")
    }
  }

  private struct Report: Encodable {
    var measure = "samples of one photo"
    var model: String
    var distance: Double
    var photo: PhotoMeasures
  }

  func run() throws {
    let generator = try options.loadedGenerator()
    guard
      let found = try PhotoMeasures(of: generator, samples: samples, seed: options.seed)
    else {
      throw ModelError.request(
        reason: "\(generator.description.name) was not learned from one photo",
        advice: "ganvas train singan PHOTO learns one.")
    }
    func number(_ value: Double) -> String { String(format: "%.4f", value) }
    let levels = found.levels.map { "\($0.size) \(number($0.distance))" }
    try options.show(
      Report(model: generator.description.name, distance: found.distance, photo: found),
      [
        "distance of \(found.samples) samples: \(number(found.distance)) · "
          + levels.joined(separator: " · "),
        "diversity: \(number(found.diversity))",
        "reconstruction: \(number(found.reconstruction))",
      ])
  }
}
