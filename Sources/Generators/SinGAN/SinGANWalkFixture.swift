import Checkpoints
import Imaging
public import Tensors

/// What fixtures expect of animations.
public enum SinGANWalkFixture: FixtureNetwork {
  /// `RUN.z.0`, `RUN.scale0.frame4.out`, `RUN.frames`, `RUN.frames_bytes`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard try fixture.options.text("kind") == "walk",
      let runs = try fixture.options.section("runs")
    else { return [:] }
    return try withoutGradients {
      let pyramid = try SinGANFixture.pyramid(of: fixture)
      var outputs = try SinGANFixture.pictures(of: fixture)
      let names = fixture.expected.tensors.map(\.name).filter { $0.hasSuffix(".frames") }
        .map { String($0.dropLast(".frames".count)) }
      for name in names {
        guard let options = try runs.section(name) else { continue }
        outputs.merge(
          try run(name, options, fixture, pyramid, isFirst: name == names.first)
        ) { first, _ in first }
      }
      return outputs
    }
  }

  /// The walk is exact, frames pass through 8 bits.
  public static func rule(for name: String, in fixture: ReferenceFixture) -> ComparisonRule {
    if name.hasSuffix(".frames_bytes") { return .share(0.005, beyond: 1, atMost: 13) }
    if name.contains(".z.") { return .within(1e-5) }
    // Scale 0 begins with nothing: its picture from below is not stored.
    if name.hasSuffix(".out"), name.contains(".scale0.") { return .within(1e-4) }
    return SinGANFixture.rule(for: name, in: fixture)
  }

  private static func run(
    _ name: String, _ options: ReferenceOptions, _ fixture: ReferenceFixture,
    _ pyramid: SinGANPyramid, isFirst: Bool
  ) throws -> [String: Tensor] {
    let configuration = pyramid.configuration
    guard let start = try options.bounded("start_scale", 0...configuration.lastTrained),
      let alpha = try options.number("alpha"), let beta = try options.number("beta"),
      let count = try options.bounded("frames", 1...1000)
    else { return [:] }
    func spread(_ tensor: Tensor) -> Tensor {
      tensor.expanded([1, 3, tensor.shape[2], tensor.shape[3]])
    }
    var walks: [Int: SinGANWalk] = [:]
    var draws: [Int: Tensor] = [:]
    for scale in 0...configuration.lastTrained {
      guard let first = try fixture.input("eps_first.\(scale)", shape: [1, nil, nil, nil]),
        let draw = try fixture.input("eps.\(scale)", shape: [count, nil, nil, nil])
      else { throw FixtureError("the input “eps.\(scale)” is missing") }
      walks[scale] = SinGANWalk(
        origin: pyramid.noises[scale], first: spread(first), alpha: alpha, beta: beta)
      draws[scale] = draw
    }
    var outputs: [String: Tensor] = [:]
    var kept: [Int: [Tensor]] = [:]
    var frames: [Tensor] = []
    for index in 0..<count {
      var noises: [Int: Tensor] = [:]
      for scale in 0...configuration.lastTrained {
        guard let draw = draws[scale]?.sliced(axis: 0, from: index, to: index + 1) else { continue }
        let noise = walks[scale]?.next(spread(draw))
        noises[scale] = noise
        if let noise, index == count - 1 || (isFirst && index == 1) {
          kept[scale, default: []].append(noise)
        }
      }
      let isStored = index == 0 || index == count - 1
      frames.append(
        try pyramid.frame(startingAt: start) { part, tensor in
          guard isStored else { return }
          let words = part.split(separator: ".")
          outputs["\(name).\(words[0]).frame\(index).\(words[1])"] = tensor
        } noise: { scale in
          noises[scale] ?? pyramid.noises[scale]
        })
    }
    for scale in start...configuration.lastTrained {
      outputs["\(name).z.\(scale)"] = Tensor.concatenated(kept[scale] ?? [], axis: 0)
    }
    let all = Tensor.concatenated(frames, axis: 0)
    outputs["\(name).frames"] = all
    outputs["\(name).frames_bytes"] = Tensor(SinGANResize.bytes(of: all), shape: all.shape)
      .permuted([0, 2, 3, 1])
    return stored(outputs, name, fixture, pyramid)
  }

  private static func stored(
    _ computed: [String: Tensor], _ name: String, _ fixture: ReferenceFixture,
    _ pyramid: SinGANPyramid
  ) -> [String: Tensor] {
    var outputs = SinGANFixture.fromStoredInputs(computed, fixture, pyramid) { _ in nil }
    for expected in fixture.expected.tensors
    where expected.name.hasPrefix(name + ".scale0.") && expected.name.hasSuffix(".out") {
      guard
        let input = fixture.expected[expected.name.replacingOccurrences(of: ".out", with: ".z_in")]
      else { continue }
      let given = Tensor(input)
      outputs[expected.name] = pyramid.generators[0](given, previous: given * 0)
    }
    return outputs
  }
}
