import Checkpoints
public import Foundation
import Imaging
public import Tensors

/// What fixtures of SinGAN expect of the generators: pyramid, chains, reconstruction, other sizes.
public enum SinGANFixture: FixtureNetwork {
  private static let kinds: Set = ["", "width_doubling", "legacy_backend", "layers"]

  /// `real.0` …, `random.…`, `rec.…`, `start2.image`, `resized.image`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard kinds.contains(try fixture.options.text("kind") ?? ""),
      FileManager.default.fileExists(
        atPath: fixture.folder.appendingPathComponent(SinGANFolder.generatorsName).path)
    else { return [:] }
    return try withoutGradients {
      let pyramid = try pyramid(of: fixture)
      var outputs = try pictures(of: fixture)
      outputs.merge(try chain("random", fixture, pyramid)) { first, _ in first }
      outputs.merge(try reconstruction(fixture, pyramid)) { first, _ in first }
      if let start = try fixture.options.integer("gen_start_scale_tested") {
        let noise = try noise("noise_a", fixture)
        outputs.merge(
          try settled(fixture, pyramid) {
            ["start\(start).image": try $0.sample(startingAt: start, noise: noise)]
          }
        ) { $1 }
      }
      if let tall = try fixture.options.number("scale_v"),
        let wide = try fixture.options.number("scale_h")
      {
        let own = pyramid.configuration.outputSize
        let size = PixelSize(
          width: Int((Double(own.width) * wide).rounded(.toNearestOrEven)),
          height: Int((Double(own.height) * tall).rounded(.toNearestOrEven)))
        let noise = try noise("noise_b", fixture)
        outputs.merge(
          try settled(fixture, pyramid) {
            ["resized.image": try $0.sample(size: size, noise: noise)]
          }
        ) { $1 }
      }
      return outputs
    }
  }

  /// Pictures and layers are exact; whole chains pass through 8 bits, where a last bit moves a
  /// sample by a level.
  public static func rule(
    for name: String, in fixture: ReferenceFixture
  ) -> ComparisonRule {
    if name.hasPrefix("real.") { return .within(1e-6) }
    if name.hasSuffix(".out"), fixture.expected[inputName(of: name)] != nil {
      return .within(1e-4)
    }
    return .chain
  }

  /// Sizes, factors and passes of `pyramid_table.json`.
  public static func tables(in folder: URL) throws -> [TensorComparison] {
    try SinGANSizeTable.comparisons(in: folder)
  }

  /// The pyramid in a fixture's folder.
  static func pyramid(of fixture: ReferenceFixture) throws -> SinGANPyramid {
    var folder = SinGANFolder(fixture.folder)
    return try folder.pyramid()
  }

  /// The photo's pictures from the photo, as the options say.
  static func pictures(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    let options = fixture.options
    guard let photo = try fixture.input("image", shape: [1, 3, nil, nil]),
      let first = try options.number("scale1"),
      let last = try options.bounded("stop_scale", 1...64),
      let factor = try options.number("scale_factor")
    else { return [:] }
    return SinGANPyramid.pictures(of: photo, photoFactor: first, factor: factor, last: last)
      .enumerated().reduce(into: [:]) { $0["real.\($1.offset)"] = $1.element }
  }

  /// Noise of the inputs `NAME.0`, `NAME.1` ….
  static func noise(_ name: String, _ fixture: ReferenceFixture) throws -> SinGANPyramid.Noise {
    let stored = fixture.inputs.tensors.reduce(into: [String: Tensor]()) {
      if $1.name.hasPrefix(name + ".") { $0[$1.name] = Tensor($1) }
    }
    return { scale, shape in
      guard let tensor = stored["\(name).\(scale)"], tensor.shape == shape else {
        return Tensor.zeros(shape)
      }
      return tensor
    }
  }

  /// What a chain gives, its samples at the edge of two grey levels going as the fixture's do.
  static func settled(
    _ fixture: ReferenceFixture, _ pyramid: SinGANPyramid,
    _ compute: (SinGANPyramid) throws -> [String: Tensor]
  ) throws -> [String: Tensor] {
    try SinGANTruncation.settled { outputs in
      outputs.allSatisfy { name, tensor in
        guard let expected = fixture.expected[name] else { return true }
        return TensorComparison(expected: expected, found: tensor, by: .chain).passed
      }
    } _: { truncation in
      var settling = pyramid
      settling.bytes = { truncation.bytes(of: $0) }
      return try compute(settling)
    }
  }

  /// Name of the picture from below that belongs to a scale's output.
  static func inputName(of output: String) -> String {
    output.replacingOccurrences(of: ".out", with: ".prev")
  }

  /// Each scale from its stored inputs where these are there.
  static func fromStoredInputs(
    _ computed: [String: Tensor], _ fixture: ReferenceFixture, _ pyramid: SinGANPyramid,
    noise: (Int) -> Tensor?
  ) -> [String: Tensor] {
    var outputs = computed
    for expected in fixture.expected.tensors where expected.name.hasSuffix(".out") {
      guard let scale = scaleNumber(in: expected.name), scale <= pyramid.configuration.lastTrained,
        computed[expected.name] != nil,
        let stored = fixture.expected[inputName(of: expected.name)]
      else { continue }
      let previous = Tensor(stored)
      let input: Tensor
      if let given = fixture.expected[
        expected.name.replacingOccurrences(of: ".out", with: ".z_in")]
      {
        input = Tensor(given)
      } else if let drawn = noise(scale) {
        input = drawn * pyramid.configuration.noiseAmplitudes[scale] + previous
      } else {
        continue
      }
      outputs[expected.name] = pyramid.generators[scale](input, previous: previous)
    }
    return outputs
  }

  private static func scaleNumber(in name: String) -> Int? {
    guard let part = name.split(separator: ".").first(where: { $0.hasPrefix("scale") }) else {
      return nil
    }
    return Int(part.dropFirst("scale".count))
  }

  private static func chain(
    _ prefix: String, _ fixture: ReferenceFixture, _ pyramid: SinGANPyramid
  ) throws -> [String: Tensor] {
    let noise = try noise("noise_a", fixture)
    let outputs = try settled(fixture, pyramid) { pyramid in
      let seen = Observations()
      let image = try pyramid.sample(noise: noise) { seen.note("\(prefix).\($0)", $1) }
      return seen.tensors.merging(["\(prefix).image": image]) { $1 }
    }
    return fromStoredInputs(outputs, fixture, pyramid) { scale in
      pyramid.paddedNoise(scale, size: pyramid.configuration.sizes[scale], noise: noise)
    }
  }

  private static func reconstruction(
    _ fixture: ReferenceFixture, _ pyramid: SinGANPyramid
  ) throws -> [String: Tensor] {
    var outputs = try settled(fixture, pyramid) { pyramid in
      let seen = Observations()
      let image = try pyramid.reconstruction { seen.note("rec.\($0)", $1) }
      return seen.tensors.merging(["rec.image": image]) { $1 }
    }
    outputs["rec.last_prev"] = outputs["rec.prev\(pyramid.configuration.lastTrained)"]
    return fromStoredInputs(outputs, fixture, pyramid) { _ in nil }
  }
}

extension SinGANPyramid {
  /// The photo at every scale, from the coarsest; resized from the photo shrunk once.
  /// - Parameter photo: `[1, 3, H, W]`, −1…1.
  public static func pictures(
    of photo: Tensor, photoFactor: Double, factor: Double, last: Int
  ) -> [Tensor] {
    let shrunk = SinGANResize.resized(photo, by: photoFactor)
    return (0...last).map { SinGANResize.resized(shrunk, by: power(factor, Double(last - $0))) }
  }
}
