public import ArgumentParser
import Foundation
import Imaging
import Tensors
public import Training

/// `ganvas bench photo`: how long an iteration of learning from a photo takes, scale by scale.
struct BenchPhotoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "photo",
    abstract: "Measure iterations of learning from one photo.",
    discussion: """
      Times whole iterations of `ganvas train singan` at each scale, with random weights: draws, \
      the chain of the scales below, the steps of both networks.

      Example: ganvas bench photo --recipe reference --max-size 128
      """)

  @Option(help: "Size of the photo.")
  var photo = PictureSize(PixelSize(width: 640, height: 480))

  @Option(help: "Long side of the finest picture.")
  var maxSize = 128

  @Option(help: "reference or minutes.")
  var recipe = PhotoIterationTimer.Recipe.reference

  @Option(help: "Only this scale; all if absent.")
  var scale: Int?

  @Option(help: "Iterations of each scale, after two that are not counted.")
  var iterations = 5

  @OptionGroup var processor: ThreadOptions

  func validate() throws {
    guard (1...100_000).contains(iterations) else {
      throw ValidationError("--iterations is a number from 1 to 100000")
    }
    guard (32...4096).contains(maxSize) else { throw ValidationError("--max-size is 32 to 4096") }
  }

  func run() throws {
    try Engine.load(usesCUDA: false)
    Engine.threads = processor.threadCount
    let timer = try PhotoIterationTimer(photo: photo.size, maximumSize: maxSize, recipe: recipe)
    let all = timer.scales
    if let scale, !all.contains(scale) {
      throw ValidationError("--scale is one of 0…\(all.upperBound - 1)")
    }
    for scale in scale.map({ $0..<$0 + 1 }) ?? all {
      let (window, width) = timer.work(at: scale)
      let times = try timer.seconds(scale: scale, iterations: iterations)
      let median = times.sorted()[times.count / 2]
      print(
        "scale \(scale)  \(window)  width \(width)  "
          + String(format: "%8.1f ms an iteration", median * 1000))
    }
  }
}

extension PhotoIterationTimer.Recipe: ExpressibleByArgument {}
