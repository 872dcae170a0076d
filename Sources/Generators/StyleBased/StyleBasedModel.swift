public import Imaging
import Layers
public import Layouts
public import Synthesis
public import Tensors

/// A style-based generator as a loaded model: latents, truncation, mixing, noise, classes.
public struct StyleBasedModel<Network: StyleBasedNetwork>: Generator {
  /// Name of the family in `model.json`.
  public static var family: String { Network.family }

  /// What it is and can be asked for.
  public let description: ModelDescription
  private var networks: PackedNetworks<Network>
  /// The network as it was loaded.
  var network: Network { networks.plain }

  /// A model from a network at hand, for imports, tests and trainers.
  public init(name: String, generator: Network) {
    networks = PackedNetworks(generator)
    description = ModelDescription(
      name: name, family: Network.familyName,
      capabilities: Self.capabilities(of: generator.configuration))
  }

  /// What a package's model can be asked for.
  public static func capabilities(
    of package: ModelPackage, labelSet: LabelSet?
  ) throws(ModelError) -> Capabilities {
    capabilities(of: try package.configuration(as: Network.Configuration.self))
  }

  private static func capabilities(of configuration: Network.Configuration) -> Capabilities {
    Capabilities(
      latent: Capabilities.Latent(
        dimension: configuration.latentDimension, layers: configuration.layerCount,
        styleDimension: configuration.styleDimension),
      classNames: configuration.classNames, outputSize: configuration.outputSize)
  }

  /// Loads a package.
  public init(
    package: ModelPackage, labelSet: LabelSet?, progress: ((Double) -> Void)?
  ) throws(ModelError) {
    let configuration = try package.configuration(as: Network.Configuration.self)
    let checkpoint = try package.weights()
    progress?(0.3)
    let prefix = GeneratorAlone<Network>.prefix
    try checkpoint.requireOnly([prefix])
    let tensors = checkpoint.tensors(under: prefix)
    // Memory for weights is only taken where the file makes it plausible.
    let stored = Double(tensors.reduce(0) { $0 + $1.count })
    guard configuration.parameterEstimate <= max(4 * stored, 1e8) else {
      throw .tooLarge(
        file: checkpoint.file,
        reason: "the configuration asks for some \(Int(configuration.parameterEstimate / 1e6)) "
          + "million numbers, the weights hold \(Int(stored / 1e6)) million")
    }
    let network = try Network.loaded(
      configuration, from: tensors, file: checkpoint.file,
      progress: progress.map { report in { report(0.3 + 0.7 * $0) } })
    self.init(name: package.name, generator: network)
  }

  /// Bytes of the weights, without packed copies.
  public var byteCount: Int { network.byteCount }

  /// Makes the network ready for a precision, once.
  public mutating func prepare(for precision: Precision) throws(ModelError) {
    try networks.prepare(for: precision)
  }

  /// Forgets packed copies.
  public mutating func discardPrepared() { networks.discardPacked() }

  /// Moves the generator.
  public mutating func move(to device: Device) throws(ModelError) {
    try networks.move(to: device)
  }

  /// Renders one picture.
  public func synthesize(
    _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    RGBImage(centred: try picture(request, checkpoint: checkpoint))
  }

  /// Renders one picture.
  /// - Returns: `[1, 3, H, W]`, about −1…1, float32.
  /// - Throws: `ModelError`, and what `checkpoint` throws.
  public func picture(
    _ request: RenderRequest, checkpoint: () throws -> Void = {}
  ) throws -> Tensor {
    try withoutGradients {
      try checkpoint()
      let styles = try styles(
        for: request.latent, classWeights: request.conditioning.classWeights)
      let source = networks[request.precision]
      let picture = try source.picture(
        styles: styles, noise: noise(request.latent.noise), type: request.precision.elementType,
        observe: nil, checkpoint: checkpoint
      ).moved(to: .cpu)
      guard picture.isFinite else { throw try nonFinite(picture, styles, request) }
      return picture
    }
  }

