import Checkpoints
import Foundation
public import Generators
import Imaging
import Layers
public import Tensors

/// What fixtures of SinGAN expect of the discriminator, the losses and whole iterations.
public enum SinGANTrainingFixture: FixtureNetwork {
  /// `D.scale0.real`; `D.grad.…`, `G.grad.…`; `scale0.it0.D0.grad.…`, `scale0.after.G.…`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    switch try fixture.options.text("kind") {
    case "losses": return try losses(fixture)
    case "iteration": return try SinGANIterationFixture.outputs(of: fixture)
    default: return try scores(fixture)
    }
  }

  /// Gradients of biases before a norm are noise; what depends on how often a network was run is
  /// not compared.
  public static func rule(for name: String, in fixture: ReferenceFixture) -> ComparisonRule {
    let isIteration = (try? fixture.options.text("kind")) == "iteration"
    if name.contains("amplitude") || name.contains("noise_amp") { return .within(1e-6) }
    if name.hasPrefix("D.scale") { return .within(1e-4) }
    if isIteration { return SinGANIterationFixture.rule(for: name) }
    if isNoise(name), name.contains(".grad") { return .absolute(1e-4) }
    if name.contains("grad") { return .relative(5e-4) }
    if name.contains(".after.") {
      return name.hasSuffix("num_batches_tracked") ? counter : .within(1e-5)
    }
    return .within(1e-4)
  }

  /// What counts how often a network was run.
  static let counter = ComparisonRule.unspecified("a counter nobody reads")

  /// Whether a tensor has no gradient in theory: a norm takes a bias away again, real and fake
  /// cancel in the last one of the discriminator.
  static func isNoise(_ name: String) -> Bool {
    name.hasSuffix("conv.bias") || name.hasSuffix(".tail.bias")
  }

  static func discriminator(_ path: String, _ fixture: ReferenceFixture) throws
    -> SinGANDiscriminator
  {
    let file = fixture.folder.appendingPathComponent(path).path
    return try .loaded(from: Checkpoint.read(file).tensors, file: file)
  }

  static func generator(_ path: String, _ fixture: ReferenceFixture) throws -> SinGANGenerator {
    let file = fixture.folder.appendingPathComponent(path).path
    let tensors = try Checkpoint.read(file).tensors
    guard let channels = SinGANGenerator.channels(of: tensors) else {
      throw FixtureError("\(file) holds no generator")
    }
    return try .loaded(channels: channels, from: tensors, file: file)
  }

  private static func scores(_ fixture: ReferenceFixture) throws -> [String: Tensor] {
    var outputs: [String: Tensor] = [:]
    for expected in fixture.expected.tensors where expected.name.hasPrefix("D.scale") {
      guard let scale = Int(expected.name.dropFirst("D.scale".count).prefix { $0.isNumber }),
        let real = fixture.expected["real.\(scale)"]
      else { continue }
      let network = try discriminator("\(scale)/netD.pth", fixture)
      outputs[expected.name] = withoutGradients { network(Tensor(real), mode: .evaluation) }
    }
    return outputs
  }

  // MARK: Losses

  private static func losses(_ fixture: ReferenceFixture) throws -> [String: Tensor] {
    var outputs = try judged(fixture)
    outputs.merge(try made(fixture)) { first, _ in first }
    for index in 0..<2 {
      guard
        let real = try fixture.input("amplitude.\(index).real", shape: [1, 3, nil, nil]),
        let below = try fixture.input("amplitude.\(index).upsampled", shape: [1, 3, nil, nil])
      else { continue }
      outputs["amplitude.\(index)"] = Tensor.scalar(
        SinGANPyramid.amplitude(of: real, above: below))
    }
    return outputs
  }

  private static func needed(
    _ name: String, _ fixture: ReferenceFixture, _ shape: [Int?] = [1, 3, nil, nil]
  ) throws -> Tensor {
    guard let tensor = try fixture.input(name, shape: shape) else {
      throw FixtureError("the input “\(name)” is missing")
    }
    return tensor
  }

  private static func judged(_ fixture: ReferenceFixture) throws -> [String: Tensor] {
    let network = try discriminator("netD.pth", fixture).learning(on: .cpu)
    let real = try needed("D.real", fixture)
    let fake = try needed("D.fake", fixture)
    let alpha = try needed("D.alpha", fixture, [1])
    let weight = try fixture.options.number("lambda_grad") ?? 0.1
    return try withGradients {
      let onReal = network(real, mode: .training)
      let onFake = network(fake, mode: .training)
      let penalty = try SinGANLosses.penalty(
        network, real: real, fake: fake, alpha: alpha, weight: weight)
      let total = onFake.mean() - onReal.mean() + penalty.value
      var outputs: [String: Tensor] = [
        "D.map_real": onReal, "D.map_fake": onFake, "D.map_mix": penalty.scores,
        "D.mean_real": onReal.mean(), "D.mean_fake": onFake.mean(), "D.mix": penalty.mix,
        "D.mix_gradient": penalty.slope, "D.penalty": penalty.value, "D.total": total,
      ]
      try add(gradientsOf: total, to: network, "D.grad", &outputs)
      try add(gradientsOf: penalty.value, to: network, "D.grad_penalty_only", &outputs)
      for entry in network.parameters() where entry.kind == .buffer {
        outputs["D.after.\(entry.name)"] = entry.tensor
      }
      return outputs.mapValues { $0.detached() }
    }
  }

  private static func made(_ fixture: ReferenceFixture) throws -> [String: Tensor] {
    let network = try generator("netG.pth", fixture).learning(on: .cpu)
    let judge = try discriminator("netD.pth", fixture)
    let real = try needed("D.real", fixture)
    let weight = try fixture.options.number("alpha") ?? 10
    return try withGradients {
      let fake = network(
        try needed("G.z_in", fixture), previous: try needed("G.prev", fixture), mode: .training)
      let scores = judge(fake, mode: .currentStatistics)
      let remade = network(
        try needed("G.rec_z_in", fixture), previous: try needed("G.rec_prev", fixture),
        mode: .training)
      let adversarial = -scores.mean()
      let reconstruction = SinGANLosses.reconstruction(remade, real, weight: weight)
      let total = adversarial + reconstruction
      var outputs: [String: Tensor] = [
        "G.fake": fake, "G.map_fake": scores, "G.rec": remade, "G.adversarial": adversarial,
        "G.reconstruction": reconstruction, "G.total": total,
      ]
      try add(gradientsOf: total, to: network, "G.grad", &outputs)
      try add(gradientsOf: adversarial, to: network, "G.grad_adversarial", &outputs)
      for entry in network.parameters() where entry.kind == .buffer {
        outputs["G.after.\(entry.name)"] = entry.tensor
      }
      return outputs.mapValues { $0.detached() }
    }
  }

  private static func add(
    gradientsOf loss: Tensor, to network: some Parameterized, _ prefix: String,
    _ outputs: inout [String: Tensor]
  ) throws {
    let learned = network.parameters().filter { $0.kind == .learned }
    let found = try gradients(
      of: [loss], withRespectTo: learned.map(\.tensor), keepsGraph: true)
    for (entry, gradient) in zip(learned, found) {
      outputs["\(prefix).\(entry.name)"] = gradient ?? entry.tensor.detached() * 0
    }
  }
}
