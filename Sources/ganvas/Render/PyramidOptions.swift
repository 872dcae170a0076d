public import ArgumentParser
import Foundation
import Imaging
public import Synthesis

/// What models learned from a single photo are asked for beyond a seed.
struct PyramidOptions: ParsableArguments {
  @Option(help: "Size of the picture, for instance 400x250 (models of one photo).")
  var size: PictureSize?

  @Option(help: "Scales below take no noise: the picture begins from the photo there.")
  var startScale: Int?

  @Option(
    name: .customLong("noise-box"),
    help: ArgumentHelp(
      "A box of the picture whose noise at one scale has a seed of its own, for instance "
        + "60x40+10+20:3:17; again: another.", valueName: "WxH+X+Y:SCALE:SEED"))
  var noiseBoxes: [NoiseBox] = []

  @Option(
    help: "A picture that enters the pyramid: a painting, a photo with something pasted in.",
    completion: .file())
  var inject: String?

  @Option(
    help: "White where the injected picture replaces the photo, black elsewhere.",
    completion: .file())
  var mask: String?

  @Option(
    help: "Scale at which the injected picture or the painted map enters; the middle one if absent."
  )
  var injectScale: Int?

  @Option(
    help:
      "How it is set into the photo: none, harmonize or edit; harmonize with a mask, edit for a map."
  )
  var blend: PyramidRequest.Injection.Blending?

  func validate() throws {
    if inject == nil, mask != nil {
      throw ValidationError("--mask needs --inject PICTURE")
    }
    if inject != nil, mask == nil, let blend, blend != .none {
      throw ValidationError("--blend \(blend.rawValue) needs --mask MASK")
    }
    if inject != nil, size != nil {
      throw ValidationError("--inject makes pictures of the photo's size: leave out --size")
    }
  }

  /// Whether anything was said.
  var isEmpty: Bool {
    size == nil && startScale == nil && inject == nil && injectScale == nil && blend == nil
      && noiseBoxes.isEmpty
  }

  /// What the options come to for a model.
  /// - Throws: `SynthesisError` for a model that is no pyramid, errors of files.
  func request(for model: ModelDescription) throws -> PyramidRequest? {
    guard !isEmpty else { return nil }
    guard let pyramid = model.capabilities.pyramid else {
      throw SynthesisError(
        what: "\(model.name) makes pictures of one size from its own input",
        advice: "--size, --start-scale, --noise-box and --inject are for models learned from one "
          + "photo.")
    }
    var request = PyramidRequest(size: size?.size, startScale: startScale ?? 0)
    request.regions = noiseBoxes.map(\.region)
    if let stray = noiseBoxes.first(where: { $0.region.scale >= pyramid.sizes.count }) {
      throw SynthesisError(
        what: "--noise-box \(stray): \(model.name) has the scales 0…\(pyramid.sizes.count - 1)",
        advice: "Choose one of these.")
    }
    request.painting = .init(scale: injectScale, blending: blend ?? .edit)
    if let inject {
      let picture = try ImageFile.read(URL(fileURLWithPath: inject))
      let cover = try mask.map { try ImageFile.read(URL(fileURLWithPath: $0)) }
      request.injection = .init(
        picture: picture, mask: cover, blending: blend ?? (cover == nil ? .none : .harmonize),
        scale: injectScale ?? max(1, pyramid.sizes.count / 2))
    }
    return request
  }

  /// The files that were named.
  var files: [URL] { [inject, mask].compactMap { $0 }.map { URL(fileURLWithPath: $0) } }

  /// Everything but the files' contents.
  var fingerprint: String {
    "\(size?.size.description ?? "") \(startScale ?? 0) \(inject ?? "") \(mask ?? "") "
      + "\(injectScale ?? 0) \(blend?.rawValue ?? "")"
      + noiseBoxes.map { " \($0)" }.joined()
  }
}

/// A size as people type it: `400x250` or `400×250`.
struct PictureSize: ExpressibleByArgument, CustomStringConvertible {
  let size: PixelSize

  var description: String { "\(size.width)x\(size.height)" }

  init(_ size: PixelSize) { self.size = size }

  init?(argument: String) {
    let sides = argument.lowercased().split { $0 == "x" || $0 == "×" }.map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      (1...100_000).contains(width), (1...100_000).contains(height)
    else { return nil }
    size = PixelSize(width: width, height: height)
  }
}

extension PyramidRequest.Injection.Blending: ExpressibleByArgument {}

/// A box of noise as people type it: `60x40+10+20:3:17`, a box of 60×40 at 10, 20 whose noise at
/// scale 3 has the seed 17.
struct NoiseBox: ExpressibleByArgument, CustomStringConvertible {
  let region: PyramidRequest.NoiseRegion

  var description: String {
    let rect = region.rect
    return "\(rect.width)x\(rect.height)+\(rect.x)+\(rect.y):\(region.scale):\(region.seed)"
  }

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let scale = Int(parts[1]), (0...63).contains(scale),
      let seed = UInt32(parts[2])
    else { return nil }
    let place = parts[0].split(separator: "+", omittingEmptySubsequences: false)
    guard place.count == 3, let size = PictureSize(argument: String(place[0]))?.size,
      let x = Int(place[1]), let y = Int(place[2]), (0...100_000).contains(x),
      (0...100_000).contains(y)
    else { return nil }
    region = PyramidRequest.NoiseRegion(
      rect: PixelRect(x: x, y: y, width: size.width, height: size.height), scale: scale, seed: seed)
  }
}
