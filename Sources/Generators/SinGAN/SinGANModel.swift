public import Imaging
public import Synthesis
public import Tensors

/// A pyramid learned from one photo, as a loaded model.
public struct SinGANModel: Generator {
  /// Name of the family in `model.json`.
  public static let family = SinGANGenerator.family

  /// What it is and can be asked for.
  public let description: ModelDescription
  /// What it is built from.
  public let configuration: SinGANConfiguration
  /// The networks, pictures and noises.
  public private(set) var pyramid: SinGANPyramid
  /// The photo to paint on.
  let canvas: SinGANCanvas
  private var isPacked = false

  /// A model from a pyramid at hand, for imports, tests and trainers.
  public init(name: String, pyramid: SinGANPyramid) {
    self.pyramid = pyramid
    configuration = pyramid.configuration
    canvas = SinGANCanvas(photo: RGBImage(pyramid.pictures[configuration.sizes.count - 1]))
    var capabilities = configuration.capabilities
    capabilities.labels = canvas.capabilities
    capabilities.mainInput = .map
    description = ModelDescription(
      name: name, family: "SinGAN", capabilities: capabilities)
  }

  /// Loads a package.
  public init(
    package: ModelPackage, labelSet: LabelSet?, progress: ((Double) -> Void)?
  ) throws(ModelError) {
    let configuration = try package.configuration(as: SinGANConfiguration.self)
    let checkpoint = try package.weights()
    progress?(0.3)
    try checkpoint.requireOnly(["generator"])
    self.init(
      name: package.name,
      pyramid: try SinGANPyramid.loaded(
        configuration, from: checkpoint.tensors(under: "generator"), file: checkpoint.file,
        progress: progress.map { report in { report(0.3 + 0.7 * $0) } }))
  }

  /// What a package's model can be asked for; only the manifest is read, so that the photo's
  /// colours are not known yet.
  public static func capabilities(
    of package: ModelPackage, labelSet: LabelSet?
  ) throws(ModelError) -> Capabilities {
    try package.configuration(as: SinGANConfiguration.self).capabilities
  }

  /// Bytes of the weights, pictures and noises.
  public var byteCount: Int { pyramid.byteCount }

  /// Folds and packs the generators, once. All precisions are rendered in float32: between scales
  /// pictures go through 8 bits anyway.
  public mutating func prepare(for precision: Precision) throws(ModelError) {
    guard !isPacked, pyramid.generators[0].tail.weight.device == .cpu else { return }
    var packed = pyramid
    do {
      try packed.packForInference()
    } catch {
      throw .engine(error)
    }
    pyramid = packed
    isPacked = true
  }

  /// Moves the generators; pictures stay where the resizes between scales are computed.
  public mutating func move(to device: Device) throws(ModelError) {
    guard device != pyramid.generators[0].tail.weight.device, !isPacked else { return }
    for index in pyramid.generators.indices {
      try pyramid.generators[index].move(to: device)
    }
  }

  /// Noise has too many numbers to be written down.
  public func latent(of request: RenderRequest) throws(ModelError) -> LatentState.Source {
    throw .request(
      reason:
        "the noise of a pyramid has \(configuration.noiseCount) numbers and is kept as its seed",
      advice: "Write down the seed instead.")
  }

  /// Renders one picture.
  public func synthesize(
    _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    try synthesize(request, onPart: { _ in }, checkpoint: checkpoint)
  }

  /// Renders one picture; a live one is shown enlarged from a coarser scale first, which costs next
  /// to nothing as it lies on the way.
  public func synthesize(
    _ request: RenderRequest, onPart: (PicturePart) -> Void, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    let picture = try withoutGradients {
      try withoutActuallyEscaping(onPart) { show in
        try self.picture(
          request,
          preview: request.changed == nil
            ? nil
            : { coarse in
              let image = RGBImage(coarse)
              show(
                PicturePart(image: image, rect: PixelRect(image.size), quality: .near))
            }, checkpoint: checkpoint)
      }
    }
    guard picture.isFinite else {
      throw ModelError.nonFinite(
        place: "the pyramid", count: picture.floats().count { !$0.isFinite })
    }
    return RGBImage(picture)
  }
}

extension SinGANConfiguration {
  /// What a model can be asked for.
  var capabilities: Capabilities {
    Capabilities(
      mainInput: .seeds, latent: Capabilities.Latent(dimension: noiseCount, truncates: false),
      outputSize: outputSize,
      pyramid: Capabilities.Pyramid(
        sizes: Array(sizes.prefix(channels.count)), scaleCount: sizes.count, photo: sizes.last))
  }

  /// Numbers drawn for one sample.
  var noiseCount: Int {
    channels.indices.reduce(0) { sum, scale in
      sum
        + noiseShape(scale, channels: scale == 0 ? 1 : 3, padded: false).reduce(1, *)
    }
  }
}
