public import Imaging
import Layers
import Synchronization
public import Synthesis
public import Tensors

/// A SPADE generator, with its style encoder if it has one, as a loaded model (ReferenceSystems
/// article).
public struct SPADEModel: PartwiseGenerator {
  /// Name of the family in `model.json`.
  public static let family = "spade"
  /// Parts are the finished picture's.
  public static let partQuality = PicturePart.Quality.exact

  /// What it is and can be asked for.
  public let description: ModelDescription
  /// What the generator is built from.
  public let configuration: SPADEConfiguration
  /// What the label channels mean.
  public let labelSet: LabelSet
  var generator: SPADEGenerator
  var encoder: ConvEncoder?
  var plans: [Precision: PlannedGenerator] = [:]
  /// Where the networks are.
  var device = Device.cpu
  let photoCodes = PhotoCode()
  /// What seeds draw from; `nil` is the standard normal distribution, as in the reference.
  public var prior: LatentPrior?

  /// A model from networks at hand, for imports, tests and trainers.
  ///
  /// The generator is kept for inference only: its spectral norms are folded into the weights.
  /// - Parameters:
  ///   - name: Name of the model.
  ///   - latentMatters: `false` for a model whose z has collapsed.
  ///   - statistics: Those that give the better pictures; the studio begins with them.
  public init(
    name: String, generator: consuming SPADEGenerator, encoder: ConvEncoder? = nil,
    labelSet: LabelSet,
    latentMatters: Bool = true, statistics: NormalizationStatistics = .running
  ) {
    configuration = generator.configuration
    self.labelSet = labelSet
    self.generator = generator
    self.generator.foldForInference()
    self.encoder = encoder
    description = ModelDescription(
      name: name, family: configuration.usesVAE ? "SPADE-VAE" : "SPADE",
      capabilities: Self.capabilities(
        configuration, labelSet: labelSet, hasEncoder: encoder != nil,
        latentMatters: latentMatters, statistics: statistics))
  }

  /// What a SPADE of a configuration can be asked for.
  static func capabilities(
    _ configuration: SPADEConfiguration, labelSet: LabelSet, hasEncoder: Bool,
    latentMatters: Bool, statistics: NormalizationStatistics
  ) -> Capabilities {
    let latent =
      configuration.usesVAE
      ? Capabilities.Latent(dimension: configuration.latentDimension, matters: latentMatters)
      : nil
    return Capabilities(
      labels: Capabilities.Labels(
        labelSet: labelSet, usesInstances: configuration.usesInstanceEdges),
      latent: latent, styleFromImage: hasEncoder && configuration.usesVAE,
      hasRunningStatistics: configuration.normalization != .instance,
      preferredStatistics: configuration.normalization == .instance ? .running : statistics,
      rendersLocally: configuration.normalization != .instance,
      outputSize: configuration.outputSize)
  }

  /// Bytes of the weights, without packed copies.
  public var byteCount: Int { generator.byteCount + (encoder?.byteCount ?? 0) }

