import Checkpoints
import Generators
import Imaging
import Layers
import Tensors

/// Replays the reference's whole training of two scales, one iteration each, on its own draws.
enum SinGANIterationFixture {
  /// How near each part must come.
  static func rule(for name: String) -> ComparisonRule {
    if name.hasPrefix("real.") { return .within(1e-6) }
    if name.hasSuffix("num_batches_tracked") { return SinGANTrainingFixture.counter }
    if name.contains(".after.") {
      if SinGANTrainingFixture.isNoise(name) {
        return .unspecified("no gradient in theory: Adam moves it by rounding noise")
      }
      if name.contains("running_") {
        return .unspecified("depends on how often the reference ran the network")
      }
      return .share(0.01, beyond: 2e-5, atMost: 2 * 5e-4 * 3)
    }
    if name.contains(".grad.") {
      return SinGANTrainingFixture.isNoise(name) ? .absolute(1e-4) : .relative(2e-3)
    }
    if name.hasSuffix(".prev") || name.hasSuffix(".z_prev") { return .levels }
    if name.hasSuffix("z_opt_padded") { return .within(1e-6) }
    return .within(1e-4)
  }

  static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    let reals = try pictures(of: fixture)
    guard reals.count == 2 else { return [:] }
    var outputs: [String: Tensor] = [:]
    for (index, real) in reals.enumerated() { outputs["real.\(index)"] = real }
    try coarsest(reals[0], fixture, &outputs)
    try second(reals, fixture, &outputs)
    return outputs
  }

  private static func pictures(of fixture: ReferenceFixture) throws -> [Tensor] {
    let options = fixture.options
    guard let photo = try fixture.input("image", shape: [1, 3, nil, nil]),
      let first = try options.number("scale1"),
      let last = try options.bounded("stop_scale", 1...8),
      let factor = try options.number("scale_factor")
    else { return [] }
    return SinGANPyramid.pictures(of: photo, photoFactor: first, factor: factor, last: last)
  }

  private static func input(_ name: String, _ fixture: ReferenceFixture) throws -> Tensor {
    guard let stored = fixture.inputs[name] else {
      throw FixtureError("the input “\(name)” is missing")
    }
    return Tensor(stored)
  }

  private static func expected(_ name: String, _ fixture: ReferenceFixture) throws -> Tensor {
    guard let stored = fixture.expected[name] else {
      throw FixtureError("the expected tensor “\(name)” is missing")
    }
    return Tensor(stored)
  }

  private static func padded(_ noise: Tensor, _ border: Int) -> Tensor {
    noise.expanded([1, 3, noise.shape[2], noise.shape[3]]).zeroPadded(border)
  }

  private static func coarsest(
    _ real: Tensor, _ fixture: ReferenceFixture, _ outputs: inout [String: Tensor]
  ) throws {
    let generator = try SinGANTrainingFixture.generator("start/netG.pth", fixture)
    let border = generator.border
    let origin = padded(try input("scale0.it0.z_opt", fixture), border)
    let nothing = origin * 0
    let alphas = try (0..<3).map { try input("scale0.it0.D\($0).alpha", fixture) }
    let draws = SinGANDraws(
      real: real, noise: padded(try input("scale0.it0.noise", fixture), border), origin: origin,
      reconstructionBelow: nothing, below: { _ in nothing }, alpha: { alphas[$0] })
    outputs["scale0.z_opt_padded"] = origin
    outputs["scale0.noise_amp"] = Tensor.scalar(1)
    try replay(
      0, generator, try SinGANTrainingFixture.discriminator("start/netD.pth", fixture), 1, draws,
      &outputs)
  }

  private static func second(
    _ reals: [Tensor], _ fixture: ReferenceFixture, _ outputs: inout [String: Tensor]
  ) throws {
    let below = try SinGANTrainingFixture.generator("0/netG.pth", fixture)
    let border = below.border
    let sizes = reals.map { PixelSize(width: $0.shape[3], height: $0.shape[2]) }
    let pyramid = SinGANPyramid(
      SinGANConfiguration(
        sizes: sizes, channels: [below.trunkChannels], noiseAmplitudes: [1],
        factor: try fixture.options.number("scale_factor") ?? 0.75),
      generators: [below], noises: [try expected("scale0.z_opt_padded", fixture)],
      pictures: reals)
    let drawn = try (0..<3).map { try input("scale1.it0.D\($0).chain_noise.0", fixture) }
    func enlarged(_ picture: Tensor) -> Tensor {
      pyramid.enlarged(picture).cut(height: sizes[1].height, width: sizes[1].width)
    }
    try withoutGradients {
      outputs["scale1.z_prev"] = enlarged(try pyramid.reconstruction())
      for (step, noise) in drawn.enumerated() {
        outputs["scale1.it0.D\(step).prev"] = enlarged(
          try pyramid.sample(noise: { _, _ in noise }))
      }
    }
    // From here on by the stored pictures: the 8 bits between scales would show.
    let remade = try expected("scale1.z_prev", fixture)
    let pictures = try (0..<3).map {
      try expected("scale1.it0.D\($0).prev", fixture).zeroPadded(border)
    }
    let amplitude = SinGANPyramid.amplitude(of: reals[1], above: remade)
    outputs["scale1.noise_amp"] = Tensor.scalar(amplitude)
    let noise = padded(try input("scale1.it0.noise", fixture), border)
    let alphas = try (0..<3).map { try input("scale1.it0.D\($0).alpha", fixture) }
    outputs["scale1.z_opt_padded"] = noise * 0
    let draws = SinGANDraws(
      real: reals[1], noise: noise, origin: noise * 0,
      reconstructionBelow: remade.zeroPadded(border), below: { pictures[$0] },
      alpha: { alphas[$0] })
    let kept = outputs
    try replay(
      1, below, try SinGANTrainingFixture.discriminator("0/netD.pth", fixture), amplitude, draws,
      &outputs)
    outputs.merge(kept) { _, computed in computed }
  }

  private static func replay(
    _ scale: Int, _ generator: SinGANGenerator, _ discriminator: SinGANDiscriminator,
    _ amplitude: Double, _ draws: SinGANDraws, _ outputs: inout [String: Tensor]
  ) throws {
    let trainer = try SinGANScaleTrainer(
      generator: generator.duplicated(), discriminator: discriminator, amplitude: amplitude,
      recipe: .reference)
    var seen: [String: Tensor] = [:]
    try trainer.iterate(draws) { name, tensor in seen["scale\(scale).it0.\(name)"] = tensor }
    outputs.merge(seen) { _, new in new }
    for entry in trainer.generator.parameters() {
      outputs["scale\(scale).after.G.\(entry.name)"] = entry.tensor.detached()
    }
    for entry in trainer.discriminator.parameters() {
      outputs["scale\(scale).after.D.\(entry.name)"] = entry.tensor.detached()
    }
  }
}

extension SinGANGenerator {
  /// Widths behind the blocks.
  var trunkChannels: [Int] {
    [trunk.head.conv.weight.shape[0]] + trunk.body.map { $0.conv.weight.shape[0] }
  }

  /// A copy that shares nothing.
  func duplicated() -> SinGANGenerator {
    let copy = SinGANGenerator(channels: trunkChannels, using: nil)
    withoutGradients {
      for (to, from) in zip(copy.parameters(), parameters()) {
        to.tensor.assign(from.tensor.detached())
      }
    }
    return copy
  }
}
