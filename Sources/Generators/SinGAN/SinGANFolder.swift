import Checkpoints
import Foundation
import Imaging
public import Tensors

/// A training's folder of the reference program, read as data: `Gs.pth`, `Zs.pth`, `reals.pth`,
/// `NoiseAmp.pth`, or folders `0`, `1`, … with `netG.pth` and `z_opt.pth`.
struct SinGANFolder {
  /// The folder.
  let place: URL
  /// What was read.
  private(set) var files: [URL] = []
  /// What was concluded, a sentence each.
  private(set) var notes: [String] = []
  private var generators: [[StoredTensor]] = []

  /// Name of the file that holds all generators.
  static let generatorsName = "Gs.pth"

  /// A folder.
  init(_ place: URL) { self.place = place }

  /// Reads everything.
  /// - Parameter known: `Gs.pth`, where it is read already.
  /// - Throws: `ImportError`, `CheckpointError`, `ModelError`.
  mutating func pyramid(knowing known: Checkpoint? = nil) throws -> SinGANPyramid {
    generators = try readGenerators(known)
    let channels = try generators.enumerated().map { index, tensors in
      guard let channels = SinGANGenerator.channels(of: tensors) else {
        throw fail("generator \(index) has no 3×3 blocks head, body.block1, …")
      }
      return channels
    }
    let pictures = try readPictures(atLeast: channels.count)
    let sizes = pictures.map { PixelSize(width: $0.shape[3], height: $0.shape[2]) }
    let factor = try factor(of: sizes)
    let noises = try readNoises(channels: channels, sizes: sizes)
    let amplitudes = try readAmplitudes(count: channels.count)
    let noisy = noises.indices.filter { noises[$0].absolute().maximum().item > 0 }
    var configuration = SinGANConfiguration(
      sizes: sizes, channels: channels,
      noiseAmplitudes: amplitudes ?? [Double](repeating: 1, count: channels.count),
      factor: factor, purpose: purpose(of: noises[0], border: channels[0].count + 1),
      noiseScales: noisy)
    do throws(ConfigurationError) {
      try configuration.validate()
    } catch {
      throw ImportError.contradictions([error.description])
    }
    let networks = try zip(channels, generators).map { channels, tensors in
      try SinGANGenerator.loaded(channels: channels, from: tensors, file: place.path)
    }
    if amplitudes == nil {
      configuration.noiseAmplitudes = try measuredAmplitudes(
        configuration, networks, noises, pictures)
    }
    note(configuration)
    return SinGANPyramid(
      configuration, generators: networks, noises: noises, pictures: pictures)
  }

  private func fail(_ reason: String, file: String? = nil) -> ImportError {
    .notAGenerator(
      file: file.map { place.appendingPathComponent($0).path } ?? place.path, reason: reason)
  }

