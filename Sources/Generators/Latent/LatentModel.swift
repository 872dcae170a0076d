import Foundation
public import Imaging
import Layers
public import Layouts
public import Synthesis
public import Tensors

/// A network of z and classes as a loaded model: BigGAN, the self-supervised GAN.
public struct LatentModel<Network: LatentNetwork>: Generator {
  /// Name of the family in `model.json`.
  public static var family: String { Network.family }

  /// What it is and can be asked for.
  public let description: ModelDescription
  /// What the network is built from.
  public let configuration: Network.Configuration
  private var networks: PackedNetworks<Network>

  /// A model from a network at hand, for imports, tests and trainers. Its spectral norms are folded
  /// into the weights.
  /// - Parameter latentMatters: `false` for a model whose z has collapsed.
  public init(name: String, network: consuming Network, latentMatters: Bool = true) {
    configuration = network.configuration
    var folded = network
    folded.foldForInference()
    networks = PackedNetworks(folded)
    description = ModelDescription(
      name: name, family: Network.title,
      capabilities: configuration.capabilities(latentMatters: latentMatters))
  }

  /// Loads a package.
  public init(
    package: ModelPackage, labelSet: LabelSet?, progress: ((Double) -> Void)?
  ) throws(ModelError) {
    let configuration = try package.configuration(as: Network.Configuration.self)
    let checkpoint = try package.weights()
    progress?(0.3)
    try checkpoint.requireOnly(["generator"])
    let network = try Network.loaded(
      configuration, from: checkpoint.tensors(under: "generator"), file: checkpoint.file,
      progress: progress.map { report in { report(0.3 + 0.7 * $0) } })
    self.init(
      name: package.name, network: network,
      latentMatters: package.manifest.latent?.matters ?? true)
  }

  /// What a package's model can be asked for; only the manifest is read.
  public static func capabilities(
    of package: ModelPackage, labelSet: LabelSet?
  ) throws(ModelError) -> Capabilities {
    try package.configuration(as: Network.Configuration.self)
      .capabilities(latentMatters: package.manifest.latent?.matters ?? true)
  }

  /// The options of the reference program that give the package's model again.
  public static func referenceOptions(of package: ModelPackage) throws(ModelError) -> String {
    try package.configuration(as: Network.Configuration.self).referenceText
  }

  /// Bytes of the weights, without packed copies.
  public var byteCount: Int { networks.plain.byteCount }

  /// Packs weights for a precision, once.
  public mutating func prepare(for precision: Precision) throws(ModelError) {
    try networks.prepare(for: precision)
  }

  /// Forgets packed copies.
  public mutating func discardPrepared() { networks.discardPacked() }

  /// Moves the network.
  public mutating func move(to device: Device) throws(ModelError) {
    try networks.move(to: device)
  }

  /// Renders one picture.
  public func synthesize(
    _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    RGBImage(try picture(request, checkpoint: checkpoint))
  }

  /// Renders one picture.
  /// - Returns: `[1, 3, H, W]`, −1…1, float32.
  /// - Throws: `ModelError`, and what `checkpoint` throws.
  public func picture(
    _ request: RenderRequest, checkpoint: () throws -> Void = {}
  ) throws -> Tensor {
    let z = try code(of: request.latent)
    let weights = try classWeights(
      request.conditioning.classWeights, mixing: request.latent.mixing)
    return try pictures(
      Tensor(z, shape: [1, z.count]), weights: weights, statistics: request.statistics,
      precision: request.precision, checkpoint: checkpoint)
  }

  /// z of a latent state: mixed chunk by chunk where the network has chunks, then truncated.
  /// - Throws: `ModelError.request` for latents this model has not.
  public func code(of state: LatentState) throws(ModelError) -> [Float] {
    var z = try LatentVector.z(state.source, dimension: configuration.latentDimension)
    if let mixing = state.mixing, !mixing.layers.isEmpty, !configuration.chunks.isEmpty {
      let other = try LatentVector.z(mixing.source, dimension: configuration.latentDimension)
      for layer in mixing.layers {
        let chunk = try self.chunk(layer)
        z.replaceSubrange(chunk, with: other[chunk])
      }
    }
    return Truncation.truncated(z, psi: state.truncationPsi, by: state.truncationKind)
  }

