import Checkpoints
import Imaging
import Layers
public import Tensors

/// What fixtures of NVIDIA/vid2vid expect of the warp and of the generators, computed the plain way.
public enum Vid2VidFixture: FixtureNetwork {
  /// `warped…` where there are no weights; `<mode>.frame<f>[.scale<s>].raw`, `.flow`, `.weight`,
  /// `.warped`, `.final` and others, for `eval` and `train`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    try withoutGradients {
      guard let source = try fixture.source(for: Vid2VidImport.self) else {
        return try warped(of: fixture)
      }
      let weights = try Vid2VidImport(source)
      let generator = try weights.generator()
      var outputs: [String: Tensor] = [:]
      for (name, mode) in [("eval", Mode.evaluation), ("train", .currentStatistics)] {
        try film(fixture, generator, name, mode, into: &outputs)
      }
      return outputs
    }
  }

  /// Statistics of a frame that begins with zeros or with another network's picture carry its
  /// rounding further.
  public static func rule(for name: String, in fixture: ReferenceFixture) -> ComparisonRule {
    let isLonger =
      (try? fixture.options.flag("no_first_img")) == true
      || (try? fixture.options.flag("use_single_G")) == true
    return name.hasPrefix("train.") && isLonger ? .within(2e-4) : .standard
  }

  private static func warped(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let flow = try fixture.input("flow", shape: [nil, 2, nil, nil]),
      let image = try fixture.input("image", shape: [nil, 3, nil, nil])
    else { return [:] }
    return [
      "warped": image.warped(by: flow), "warped_zero_flow": image.warped(by: flow * 0),
      "diagnostic_warped_if_align_corners_false": image.warped(by: flow, alignsCorners: false),
    ]
  }

  private static func film(
    _ fixture: ReferenceFixture, _ generator: Vid2VidGenerator, _ name: String, _ mode: Mode,
    into outputs: inout [String: Tensor]
  ) throws {
    let configuration = generator.configuration
    let maps = try maps(
      of: fixture, labelCount: configuration.labelCount,
      usesInstanceEdges: configuration.usesInstanceEdges)
    guard maps.count >= configuration.frames else {
      throw FixtureError("\(maps.count) maps are fewer than the \(configuration.frames) seen")
    }
    var memory = try beginning(of: fixture, generator, maps, name, mode, into: &outputs)
    let isPlain = configuration.scales == 1
    for frame in 0...(maps.count - configuration.frames) {
      let window = Tensor.concatenated(
        Array(maps[frame..<frame + configuration.frames]), axis: 1)
      var seen: [String: Tensor] = [:]
      let picture = generator.frame(
        window, memory: &memory, mode: mode,
        observe: { scale, result, semantics, previous in
          let place = "\(name).frame\(frame)" + (isPlain ? "" : ".scale\(scale)")
          seen[place + ".final"] = result.final
          seen[place + ".raw"] = result.raw
          seen[place + ".flow"] = result.flow
          seen[place + ".weight"] = result.weight
          seen[place + ".warped"] = result.warped
          seen[place + ".img_feat"] = result.features.image
          seen[place + ".input_labels"] = semantics
          seen[place + ".input_prev"] = previous
          seen[place + ".fg_mask"] = result.foregroundMask.map {
            $0.reshaped([$0.shape[0], $0.shape[2], $0.shape[3]])
          }
        }, checkpoint: {})
      seen["\(name).frame\(frame).generated"] = picture
      outputs.merge(seen) { $1 }
    }
  }

  /// One map after the other, `[1, mapChannels, H, W]`.
  /// - Throws: `FixtureError` for a missing map or labels without a channel.
  public static func maps(
    of fixture: ReferenceFixture, labelCount: Int, usesInstanceEdges: Bool
  ) throws -> [Tensor] {
    guard let (labels, shape) = try fixture.integers("A", shape: [1, nil, 1, nil, nil]) else {
      throw FixtureError("the input “A” is missing")
    }
    let wanted: [Int?] = shape
    let instances =
      usesInstanceEdges ? try fixture.integers("inst", shape: wanted)?.values : nil
    if usesInstanceEdges, instances == nil {
      throw FixtureError("the input “inst” is missing")
    }
    let size = PixelSize(width: shape[4], height: shape[3])
    guard let largest = labels.max(), let least = labels.min(), least >= 0,
      largest < labelCount
    else {
      throw FixtureError("a label has no channel: there are \(labelCount)")
    }
    return (0..<shape[1]).map { frame in
      let part = frame * size.area..<(frame + 1) * size.area
      let input = SemanticInput(
        channels: Raster(
          width: size.width, height: size.height, elements: labels[part].map(UInt16.init)),
        edges: instances.map { values in
          InstanceEdges.mask(
            of: Raster(width: size.width, height: size.height, elements: Array(values[part])))
        }, channelCount: labelCount + (usesInstanceEdges ? 1 : 0))
      return input.planes(at: size, type: .float32).contiguous()
    }
  }

  private static func beginning(
    of fixture: ReferenceFixture, _ generator: Vid2VidGenerator, _ maps: [Tensor],
    _ name: String, _ mode: Mode, into outputs: inout [String: Tensor]
  ) throws -> Vid2VidMemory {
    let configuration = generator.configuration
    let history = configuration.history
    let shape = maps[0].shape
    if let stored = try fixture.input(
      "B_first", shape: [1, history, 3, shape[2], shape[3]])
    {
      let first = (0..<history).map {
        stored.sliced(axis: 1, from: $0, to: $0 + 1).reshaped([1, 3, shape[2], shape[3]])
      }
      return Vid2VidMemory(after: first, scales: configuration.scales)
    }
    var first: [Tensor] = []
    for (index, map) in maps.prefix(history).enumerated() {
      let labels = map.sliced(axis: 1, from: 0, to: configuration.labelCount)
      guard let picture = try generator.firstPicture(labels, mode: mode) else { continue }
      outputs["\(name).first\(index).picture"] = picture
      first.append(picture)
    }
    if first.count == history {
      return Vid2VidMemory(after: first, scales: configuration.scales)
    }
    return Vid2VidMemory(
      scales: configuration.scales, history: history, height: shape[2], width: shape[3])
  }
}
