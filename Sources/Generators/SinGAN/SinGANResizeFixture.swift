import Checkpoints
import Imaging
public import Tensors

/// What fixtures expect of the resize between scales and of masks.
public enum SinGANResizeFixture: FixtureNetwork {
  /// `scale_0.75` and others, `axis8.….weights`; `harmonization.inner.mask` and others.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    if try fixture.options.text("kind") == "masks" { return try masks(fixture) }
    guard fixture.expected["quantised_uint8_hwc"] != nil,
      let image = try fixture.input("image", shape: [1, 3, nil, nil])
    else { return [:] }
    let size = PixelSize(width: image.shape[3], height: image.shape[2])
    var outputs: [String: Tensor] = [:]
    outputs["quantised_uint8_hwc"] = Tensor(SinGANResize.bytes(of: image), shape: image.shape)
      .permuted([0, 2, 3, 1]).reshaped([size.height, size.width, 3])
    for expected in fixture.expected.tensors {
      let parts = expected.name.split(separator: ".", maxSplits: 1).map(String.init)
      if let factor = factor(in: parts.count == 2 ? parts[1] : "", after: "scale_"),
        parts[0] == "float_path"
      {
        outputs[expected.name] = plain(image, CubicResize(from: size, by: factor))
      } else if let factor = factor(in: expected.name, after: "scale_") {
        outputs[expected.name] = SinGANResize.resized(image, by: factor)
      } else if expected.name.hasPrefix("shape_") {
        outputs[expected.name] = SinGANResize.resized(
          image,
          to: PixelSize(width: expected.shape[3], height: expected.shape[2]))
      }
    }
    for (name, tensor) in axes(fixture) { outputs[name] = tensor }
    return outputs
  }

  /// Weights are exact, bytes nearly so.
  public static func rule(for name: String, in fixture: ReferenceFixture) -> ComparisonRule {
    if name.hasSuffix(".mask") { return .within(1e-5) }
    if name.hasSuffix(".blurred") || name.hasSuffix(".weights") { return .within(1e-6) }
    if name == "resized.after_resize" { return .levels }
    return .within(1e-6)
  }

  /// The number behind a word; what follows its digits does not count.
  private static func factor(in name: String, after word: String) -> Double? {
    guard name.hasPrefix(word) else { return nil }
    let digits = name.dropFirst(word.count).prefix { $0.isNumber || $0 == "." }
    let text = digits.hasSuffix(".") ? digits.dropLast() : digits
    // Names round to six digits; the ratios are these.
    switch text {
    case "1.333333": return 4.0 / 3
    default: return Double(text)
    }
  }

  private static func plain(_ image: Tensor, _ resize: CubicResize) -> Tensor {
    let values = image.doubles()
    let area = resize.source.area
    let planes = (0..<3).flatMap { channel in
      resize(Array(values[channel * area..<(channel + 1) * area])).map(Float.init)
    }
    return Tensor(planes, shape: [1, 3, resize.target.height, resize.target.width])
  }

  /// `axis8.scale_0.750000.weights`: one axis of 8 samples.
  private static func axes(_ fixture: ReferenceFixture) -> [String: Tensor] {
    var outputs: [String: Tensor] = [:]
    for expected in fixture.expected.tensors where expected.name.hasSuffix(".weights") {
      let base = String(expected.name.dropLast(".weights".count))
      let parts = base.split(separator: ".", maxSplits: 1).map(String.init)
      guard parts.count == 2, parts[0].hasPrefix("axis"), let input = Int(parts[0].dropFirst(4)),
        let factor = factor(in: parts[1], after: "scale_"), input > 0
      else { continue }
      let taps = CubicTaps(
        from: input, to: Int((Double(input) * factor).rounded(.up)), factor: factor,
        stretches: factor < 1)
      let shape = [taps.weights.count / max(1, taps.stride), taps.stride]
      outputs[expected.name] = Tensor(taps.weights.map(Float.init), shape: shape)
      guard let positions = fixture.expected[base + ".positions"], positions.shape == shape else {
        continue
      }
      // Where the weight is 0 the position says nothing.
      let wanted = positions.doubles()
      let found = taps.positions.indices.map { index in
        taps.weights[index] == 0 ? Float(wanted[index]) : Float(taps.positions[index])
      }
      outputs[base + ".positions"] = Tensor(found, shape: shape)
    }
    return outputs
  }

  private static func masks(_ fixture: ReferenceFixture) throws -> [String: Tensor] {
    var outputs: [String: Tensor] = [:]
    let target = try fixture.options.integers("resize_to") ?? []
    for input in fixture.inputs.tensors where input.name.hasPrefix("mask.") {
      let name = String(input.name.dropFirst("mask.".count))
      guard var picture = try fixture.input(input.name, shape: [1, 3, nil, nil]) else { continue }
      if target.count == 2, picture.shape[2] != target[0] {
        picture = SinGANResize.resized(picture, to: PixelSize(width: target[1], height: target[0]))
        outputs["\(name).after_resize"] = picture
      }
      let shape = [1, 1, picture.shape[2], picture.shape[3]]
      let size = PixelSize(width: shape[3], height: shape[2])
      outputs["\(name).bytes"] = Tensor(
        SinGANResize.bytes(of: picture.sliced(axis: 1, from: 0, to: 1)), shape: shape)
      let inside = SinGANMask.inside(picture)
      for (mode, use) in [("harmonization", SinGANMask.Use.harmonization), ("editing", .editing)] {
        let soft = SinGANMask.soft(inside, size: size, use: use)
        outputs["\(mode).\(name).dilated"] = Tensor(soft.dilated.map(Float.init), shape: shape)
        outputs["\(mode).\(name).blurred"] = Tensor(soft.blurred.map(Float.init), shape: shape)
        outputs["\(mode).\(name).mask"] = soft.mask.map { Tensor($0, shape: shape) }
      }
    }
    return outputs
  }
}
