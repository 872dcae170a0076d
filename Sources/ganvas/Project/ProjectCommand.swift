public import ArgumentParser
import Foundation
import Generators
import Imaging
import Synthesis
public import Training

/// `ganvas project`: a photo into the latent space of a model.
struct ProjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project",
    abstract: "Find the w with which a model makes a picture nearest to a photo.",
    discussion: """
      The reference's recipe: Adam over w (or a w of each layer) and noise maps, which are kept from \
      hiding the picture in them. The photo is cut to a square. The result is a projected_w.npz as \
      other tools read it. Compared are features of EfficientNet-Lite0 where --features or \
      Scripts/setup --training gives them, else pixels at low resolution; which, is said. Stopped \
      or killed, the same command goes on.

      Example:
        ganvas project me.jpg --model skies -o projected_w.npz --picture projected.png
        ganvas project me.jpg --model skies --space w+ --steps 500 -o me.npz
        ganvas render --model skies --latent me.npz -o again.png

      Exit codes: 0 written, 1 failed or stopped, 2 wrong usage.
      """)

  @Argument(help: "The photo: PNG, JPEG or WebP.", completion: .file())
  var photo: String

  @Option(help: "Name of a model with a w, or the path of a package.")
  var model: String

  @Option(help: "w, one for all layers, or w+, one for each: nearer to the photo.")
  var space = ProjectionRecipe.Space.w

  @Option(help: "Steps of the search.")
  var steps = 1000

  @Option(help: "Seed of the noise.")
  var seed: UInt64 = 303

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "Class by number, perhaps with a weight, of a conditional model.", valueName: "id[:weight]"))
  var classes: [String] = []

  @Option(
    help: "Weights of EfficientNet-Lite0 (or VGG19) that compare pictures.", completion: .file())
  var features: String?

  @Flag(help: "Compare pixels, whatever networks there are.")
  var pixels = false

  @Flag(help: ArgumentHelp("Print lines “progress 0.25” for another program.", visibility: .hidden))
  var progress = false

  @OptionGroup var processor: ThreadOptions

  @Option(help: "Write the picture of w and noise maps that were found: PNG, JPEG or WebP.")
  var picture: String?

  @Option(name: .shortAndLong, help: "The latent: .npz, .npy or .safetensors.")
  var output: String

  /// Steps between two savings.
  private static let pause = 25

  func validate() throws {
    guard (1...1_000_000).contains(steps) else {
      throw ValidationError("--steps is a number from 1 to 1000000")
    }
    guard features == nil || !pixels else {
      throw ValidationError("--features and --pixels say the opposite: give one of them")
    }
    try OutputPlace.check(URL(fileURLWithPath: output), for: OutputPlace.latents)
    if let picture {
      try OutputPlace.check(URL(fileURLWithPath: picture), for: OutputPlace.pictures)
    }
    _ = try weights()
  }

  func run() throws {
    let bytes = try ImageFile.bytes(of: URL(fileURLWithPath: photo))
    let whole = try ImageFile.decode(bytes, named: photo)
    let generator = try LoadedModel.generator(named: model, processor)
    guard let sampling = generator.sampling, sampling.hasStyles else {
      throw ValidationError("\(model) has no w: photos are projected into w")
    }
    let network = networkFile()
    let distance = ProjectionDistance(features: try network.map { try PerceptualNetwork.read($0) })
    var recipe = ProjectionRecipe()
    recipe.steps = steps
    recipe.space = space
    recipe.seed = seed
    let search = try Projection(
      whole.centredSquare(side: generator.description.capabilities.outputSize.width), in: sampling,
      classes: try weights(), recipe: recipe, distance: distance)
    let part = try ProjectionPart(
      beside: URL(fileURLWithPath: output),
      fingerprint: fingerprint(bytes, recipe, network))
    try OutputPlace.makeFolder(of: URL(fileURLWithPath: output))
    if try part.resume(search) { tell("goes on at step \(search.stepsDone) of \(steps)") }
    tell("compared by \(distance.words)" + (network.map { ": \($0)" } ?? ""))
    let last = try makeSteps(of: search, saving: part)
    try write(search)
    part.remove()
    print(
      "\(output): \(space.rawValue) after \(counted(steps, "step")), distance "
        + String(format: "%.4f", last) + " by \(distance.words)")
  }

  /// Makes the steps that are left.
  /// - Returns: The distance before the last one.
  private func makeSteps(of search: Projection, saving part: ProjectionPart) throws -> Double {
    let interrupt = Interrupt()
    let start = Date()
    let begun = search.stepsDone
    var distance = Double.nan
    while search.stepsDone < steps {
      distance = try search.step().distance
      let done = search.stepsDone
      if interrupt.happened {
        try part.save(search)
        ProgressLine.clear()
        tell("stopped at step \(done) of \(steps); the same command goes on from there")
        throw ExitCode.failure
      }
      if progress {
        let line = "progress \(Double(done) / Double(steps))\n"
        FileHandle.standardOutput.write(Data(line.utf8))
      }
      guard done.isMultiple(of: Self.pause) || done == steps else { continue }
      if done < steps { try part.save(search) }
      let seconds = Date().timeIntervalSince(start) / Double(done - begun) * Double(steps - done)
      let words =
        "step \(done) of \(steps) · distance \(String(format: "%.4f", distance)) · "
        + "\(RenderProgress.duration(seconds)) left"
      if ProgressLine.isWatched {
        ProgressLine.show(words)
      } else if done.isMultiple(of: 10 * Self.pause) {
        tell(words)
      }
    }
    if ProgressLine.isWatched { ProgressLine.clear() }
    return distance
  }

  private func write(_ search: Projection) throws {
    try LatentFile.write(search.latent, to: output)
    guard let picture else { return }
    let file = URL(fileURLWithPath: picture)
    try OutputPlace.makeFolder(of: file)
    let image = try search.picture()
    try AtomicFile.write(
      try ImageFile.encode(image, as: ImageFormat(fileExtension: file.pathExtension) ?? .png),
      to: file)
  }

  /// The weights that compare pictures: those that were named, else those that Scripts/setup fetched.
  private func networkFile() -> String? {
    if pixels { return nil }
    if let features { return features }
    let assets = ProgramPlaces().assets
    let fetched = assets?.deletingLastPathComponent()
      .appendingPathComponent("Runs/networks/efficientnet-lite0.pth").path
    return fetched.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
  }

  /// Class numbers with their weights.
  private func weights() throws -> [Int: Double] {
    var weights: [Int: Double] = [:]
    for text in classes {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard (1...2).contains(parts.count), let id = Int(parts[0]),
        let weight = parts.count == 2 ? Double(parts[1]) : 1, weight.isFinite
      else { throw ValidationError("--class is a number, perhaps with a weight, such as 3:0.5") }
      weights[id, default: 0] += weight
    }
    return weights
  }

  private func fingerprint(
    _ photo: [UInt8], _ recipe: ProjectionRecipe, _ network: String?
  ) throws -> RenderFingerprint {
    var fingerprint = RenderFingerprint()
    _ = try fingerprint.add(model: model, in: ProgramPlaces().library)
    fingerprint.add(photo)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    fingerprint.add(Array(try encoder.encode(recipe)))
    fingerprint.add(classes.joined(separator: " "))
    if let network { try fingerprint.add(file: URL(fileURLWithPath: network)) }
    return fingerprint
  }
}

extension ProjectionRecipe.Space: ExpressibleByArgument {}

extension RGBImage {
  /// The largest square in the middle, resized.
  fileprivate func centredSquare(side: Int) -> RGBImage {
    let edge = min(width, height)
    let place = PixelRect(
      x: (width - edge) / 2, y: (height - edge) / 2, width: edge, height: edge)
    return cropped(to: place).resized(to: PixelSize(width: side, height: side), by: .bicubic)
  }
}
