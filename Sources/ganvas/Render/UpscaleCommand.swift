import ArgumentParser
import Foundation
import Imaging
import Inference
import Synthesis

/// `ganvas upscale`: enlarges a photo with the texture of a model learned from it.
struct UpscaleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upscale",
    abstract: "Enlarge a photo with the detail of a model learned from it.",
    discussion: """
      The finest network of a model of one photo (ganvas train singan PHOTO --mode upscale) adds \
      detail to ever larger pictures, a quarter of an octave at a time. Without a photo the model's \
      own is enlarged.

      Example:
        ganvas upscale --model castle-upscale --factor 4 -o castle-large.png

      Exit codes: 0 written, 1 failed, 2 wrong usage.
      """)

  @Argument(help: "The photo; the one the model was learned from if absent.", completion: .file())
  var photo: String?

  @Option(help: "Name of a model, or the path of a package.")
  var model: String

  @Option(help: "How many times as large on each side, 1 to 16.")
  var factor = 4.0

  @Option(help: "Seed of the noise.")
  var seed: UInt32 = 0

  @OptionGroup var compute: ComputeOptions

  @Option(name: .shortAndLong, help: "The picture (PNG, JPEG or WebP).")
  var output: String

  func validate() throws {
    guard (1.0...16).contains(factor) else { throw ValidationError("--factor is 1 to 16") }
    guard ImageFormat(fileExtension: URL(fileURLWithPath: output).pathExtension) != nil else {
      throw ValidationError("\(output) should end in .png, .jpg or .webp")
    }
  }

  func run() async throws {
    let actor = InferenceActor(ProgramPlaces().inference(compute))
    let description = try await actor.load(model)
    guard description.capabilities.pyramid != nil else {
      throw SynthesisError(
        what: "\(description.name) was not learned from one photo and cannot enlarge it",
        advice: "Learn from it first: ganvas train singan PHOTO --mode upscale")
    }
    var conditioning = Conditioning(pyramid: PyramidRequest(enlargement: factor))
    conditioning.exemplar = try photo.map { try ImageFile.read(URL(fileURLWithPath: $0)) }
    let frame = try await actor.render(
      RenderRequest(
        stamp: 0, conditioning: conditioning, latent: LatentState(source: .seed(seed))))
    let file = URL(fileURLWithPath: output)
    let format = ImageFormat(fileExtension: file.pathExtension) ?? .png
    try AtomicFile.write(try ImageFile.encode(frame.image, as: format), to: file)
    print("written: \(output), \(frame.image.size), \(String(format: "%.1f", frame.seconds)) s")
  }
}
