import Foundation
public import Generators
import Layers
public import Tensors

/// What fixtures of NVIDIA/vid2vid expect of discriminators and losses.
public enum Vid2VidLossFixture: FixtureNetwork {
  /// `D_T0.input`, `train.D.result0.layer2`; `loss.…`, `grad.…`, `D.grad.…`, `variant.…`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    switch try fixture.options.text("kind") {
    case "discriminators": try withoutGradients { try judged(Inputs(fixture)) }
    case "losses": try withGradients { try losses(Inputs(fixture)) }
    default: [:]
    }
  }

  /// Gradients are compared by their own size; biases before a norm have none.
  public static func rule(for name: String, in fixture: ReferenceFixture) -> ComparisonRule {
    guard name.contains("grad.") else { return .standard }
    let isBias = name.hasSuffix(".0.bias") && !name.contains("_layer0.")
    let isLast = fixture.expected[name.replacingOccurrences(of: ".0.bias", with: ".1.bias")] == nil
    return isBias && !isLast ? .absolute(1e-5) : .relative(1e-3)
  }

  /// What both kinds of fixtures hold.
  private struct Inputs {
    let fixture: ReferenceFixture
    let discriminators: [(name: String, network: Vid2VidDiscriminator)]
    /// One-hot map of the last frame with borders.
    let semantics: Tensor
    let real: [Tensor]
    /// Flow from each frame to the one before.
    let flows: [Tensor]
    let far: [Tensor]
    let last: Int

    init(_ fixture: ReferenceFixture) throws {
      self.fixture = fixture
      let options = fixture.options
      guard let pictures = try fixture.input("real", shape: [1, nil, 3, nil, nil]) else {
        throw FixtureError("the input “real” is missing")
      }
      let shape = pictures.shape
      last = shape[1] - 1
      func frames(_ name: String, _ channels: Int, _ count: Int?) throws -> [Tensor] {
        guard let all = try fixture.input(name, shape: [1, count, channels, shape[3], shape[4]])
        else { throw FixtureError("the input “\(name)” is missing") }
        return (0..<all.shape[1]).map {
          all.sliced(axis: 1, from: $0, to: $0 + 1).reshaped([1, channels, shape[3], shape[4]])
        }
      }
      real = try frames("real", 3, shape[1])
      flows = try frames(fixture.inputs["flow_ref"] == nil ? "flow" : "flow_ref", 2, shape[1])
      far = try frames("flow_far.1", 2, nil)
      semantics = try Self.semantics(
        fixture, labels: try options.bounded("label_nc", 1...4096) ?? 35)
      discriminators = try ["D", "D_T0", "D_T1"].map { name in
        guard let weights = try fixture.weights("net_" + name) else {
          throw FixtureError("the weights “net_\(name)” are missing")
        }
        let stored = StoredNetwork(tensors: weights.tensors, file: weights.file)
        var network = Vid2VidDiscriminator(
          try .init(weights: stored), initialization: .unfilled, using: RandomGenerator(seed: 0))
        try load(into: &network, from: weights.tensors, file: weights.file)
        return (name, network)
      }
    }

    /// What a discriminator sees of pictures, the oldest first.
    func input(_ index: Int, _ pictures: [Tensor]) -> Tensor {
      switch index {
      case 0: Tensor.concatenated([semantics, pictures[last]], axis: 1)
      case 1:
        Vid2VidDiscriminator.motionInput(
          pictures: Array(pictures[(last - 2)...last]), flows: Array(flows[(last - 1)...last]))
      default:
        Vid2VidDiscriminator.motionInput(
          pictures: [pictures[last - 6], pictures[last - 3], pictures[last]], flows: far)
      }
    }

    private static func semantics(_ fixture: ReferenceFixture, labels: Int) throws -> Tensor {
      let maps = try Vid2VidFixture.maps(
        of: fixture, labelCount: labels,
        usesInstanceEdges: try fixture.options.flag("use_instance") ?? false)
      guard let newest = maps.last else { throw FixtureError("the input “A” is empty") }
      return newest
    }
  }

  private static func judged(_ inputs: Inputs) throws -> [String: Tensor] {
    guard inputs.last >= 6 else { throw FixtureError("fewer than seven frames") }
    var outputs: [String: Tensor] = [:]
    for (index, (name, network)) in inputs.discriminators.enumerated() {
      let seen = inputs.input(index, inputs.real)
      outputs["\(name).input"] = seen
      for (mode, statistics) in [("train", Mode.training), ("eval", .evaluation)] {
        for (scale, layers) in network(seen, mode: statistics).enumerated() {
          for (layer, result) in layers.enumerated() {
            outputs["\(mode).\(name).result\(scale).layer\(layer)"] = result
          }
        }
      }
    }
    return outputs
  }

  // MARK: Losses

  private static func losses(_ inputs: Inputs) throws -> [String: Tensor] {
    let fixture = inputs.fixture
    let options = fixture.options
    guard inputs.last >= 6 else { throw FixtureError("fewer than seven frames") }
    let size = inputs.real[0].shape
    func leaf(_ name: String, _ channels: Int) throws -> Tensor {
      guard let tensor = try fixture.input(name, shape: [1, channels, size[2], size[3]]) else {
        throw FixtureError("the input “\(name)” is missing")
      }
      return tensor.requiringGradient()
    }
    guard let made = try fixture.input("fake", shape: [1, inputs.last + 1, 3, size[2], size[3]]),
      let confidence = try fixture.input("conf_ref", shape: [1, 1, size[2], size[3]])
    else { throw FixtureError("the inputs “fake” and “conf_ref” are missing") }
    var fakes = (0...inputs.last).map {
      made.sliced(axis: 1, from: $0, to: $0 + 1).reshaped(size)
    }
    let fake = fakes[inputs.last].requiringGradient()
    fakes[inputs.last] = fake
    let raw = try leaf("fake_raw", 3)
    let flow = try leaf("flow", 2)
    let weight = try leaf("weight", 1)
    let leaves = [("fake_B", fake), ("fake_B_raw", raw), ("flow", flow), ("weight", weight)]

    var weights = Vid2VidLosses()
    weights.featureWeight = try options.number("lambda_feat") ?? 10
    weights.flowWeight = try options.number("lambda_F") ?? 10
    weights.warpWeight = try options.number("lambda_T") ?? 10
    weights.discriminatorLayers = inputs.discriminators[0].network.configuration.layers
    let scales = try options.bounded("n_scales_spatial", 1...8) ?? 1
    let beginsFromNothing = try options.flag("no_first_img") ?? false

    var outputs: [String: Tensor] = [:]
    var generator: [String: Tensor] = [:]
    for (index, (name, network)) in inputs.discriminators.enumerated() {
      let learning = try network.learning(on: .cpu)
      let real = learning(inputs.input(index, inputs.real), mode: .currentStatistics)
      let versions = index == 0 ? [fakes, fakes.dropLast() + [raw]] : [fakes]
      var sums: [String: Tensor] = [:]
      func add(_ name: String, _ loss: Tensor) {
        sums[name] = sums[name].map { $0 + loss } ?? loss
      }
      for version in versions {
        let seen = inputs.input(index, version)
        let constant = learning(seen.detached(), mode: .currentStatistics)
        let judged = learning(seen, mode: .currentStatistics)
        let own = weights.discriminator(real: real, fake: constant)
        add("D_real", own.real)
        add("D_fake", own.fake)
        add("G_GAN", weights.adversarial(fake: judged))
        add("G_GAN_Feat", weights.features(fake: judged, real: real))
      }
      // The losses of motion are called `G_T_GAN0`, `D_T_real1`.
      func title(_ key: String) -> String {
        index == 0 ? key : "\(key.prefix(2))T_\(key.dropFirst(2))\(index - 1)"
      }
      for (key, loss) in sums {
        outputs["loss." + title(key)] = loss
        if key.hasPrefix("G_") { generator[title(key)] = loss }
      }
      if let onReal = sums["D_real"], let onFake = sums["D_fake"] {
        let total = (onReal + onFake) * 0.5
        outputs["loss.total_\(name)"] = total
        let learned = learning.parameters().filter { $0.kind == .learned }
        let found = try gradients(
          of: [total], withRespectTo: learned.map(\.tensor), keepsGraph: true)
        for (entry, gradient) in zip(learned, found) {
          outputs["\(name).grad.\(entry.name)"] = gradient ?? entry.tensor.detached() * 0
        }
      }
    }
    let file = fixture.folder.appendingPathComponent("vgg19.pth").path
    if FileManager.default.fileExists(atPath: file) {
      let perception = try PerceptualNetwork.read(file)
      let real = inputs.real[inputs.last]
      generator["G_VGG"] =
        (perception(fake: fake, real: real) + perception(fake: raw, real: real))
        * weights.featureWeight
    }
    let reference = inputs.flows[inputs.last]
    generator["G_Warp"] = weights.resultWarp(
      fake, before: fakes[inputs.last - 1], reference: reference, confidence: confidence)
    generator["F_Flow"] = weights.flow(
      flow, reference: reference, confidence: confidence, scales: scales)
    generator["F_Warp"] = weights.realWarp(
      flow, before: inputs.real[inputs.last - 1], real: inputs.real[inputs.last],
      confidence: confidence)
    let share = weights.weight(weight, confidence: confidence)
    generator["W"] = beginsFromNothing ? share : share * 0
    outputs["variant.other_no_first_img.W"] = beginsFromNothing ? share * 0 : share
    for count in 2...3 {
      outputs["variant.scales\(count).F_Flow"] = weights.flow(
        flow, reference: reference, confidence: confidence, scales: count)
    }
    let total = generator.values.reduce(Tensor.scalar(0)) { $0 + $1 }
    generator["total_G"] = total
    for (name, loss) in generator {
      outputs["loss." + name] = loss
      let found = try gradients(of: [loss], withRespectTo: leaves.map(\.1), keepsGraph: true)
      for ((leaf, _), gradient) in zip(leaves, found) {
        outputs["grad.\(name).\(leaf)"] = gradient
      }
    }
    return outputs.mapValues { $0.detached() }
  }
}