  private mutating func note(_ configuration: SinGANConfiguration) {
    let count = configuration.channels.count
    notes.insert(
      "A SinGAN pyramid of \(count) scales, \(configuration.sizes[0]) to "
        + "\(configuration.outputSize), widths \(configuration.channels.map { $0[0] }).", at: 0)
    notes.append(
      "The true ratio of scales is \(configuration.factor), recovered from the sizes.")
    if count < configuration.sizes.count {
      notes.append(
        "Only \(count) of \(configuration.sizes.count) scales are trained: it makes pictures of "
          + "scale \(count - 1), \(configuration.outputSize).")
    }
    if configuration.purpose == .animation {
      notes.append("Its noise reaches into the border: it was trained for animation.")
    }
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: place.appendingPathComponent(name).path)
  }

  private mutating func read(_ name: String) throws -> Checkpoint {
    let file = place.appendingPathComponent(name)
    files.append(file)
    return try Checkpoint.read(file.path)
  }

  // MARK: Generators

  private mutating func readGenerators(_ known: Checkpoint?) throws -> [[StoredTensor]] {
    if exists(Self.generatorsName) {
      files.append(place.appendingPathComponent(Self.generatorsName))
      let checkpoint =
        try known ?? Checkpoint.read(place.appendingPathComponent(Self.generatorsName).path)
      guard let modules = checkpoint.value.elements, !modules.isEmpty else {
        throw fail("it is no list of generators", file: Self.generatorsName)
      }
      return try modules.enumerated().map { index, module in
        try checkClass(of: module, index)
        return checkpoint.tensors(under: "\(index)")
      }
    }
    var found: [[StoredTensor]] = []
    while exists("\(found.count)/netG.pth"), found.count < 64 {
      found.append(try read("\(found.count)/netG.pth").tensors)
    }
    guard !found.isEmpty else { throw fail("there is neither Gs.pth nor 0/netG.pth") }
    notes.append("The generators come from the folders 0…\(found.count - 1).")
    return found
  }

  /// The class alone is compared by name; what it would do is never run. The convolutions must be
  /// without padding, which no shape shows.
  private func checkClass(of module: CheckpointValue, _ index: Int) throws(ImportError) {
    guard case .object(let object) = module, object.name == "GeneratorConcatSkip2CleanAdd" else {
      throw fail("element \(index) is no generator of SinGAN", file: Self.generatorsName)
    }
    let conv = module["_modules"]?["head"]?["_modules"]?["conv"]
    let padding = conv?["padding"]?.elements?.compactMap(\.int) ?? [0, 0]
    let stride = conv?["stride"]?.elements?.compactMap(\.int) ?? [1, 1]
    guard padding == [0, 0], stride == [1, 1] else {
      throw fail(
        "the convolutions of generator \(index) have padding \(padding) and stride \(stride), "
          + "expected 0 and 1", file: Self.generatorsName)
    }
  }

  // MARK: Pictures, noises, amplitudes

  private mutating func readPictures(atLeast count: Int) throws -> [Tensor] {
    var pictures: [Tensor] = []
    if exists("reals.pth") {
      pictures = try tensors(in: try read("reals.pth"), "reals.pth")
    } else {
      while exists("\(pictures.count)/real_scale.png"), pictures.count < 64 {
        let file = place.appendingPathComponent("\(pictures.count)/real_scale.png")
        files.append(file)
        pictures.append(SinGANResize.tensor(of: try ImageFile.read(file)))
      }
      if !pictures.isEmpty { notes.append("The photo comes from the pictures real_scale.png.") }
    }
    guard pictures.count >= count else {
      throw fail(
        pictures.isEmpty
          ? "the photo is missing: put reals.pth, or 0/real_scale.png and so on, beside it"
          : "there are \(count) generators and only \(pictures.count) pictures")
    }
    return pictures
  }

  private func tensors(in checkpoint: Checkpoint, _ name: String) throws -> [Tensor] {
    guard let elements = checkpoint.value.elements else { throw fail("it is no list", file: name) }
    return try elements.enumerated().map { index, element in
      guard let stored = element.tensor, stored.shape.count == 4, stored.shape[0] == 1,
        stored.shape[1] == 3, stored.count > 0
      else { throw fail("element \(index) is no picture [1, 3, H, W]", file: name) }
      let tensor = Tensor(stored)
      guard tensor.isFinite else { throw fail("element \(index) holds NaN", file: name) }
      return tensor
    }
  }

  private func factor(of sizes: [PixelSize]) throws -> Double {
    guard let factor = SinGANSizes.factor(of: sizes) else {
      throw fail(
        "no ratio of scales gives the sizes \(sizes.map(\.description).joined(separator: ", "))")
    }
    return factor
  }

  private mutating func readNoises(
    channels: [[Int]], sizes: [PixelSize]
  ) throws -> [Tensor] {
    var noises: [Tensor] = []
    if exists("Zs.pth") {
      noises = try tensors(in: try read("Zs.pth"), "Zs.pth")
    } else {
      for index in channels.indices {
        let name = "\(index)/z_opt.pth"
        guard exists(name) else { throw fail("Zs.pth and \(name) are missing") }
        let checkpoint = try read(name)
        guard let stored = checkpoint.tensors.first, stored.shape.count == 4 else {
          throw fail("it holds no noise", file: name)
        }
        noises.append(Tensor(stored))
      }
    }
    guard noises.count >= channels.count else {
      throw fail("there are \(channels.count) generators and only \(noises.count) noises")
    }
    for (index, noise) in noises.prefix(channels.count).enumerated() {
      let border = 2 * (channels[index].count + 1)
      let wanted = [1, 3, sizes[index].height + border, sizes[index].width + border]
      guard noise.shape == wanted else {
        throw fail("the noise of scale \(index) has shape \(noise.shape), expected \(wanted)")
      }
    }
    return Array(noises.prefix(channels.count))
  }

  private mutating func readAmplitudes(count: Int) throws -> [Double]? {
    guard exists("NoiseAmp.pth") else { return nil }
    let checkpoint = try read("NoiseAmp.pth")
    let values = (checkpoint.value.elements ?? []).map { element in
      element.double ?? element.tensor.flatMap { $0.count == 1 ? $0.doubles().first : nil }
    }
    let numbers = values.prefix(count).compactMap { $0 }
    guard numbers.count == count else {
      throw fail("there are \(count) generators, but not as many numbers", file: "NoiseAmp.pth")
    }
    return numbers
  }

  /// The training's own rule: 1, then 0.1 times the distance of picture and reconstruction.
  private mutating func measuredAmplitudes(
    _ configuration: SinGANConfiguration, _ networks: [SinGANGenerator], _ noises: [Tensor],
    _ pictures: [Tensor]
  ) throws -> [Double] {
    notes.append("NoiseAmp.pth is missing: the amplitudes were measured again.")
    var known = configuration
    for scale in configuration.channels.indices.dropFirst() {
      let pyramid = SinGANPyramid(
        known, generators: networks, noises: noises, pictures: pictures)
      let size = configuration.sizes[scale]
      let below = try withoutGradients {
        try pyramid.enlarged(pyramid.reconstruction(upTo: scale - 1))
          .cut(height: size.height, width: size.width)
      }
      known.noiseAmplitudes[scale] = SinGANPyramid.amplitude(
        of: pictures[scale], above: below)
    }
    return known.noiseAmplitudes
  }

  private func purpose(of noise: Tensor, border: Int) -> SinGANSizes.Purpose {
    let all = noise.absolute().sum().item
    if all == 0 { return .upscale }
    let inner = noise.cut(border).absolute().sum().item
    return all - inner > 1e-6 * all ? .animation : .pictures
  }
}

extension SinGANPyramid {
  /// Factor of a scale's noise: 0.1 times the root mean square distance between the photo and what
  /// comes from below.
  public static func amplitude(
    of picture: Tensor, above below: Tensor, initial: Double = 0.1
  ) -> Double {
    initial * (picture - below).squared().mean().squareRoot().item
  }
}
