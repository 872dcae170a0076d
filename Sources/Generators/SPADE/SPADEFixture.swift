import Checkpoints
import Imaging
import Layers
public import Tensors

/// What fixtures of NVlabs/SPADE expect of generator and encoder, computed the plain way: one-hot
/// maps, stored spectral vectors, no packed weights, no tables.
public enum SPADEFixture: FixtureNetwork {
  /// Largest one-hot map that is made, in numbers.
  private static let semanticsLimit = 1 << 28

  /// `semantics`, every module's output by its name, `pre_tanh`, `image`; `layer1`…`layer6`, `mu`,
  /// `logvar`, `z`, `kld` and `kld_weighted` where there is an encoder.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    try withoutGradients {
      var outputs: [String: Tensor] = [:]
      if let weights = try fixture.weights("net_E") {
        try encode(fixture, weights, into: &outputs)
      }
      if let source = try fixture.source(for: SPADEImport.self) {
        try generate(fixture, SPADEImport(source), into: &outputs)
      }
      return outputs
    }
  }

  /// The one-hot map of a fixture, `[N, C, H, W]`: labels, unlabelled, edges between instances.
  ///
  /// Takes `label_raw` where it is given: 255 becomes the unlabelled class.
  /// - Throws: `FixtureError` for a missing map or labels without a channel.
  public static func semantics(
    of fixture: ReferenceFixture, labelCount: Int, hasUnlabelledChannel: Bool,
    usesInstanceEdges: Bool
  ) throws(FixtureError) -> Tensor {
    let isRaw = fixture.inputs["label_raw"] != nil
    let name = isRaw ? "label_raw" : "label"
    guard let labels = try fixture.integers(name, shape: [nil, 1, nil, nil]) else {
      throw FixtureError("the input “label” is missing")
    }
    let shape = labels.shape
    let area = shape[2] * shape[3]
    let classes = labelCount + (hasUnlabelledChannel ? 1 : 0)
    let channels = classes + (usesInstanceEdges ? 1 : 0)
    guard labels.values.count <= semanticsLimit / channels else {
      throw FixtureError("the map \(shape) with \(channels) channels is too large")
    }
    var planes = [Float](repeating: 0, count: labels.values.count * channels)
    for (place, value) in labels.values.enumerated() {
      let label = isRaw && hasUnlabelledChannel && value == 255 ? labelCount : value
      guard label >= 0, label < classes else {
        throw FixtureError("the label \(value) has no channel: there are \(classes)")
      }
      planes[(place / area * channels + label) * area + place % area] = 1
    }
    if usesInstanceEdges {
      let wanted: [Int?] = shape
      guard let instances = try fixture.integers("instance", shape: wanted) else {
        throw FixtureError("the input “instance” is missing")
      }
      for sample in 0..<shape[0] {
        let map = Raster(
          width: shape[3], height: shape[2],
          elements: Array(instances.values[sample * area..<(sample + 1) * area]))
        let start = (sample * channels + channels - 1) * area
        for (place, edge) in InstanceEdges.mask(of: map).elements.enumerated() {
          planes[start + place] = Float(edge)
        }
      }
    }
    return Tensor(planes, shape: [shape[0], channels, shape[2], shape[3]])
  }

  private static func encode(
    _ fixture: ReferenceFixture, _ weights: Checkpoint, into outputs: inout [String: Tensor]
  ) throws {
    guard let picture = try fixture.input("image", shape: [nil, 3, nil, nil]) else {
      throw FixtureError("the input “image” is missing")
    }
    let facts = try SPADEEncoderFacts(weights.tensors, file: weights.file)
    var configuration = SPADEConfiguration(labelCount: 1)
    configuration.encoderWidth = facts.width
    configuration.latentDimension = facts.latentDimension
    try configuration.validate()
    let encoder = try ConvEncoder.loaded(
      configuration, from: weights.tensors, file: weights.file)
    let seen = Observations()
    let (mean, logVariance) = encoder(picture, observe: seen.note)
    outputs.merge(seen.tensors) { _, new in new }
    outputs["mu"] = mean
    outputs["logvar"] = logVariance
    let divergence = ((logVariance + 1 - mean.squared() - logVariance.exponential()) * -0.5).sum()
    outputs["kld"] = divergence
    outputs["kld_weighted"] = divergence * (try fixture.options.number("lambda_kld") ?? 0.05)
    if let noise = try fixture.input("eps", shape: mean.shape) {
      outputs["z"] = ConvEncoder.sample(mean: mean, logVariance: logVariance, noise: noise)
    }
  }

  private static func generate(
    _ fixture: ReferenceFixture, _ weights: SPADEImport, into outputs: inout [String: Tensor]
  ) throws {
    let configuration = weights.conclusion.configuration
    let generator = try weights.networks().generator
    let semantics = try semantics(
      of: fixture, labelCount: configuration.labelCount,
      hasUnlabelledChannel: configuration.hasUnlabelledChannel,
      usesInstanceEdges: configuration.usesInstanceEdges)
    outputs["semantics"] = semantics
    var latent: Tensor?
    if configuration.usesVAE {
      let shape: [Int?] = [semantics.shape[0], configuration.latentDimension]
      latent = try fixture.input("z", shape: shape) ?? outputs["z"]
      guard latent?.shape == shape.compactMap({ $0 }) else {
        throw FixtureError("there is no z: neither an input nor encoded from “image” and “eps”")
      }
    }
    let seen = Observations()
    outputs["image"] = generator(
      SemanticPyramid(semantics), latent: latent, observe: seen.note)
    outputs.merge(seen.tensors) { _, new in new }
  }
}
