import Checkpoints
import Foundation
import Imaging
public import Tensors

/// What fixtures expect of pictures that enter the pyramid and of enlarging.
public enum SinGANEditFixture: FixtureNetwork {
  /// `CASE.in_s`, `CASE.scale1.out` and others; `pass0.out` and others.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    let kind = try fixture.options.text("kind")
    guard kind == "injection" || kind == "super_resolution" else { return [:] }
    return try withoutGradients {
      let pyramid = try SinGANFixture.pyramid(of: fixture)
      let pictures = try SinGANFixture.pictures(of: fixture)
      let made =
        kind == "injection"
        ? try injections(fixture, pyramid) : try enlargement(fixture, pyramid)
      return pictures.merging(made) { first, _ in first }
    }
  }

  /// Layers are exact, chains pass through 8 bits.
  public static func rule(for name: String, in fixture: ReferenceFixture) -> ComparisonRule {
    if name.hasSuffix(".in_s") { return .levels }
    if name.hasSuffix("stretched_mask") { return .within(1e-5) }
    return SinGANFixture.rule(for: name, in: fixture)
  }

  private static func injections(
    _ fixture: ReferenceFixture, _ pyramid: SinGANPyramid
  ) throws -> [String: Tensor] {
    var outputs: [String: Tensor] = [:]
    guard let cases = try fixture.options.section("cases"),
      let image = try fixture.input("image", shape: [1, 3, nil, nil])
    else { return [:] }
    for input in fixture.inputs.tensors where input.name.hasSuffix(".ref") {
      let name = String(input.name.dropLast(".ref".count))
      guard let options = try cases.section(name),
        let scale = try options.bounded("n", 1...pyramid.configuration.lastTrained),
        let edit = try fixture.input(input.name, shape: [1, 3, nil, nil])
      else { continue }
      let noise = try SinGANFixture.noise("\(name).noise", fixture)
      let found = try SinGANFixture.settled(fixture, pyramid) { pyramid in
        let seen = Observations()
        let image = try pyramid.injected(edit, at: scale, noise: noise) {
          seen.note("\(name).\($0)", $1)
        }
        return seen.tensors.merging(["\(name).image": image]) { $1 }
      }
      guard let result = found["\(name).image"] else { continue }
      let sizes = pyramid.configuration.sizes
      outputs.merge(
        SinGANFixture.fromStoredInputs(found, fixture, pyramid) { scale in
          pyramid.paddedNoise(scale, size: sizes[scale], noise: noise)
        }
      ) { first, _ in first }
      // At the scale of entry the stored picture from below is `in_s`, padded.
      if let stored = fixture.expected["\(name).in_s"],
        let input = fixture.expected["\(name).scale\(scale).z_in"]
      {
        let previous = Tensor(stored).zeroPadded(pyramid.configuration.border(scale))
        outputs["\(name).scale\(scale).out"] = pyramid.generators[scale](
          Tensor(input), previous: previous)
      }
      outputs.merge(try blended(name, options, image, result, fixture)) { first, _ in first }
    }
    return outputs
  }

  private static func blended(
    _ name: String, _ options: ReferenceOptions, _ image: Tensor, _ result: Tensor,
    _ fixture: ReferenceFixture
  ) throws -> [String: Tensor] {
    guard var mask = try fixture.input("\(name).mask", shape: [1, 3, nil, nil]) else { return [:] }
    let size = PixelSize(width: image.shape[3], height: image.shape[2])
    if mask.shape[3] != size.width { mask = SinGANResize.resized(mask, to: size) }
    let use: SinGANMask.Use =
      try options.text("script") == "editing" ? .editing : .harmonization
    guard let soft = SinGANMask.soft(SinGANMask.inside(mask), size: size, use: use).mask else {
      return [:]
    }
    let weight = Tensor(soft, shape: [1, 1, size.height, size.width])
    let photo = SinGANResize.resized(image, by: try fixture.options.number("scale1") ?? 1)
    return [
      "\(name).stretched_mask": weight,
      "\(name).blended": photo * (1 - weight) + result * weight,
    ]
  }

  private static func enlargement(
    _ fixture: ReferenceFixture, _ pyramid: SinGANPyramid
  ) throws -> [String: Tensor] {
    guard let factor = try fixture.options.number("sr_factor") else { return [:] }
    let noise = try SinGANFixture.noise("noise", fixture)
    let photo = pyramid.pictures[pyramid.pictures.count - 1]
    var outputs = try SinGANFixture.settled(fixture, pyramid) { pyramid in
      let seen = Observations()
      let image = try pyramid.enlargement(of: photo, by: factor, noise: noise, observe: seen.note)
      return seen.tensors.merging(["image": image]) { $1 }
    }
    for expected in fixture.expected.tensors where expected.name.hasSuffix(".out") {
      let last = pyramid.configuration.lastTrained
      guard let previous = fixture.expected[SinGANFixture.inputName(of: expected.name)],
        let input = fixture.expected[
          expected.name.replacingOccurrences(of: ".out", with: ".z_in")]
      else { continue }
      outputs[expected.name] = pyramid.generators[last](
        Tensor(input), previous: Tensor(previous))
    }
    return outputs
  }
}
