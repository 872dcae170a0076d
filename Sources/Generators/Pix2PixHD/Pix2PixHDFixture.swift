import Checkpoints
import Imaging
import Layers
public import Tensors

/// What fixtures of NVIDIA/pix2pixHD expect of generator and encoder, computed the plain way.
public enum Pix2PixHDFixture: FixtureNetwork {
  /// `semantics`; `act.…`, `pre_tanh` and `image` (under `eval.` and `train.` with batch norm,
  /// under `encoded.` with features from the picture); `encoder.…`; `sampled.…` with features
  /// drawn from clusters; `edges` where there are no weights.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    try withoutGradients {
      guard let source = try fixture.source(for: Pix2PixHDImport.self) else {
        return fixture.inputs["label"] == nil ? ["edges": try edges(of: fixture)] : [:]
      }
      let weights = try Pix2PixHDImport(source)
      let configuration = weights.conclusion.configuration
      let networks = try weights.networks()
      let generator = networks.generator
      let semantics = try semantics(of: fixture, configuration)
      var outputs = ["semantics": semantics]
      if configuration.normalization == .batch {
        run(generator, semantics, mode: .evaluation, "eval.", into: &outputs)
        run(generator, semantics, mode: .currentStatistics, "train.", into: &outputs)
      } else if configuration.featureChannels > 0 {
        try runWithFeatures(
          networks, semantics, fixture, clusters: weights.clusters, into: &outputs)
      } else {
        run(generator, semantics, "", into: &outputs)
      }
      return outputs
    }
  }

  /// The generator's input before features.
  static func semantics(
    of fixture: ReferenceFixture, _ configuration: Pix2PixHDConfiguration
  ) throws -> Tensor {
    guard configuration.labelCount == 0 else {
      return try SPADEFixture.semantics(
        of: fixture, labelCount: configuration.labelCount, hasUnlabelledChannel: false,
        usesInstanceEdges: configuration.usesInstanceEdges)
    }
    let shape: [Int?] = [nil, configuration.inputChannels, nil, nil]
    guard let picture = try fixture.input("label", shape: shape) else {
      throw FixtureError("the input “label” is missing")
    }
    return picture
  }

  /// Borders between objects alone, `[N, 1, H, W]`.
  private static func edges(of fixture: ReferenceFixture) throws -> Tensor {
    let (values, shape) = try instances(of: fixture)
    let area = shape[2] * shape[3]
    var planes: [Float] = []
    for sample in 0..<shape[0] {
      let map = Raster(
        width: shape[3], height: shape[2],
        elements: Array(values[sample * area..<(sample + 1) * area]))
      planes += InstanceEdges.mask(of: map).elements.map { Float($0) }
    }
    return Tensor(planes, shape: shape)
  }

  private static func instances(
    of fixture: ReferenceFixture
  ) throws -> (values: [Int], shape: [Int]) {
    guard let found = try fixture.integers("instance", shape: [nil, 1, nil, nil]) else {
      throw FixtureError("the input “instance” is missing")
    }
    return found
  }

  /// The regions that have a style of their own: the objects, or everything of one label.
  private static func styledRegions(
    of fixture: ReferenceFixture, _ configuration: Pix2PixHDConfiguration
  ) throws -> (values: [Int], shape: [Int]) {
    guard configuration.sharesFeaturesByLabel == true else { return try instances(of: fixture) }
    guard let found = try fixture.integers("label", shape: [nil, 1, nil, nil]) else {
      throw FixtureError("the input “label” is missing")
    }
    return found
  }

  private static func run(
    _ generator: Pix2PixHDGenerator, _ input: Tensor, mode: Mode = .evaluation,
    _ prefix: String, into outputs: inout [String: Tensor]
  ) {
    let seen = Observations()
    outputs[prefix + "image"] = generator(input, mode: mode, observe: seen.note)
    // The reference's ReLUs in `model` are one object that stands in several places of the list:
    // a look at any of them sees what came out last.
    let network = generator.global
    let last = seen.tensors["model.\(network.headPadding - 1)"]
    let relus =
      (0...network.shape.downsamplings).map { 3 + 3 * $0 }
      + (0..<network.shape.downsamplings).map { network.firstDoubling + 2 + 3 * $0 }
    for place in relus { outputs["\(prefix)act.model.\(place)"] = last }
    for (name, tensor) in seen.tensors {
      outputs[prefix + (name == "pre_tanh" ? name : "act." + name)] = tensor
    }
  }

  private static func runWithFeatures(
    _ networks: Pix2PixHDNetworks, _ semantics: Tensor, _ fixture: ReferenceFixture,
    clusters: StyleClusters?, into outputs: inout [String: Tensor]
  ) throws {
    let generator = networks.generator
    let (values, shape) = try styledRegions(of: fixture, generator.configuration)
    let regions = InstanceRegions(Tensor(values.map(Int64.init), shape: shape))
    if let encoder = networks.encoder {
      let size: [Int?] = [shape[0], 3, shape[2], shape[3]]
      guard let picture = try fixture.input("image", shape: size) else {
        throw FixtureError("the input “image” is missing")
      }
      let raw = encoder.raw(picture)
      outputs["encoder.raw"] = raw
      let map = regions.averaged(raw)
      outputs["encoder.feature_map"] = map
      run(generator, Tensor.concatenated([semantics, map], axis: 1), "encoded.", into: &outputs)
    }
    guard let seed = try fixture.options.integer("numpy_seed"), let seed = UInt32(exactly: seed),
      let clusters
    else { return }
    let (styles, choice) = sampled(clusters, instances: Set(values).sorted(), seed: seed)
    guard shape[0] == 1, clusters.channels == generator.configuration.featureChannels else {
      throw FixtureError("clusters of \(clusters.channels) numbers for \(shape[0]) pictures")
    }
    outputs["sampled.cluster_choice"] = choice
    let map = regions.painted(styles)
    outputs["sampled.feature_map"] = map
    outputs["sampled.image"] = generator(Tensor.concatenated([semantics, map], axis: 1))
  }

  /// One of its class's styles for every object, drawn by NumPy's legacy generator in ascending
  /// order of the objects; zeros where the class has none.
  /// - Returns: Styles `[M, F]`, and the choice `[drawn, 3]`: instance, label, row.
  private static func sampled(
    _ clusters: StyleClusters, instances: [Int], seed: UInt32
  ) -> (styles: Tensor, choice: Tensor) {
    var random = NumPyRandom(seed: seed)
    var styles: [Float] = []
    var choice: [Int64] = []
    for instance in instances {
      let label = instance < 1000 ? instance : instance / 1000
      guard let own = clusters.classes[label] else {
        styles += [Float](repeating: 0, count: clusters.channels)
        continue
      }
      let row = random.nextInteger(below: own.count)
      styles += own[row].center
      choice += [Int64(instance), Int64(label), Int64(row)]
    }
    return (
      Tensor(styles, shape: [instances.count, clusters.channels]),
      Tensor(choice, shape: [choice.count / 3, 3])
    )
  }
}