  /// The numbers that a request's latent comes to: z, mixed and truncated.
  public func latent(of request: RenderRequest) throws(ModelError) -> LatentState.Source {
    .z(try code(of: request.latent))
  }

  /// Weights of the classes: the same for all blocks, or those of the mixing rule for some.
  /// - Returns: `[1, classes]` or `[1, blocks, classes]`; `nil` without classes.
  private func classWeights(
    _ wanted: [Int: Double], mixing: LatentState.Mixing?
  ) throws(ModelError) -> Tensor? {
    let count = configuration.classCount
    guard count > 0 else { return nil }
    let weights = try ClassMixture.weights(wanted, count: count)
    let blocks = configuration.chunks.count - 1
    guard let mixing, !mixing.classLayers.isEmpty, blocks > 0 else { return weights }
    let own = weights.floats()
    let others = try ClassMixture.weights(mixing.classWeights, count: count).floats()
    // The first chunk is the start's, which knows no class.
    var rows = [[Float]](repeating: own, count: blocks)
    for layer in mixing.classLayers {
      _ = try chunk(layer)
      if layer > 0 { rows[layer - 1] = others }
    }
    return Tensor(rows.flatMap { $0 }, shape: [1, blocks, count])
  }

  private func chunk(_ index: Int) throws(ModelError) -> Range<Int> {
    let chunks = configuration.chunks
    guard chunks.indices.contains(index) else {
      throw .request(
        reason: "mixing names chunk \(index), z of this model has the chunks 0…\(chunks.count - 1)",
        advice: "Choose among these.")
    }
    return chunks[index]
  }

  /// Makes several pictures at once.
  /// - Parameters:
  ///   - z: `[N, latentDimension]`.
  ///   - weights: A weight for each class, `[N, classes]`; `nil` without classes.
  /// - Returns: `[N, 3, H, W]`, −1…1, float32, on the CPU.
  /// - Throws: `ModelError.nonFinite`, and what `checkpoint` throws.
  public func pictures(
    _ z: Tensor, weights: Tensor?, statistics: NormalizationStatistics = .running,
    precision: Precision = .float32, checkpoint: () throws -> Void = {}
  ) throws -> Tensor {
    try withoutGradients {
      try checkpoint()
      let mode: Mode = statistics == .current ? .currentStatistics : .evaluation
      func run(
        _ network: Network, observe: ((String, Tensor) -> Void)? = nil
      ) throws -> Tensor {
        try network.pictures(
          z.moved(to: networks.device), weights: weights?.moved(to: networks.device), mode: mode,
          type: precision.elementType, observe: observe, checkpoint: checkpoint
        ).moved(to: .cpu)
      }
      let made = try run(networks[precision])
      if made.isFinite { return made }
      // The slow reference finds the place.
      var place: String?
      let plain = try run(networks.plain) { name, tensor in
        if place == nil, !tensor.isFinite { place = name }
      }
      if plain.isFinite { return plain }
      throw ModelError.nonFinite(
        place: place ?? "tanh", count: plain.floats().count { !$0.isFinite })
    }
  }

  /// What happens to the request's inputs that its maker may not expect.
  public func remarks(on request: RenderRequest) -> [String] {
    let capabilities = description.capabilities
    var remarks = capabilities.remarks(onMapOf: request.conditioning)
    if !request.conditioning.classWeights.isEmpty, capabilities.classNames.isEmpty {
      remarks.append("This model has no classes: they change nothing.")
    }
    if request.latent.mixing != nil, configuration.chunks.isEmpty {
      remarks.append("This model takes z whole: nothing is mixed.")
    }
    if let latent = capabilities.latent, !latent.matters {
      remarks.append("This model's z has collapsed: different codes give nearly one picture.")
    }
    if request.conditioning.exemplar != nil {
      remarks.append("This model has no style encoder: the photo changes nothing.")
    }
    return remarks
  }
}

extension LatentModel {
  /// Measures phases of renderings in a precision it is prepared for.
  public func measurePhases(with clock: PhaseClock?, precision: Precision) {
    networks.measurePhases(with: clock, precision: precision)
  }
}