  /// Renders one picture: through the plan of a prepared precision, else plainly.
  /// - Parameter onPart: Gets a picture and where it is exact before the finished one, where that
  ///   comes much sooner; the tensor is overwritten afterwards.
  /// - Returns: `[1, 3, H, W]`, −1…1, float32.
  /// - Throws: `ModelError`, and what `checkpoint` throws.
  public func picture(
    _ request: RenderRequest, onPart: (Tensor, PixelRect) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> Tensor {
    let input = try SemanticInput(request.conditioning, for: configuration, labelSet: labelSet)
    return try withoutGradients {
      try checkpoint()
      let latent = try self.latent(for: request)
      guard let plan = plans[request.precision] else {
        return try plainPicture(input, latent, request, checkpoint: checkpoint)
      }
      // Without a hint of what changed nobody waits for the next stroke: be exact to the bit.
      let picture = try plan.render(
        input, for: configuration, latent: latent,
        noiseSeed: request.latent.noise.seed, statistics: request.statistics,
        isExact: request.precision == .float32 && request.changed == nil, focus: focus(of: request),
        onPart: { if $0.isFinite { onPart($0, $1) } }, checkpoint: checkpoint)
      guard picture.isFinite else {
        // The slow reference finds the place.
        return try plainPicture(input, latent, request, checkpoint: checkpoint)
      }
      return picture
    }
  }

  /// The part of the picture around a stroke; `nil` when nothing is known of one.
  private func focus(of request: RenderRequest) -> PixelRect? {
    guard let changed = request.changed, !changed.isEmpty,
      let map = request.conditioning.labels?.size, map.area > 0
    else { return nil }
    let size = configuration.outputSize
    let left = changed.x * size.width / map.width
    let top = changed.y * size.height / map.height
    // A stroke reaches a little beyond its own pixels: that shows its edge, too.
    return PixelRect(
      x: left, y: top, width: changed.maxX * size.width / map.width - left,
      height: changed.maxY * size.height / map.height - top
    ).insetBy(-8).intersection(PixelRect(size))
  }

  /// The slow reference; names the first block that makes numbers which are not finite.
  private func plainPicture(
    _ input: SemanticInput, _ latent: [Float]?, _ request: RenderRequest,
    checkpoint: () throws -> Void
  ) throws -> Tensor {
    func run(_ observe: ((String, Tensor) -> Void)?) throws -> Tensor {
      try generator(
        LabelPyramid(
          input, type: request.precision.elementType, size: configuration.outputSize,
          device: device),
        latent: latent.map { Tensor($0, shape: [1, $0.count]).moved(to: device) },
        noise: configuration.hasNoise ? PixelNoise(seed: request.latent.noise.seed) : nil,
        mode: request.statistics == .current ? .currentStatistics : .evaluation,
        type: request.precision.elementType, observe: observe, checkpoint: checkpoint)
    }
    let picture = try run(nil).moved(to: .cpu)
    if picture.isFinite { return picture }
    var place: String?
    _ = try run { name, tensor in
      if place == nil, !tensor.isFinite { place = name }
    }
    let count = picture.floats().count { !$0.isFinite }
    throw ModelError.nonFinite(place: place ?? "tanh", count: count)
  }

  /// z of a request, `latentDimension` numbers: the photo's mean code where a photo gives the style,
  /// else the latent source; scaled by ψ towards the mean code.
  private func latent(for request: RenderRequest) throws(ModelError) -> [Float]? {
    guard configuration.usesVAE else { return nil }
    let code: [Float]
    if let exemplar = request.conditioning.exemplar, let encoder {
      code = photoCodes.code(of: exemplar) {
        encoder(Tensor(picture: $0).moved(to: device)).mean.floats()
      }
    } else {
      code = try LatentVector.z(
        request.latent.source, dimension: configuration.latentDimension, prior: prior)
    }
    if let prior {
      return prior.truncated(
        code, psi: request.latent.truncationPsi, by: request.latent.truncationKind)
    }
    return Truncation.truncated(
      code, psi: request.latent.truncationPsi, by: request.latent.truncationKind)
  }

  /// z of a request: the photo's code where a photo gives the style.
  public func latent(of request: RenderRequest) throws(ModelError) -> LatentState.Source {
    guard let code = try latent(for: request) else {
      throw .request(reason: "this model has no latent", advice: "Choose another model.")
    }
    return .z(code)
  }

  /// What happens to the request's inputs that its maker may not expect.
  public func remarks(on request: RenderRequest) -> [String] {
    var remarks = description.capabilities.remarks(onMapOf: request.conditioning)
    if request.conditioning.exemplar != nil, !description.capabilities.styleFromImage {
      remarks.append("This model has no style encoder: the photo changes nothing.")
    }
    if !configuration.usesVAE, request.latent != LatentState() {
      remarks.append("No z in this model: the same map gives the same picture.")
    } else if let latent = description.capabilities.latent, !latent.matters {
      remarks.append("This model's z has collapsed: different codes give nearly one picture.")
    }
    if request.statistics == .current, configuration.normalization == .instance {
      remarks.append("This model always uses the picture's own statistics.")
    }
    return remarks
  }
}

/// The code of the last photo: a photo in use is encoded once, not for every picture.
final class PhotoCode: Sendable {
  private let last = Mutex<(photo: RGBImage, code: [Float])?>(nil)

  /// Forgets the last one.
  func forget() { last.withLock { $0 = nil } }

  func code(of photo: RGBImage, _ encode: (RGBImage) -> [Float]) -> [Float] {
    last.withLock { last in
      if let last, last.photo == photo { return last.code }
      let code = encode(photo)
      last = (photo, code)
      return code
    }
  }
}

extension LatentState.Noise {
  /// Seed of hashed noise per pixel; `nil` for none.
  var seed: UInt32? {
    switch self {
    case .fixed: 0
    case .seeded(let seed): seed
    case .off: nil
    }
  }
}

extension Precision {
  /// The tensors' element type.
  var elementType: Tensors.ElementType {
    switch self {
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}