  /// One w per layer: sources mapped, mixed, truncated and moved along directions.
  /// - Returns: `[1, layerCount, styleDimension]`, float32.
  /// - Throws: `ModelError.request` for a latent or class that is not this model's.
  public func styles(
    for latent: LatentState, classWeights: [Int: Double] = [:]
  ) throws(ModelError) -> Tensor {
    let configuration = network.configuration
    let count = configuration.classNames.count
    let classes =
      count == 0
      ? nil : try ClassMixture.weights(classWeights, count: count).moved(to: networks.device)
    let codes = StyleCodes(
      latentDimension: configuration.latentDimension,
      styleDimension: configuration.styleDimension, layers: configuration.layerCount
    ) { [mapping = networks.any] z in
      mapping.style(Tensor(z, shape: [1, z.count]).moved(to: networks.device), classes: classes)
        .floats()
    }
    let styles = try codes.styles(of: latent).moved(to: networks.device)
    let truncated = StyleTruncation.applied(
      to: styles, average: network.averageStyle,
      psi: codes.psi(of: latent))
    let offset = try StyleDirections.offset(
      latent.directions, layers: configuration.layerCount, width: configuration.styleDimension)
    return offset.map { truncated + $0.moved(to: networks.device) } ?? truncated
  }

  /// One w per layer of a request, mapped, mixed, truncated and moved.
  public func latent(of request: RenderRequest) throws(ModelError) -> LatentState.Source {
    let styles = try styles(
      for: request.latent, classWeights: request.conditioning.classWeights)
    let width = network.configuration.styleDimension
    let values = styles.floats()
    return .wPlus(
      stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) })
  }

  private func noise(_ noise: LatentState.Noise) -> NoiseInputs {
    switch noise {
    case .fixed: .fixed
    case .off: .off
    case .seeded(let seed): .drawn(RandomGenerator(seed: UInt64(seed)))
    }
  }

  /// Finds the first block whose numbers are not finite.
  private func nonFinite(
    _ picture: Tensor, _ styles: Tensor, _ request: RenderRequest
  ) throws -> ModelError {
    var place: String?
    _ = try network.picture(
      styles: styles, noise: noise(request.latent.noise), type: request.precision.elementType,
      observe: { name, tensor in
        if place == nil, !tensor.isFinite { place = name }
      }, checkpoint: {})
    return .nonFinite(
      place: place ?? "the picture", count: picture.floats().count { !$0.isFinite })
  }

  /// What happens to the request's inputs that its maker may not expect.
  public func remarks(on request: RenderRequest) -> [String] {
    var remarks = description.capabilities.remarks(onMapOf: request.conditioning)
    let layers = network.configuration.layerCount
    if request.conditioning.exemplar != nil {
      remarks.append("This model takes no photo: it changes nothing.")
    }
    if network.configuration.classNames.isEmpty, !request.conditioning.classWeights.isEmpty {
      remarks.append("This model has no classes: they change nothing.")
    }
    if let cutoff = request.latent.truncationCutoff, cutoff > layers {
      remarks.append("This model has \(layers) layers: all of them are truncated.")
    }
    return remarks
  }
}

extension RGBImage {
  /// A picture as style-based generators make it: x · 127.5 + 128, cut to 0…255 and truncated, so
  /// that 0 is 128 (ReferenceSystems article).
  /// - Parameter tensor: `[1, 3, H, W]`, −1…1.
  public init(centred tensor: Tensor) {
    self.init(bytes: tensor.converted(to: .float32) * 127.5 + 128)
  }
}

extension StyleBasedModel {
  /// Measures phases of renderings in a precision it is prepared for.
  public func measurePhases(with clock: PhaseClock?, precision: Precision) {
    networks.measurePhases(with: clock, precision: precision)
  }
}
