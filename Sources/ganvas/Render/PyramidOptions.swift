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
  }

  /// What the options come to for a model.
  /// - Throws: `SynthesisError` for a model that is no pyramid, errors of files.
  func request(for model: ModelDescription) throws -> PyramidRequest? {
    guard !isEmpty else { return nil }
    guard let pyramid = model.capabilities.pyramid else {
      throw SynthesisError(
        what: "\(model.name) makes pictures of one size from its own input",
        advice: "--size, --start-scale and --inject are for models learned from one photo.")
    }
    var request = PyramidRequest(size: size?.size, startScale: startScale ?? 0)
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
  }
}

/// A size as people type it: `400x250` or `400×250`.
struct PictureSize: ExpressibleByArgument {
  let size: PixelSize

  init?(argument: String) {
    let sides = argument.lowercased().split { $0 == "x" || $0 == "×" }.map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      (1...100_000).contains(width), (1...100_000).contains(height)
    else { return nil }
    size = PixelSize(width: width, height: height)
  }
}

extension PyramidRequest.Injection.Blending: ExpressibleByArgument {}
