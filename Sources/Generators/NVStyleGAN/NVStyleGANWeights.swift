import Checkpoints
import Foundation

/// A generator of NVlabs/stylegan (TensorFlow) as our network stores it: every weight with the scale it is
/// used with.
struct NVStyleGANWeights {
  let configuration: NVStyleGANConfiguration
  let tensors: [StoredTensor]

  /// What options may be, where no other value is computed here; all are the defaults.
  private static let texts = [
    "mapping_nonlinearity": "lrelu", "nonlinearity": "lrelu",
  ]
  private static let flags = [
    "normalize_latents": true, "use_wscale": true, "use_noise": true, "use_styles": true,
    "const_input_layer": true, "use_pixel_norm": false, "use_instance_norm": true,
  ]

  /// Why a network is none of these, as half a sentence; `nil` if it is.
  static func objection(to network: TensorFlowNetwork) -> String? {
    guard network.function == "G_style" else {
      return "the network is built by \(network.function), not by G_style"
    }
    guard let synthesis = network.components["synthesis"],
      let mapping = network.components["mapping"], synthesis.function == "G_synthesis"
    else { return "the network lacks its parts synthesis (G_synthesis) and mapping" }
    for part in [network, synthesis, mapping] {
      for (name, value) in part.arguments where !isComputed(name, value) {
        return "it was made with another \(name), which changes its mathematics"
      }
    }
    return nil
  }

  private static func isComputed(_ name: String, _ value: CheckpointValue) -> Bool {
    if let text = texts[name] { return value.string == text }
    if let flag = flags[name] { return value.bool == flag }
    switch name {
    case "num_channels": return value.int == 3
    case "mapping_lrmul": return value.double == 0.01
    case "blur_filter": return value.elements?.map(\.double) == [1, 2, 1]
    case "fused_scale": return value.bool != nil || value.string == "auto"
    default: return true
    }
  }

  /// Turns a network into ours; called only without objection.
  /// - Throws: `ImportError.notAGenerator` naming what is missing or of another shape.
  init(_ network: TensorFlowNetwork, file: String) throws(ImportError) {
    guard let synthesis = network.components["synthesis"],
      let mapping = network.components["mapping"], let average = network.variables["dlatent_avg"]
    else { throw .notAGenerator(file: file, reason: "it lacks synthesis, mapping or dlatent_avg") }
    var maker = Maker(file: file)
    let widths = try maker.widths(of: synthesis)
    var configuration = NVStyleGANConfiguration(widths: widths)
    let colours = try maker.find("ToRGB_lod0/weight", in: synthesis, axes: 4).shape[3]
    if colours != 3 { configuration.pictureChannels = colours }
    switch synthesis.arguments["fused_scale"] ?? network.arguments["fused_scale"] {
    case .bool(true): configuration.fusedFrom = 8
    case .bool(false): configuration.fusedFrom = 1 << 20
    default: configuration.fusedFrom = 128
    }
    // The outer value is copied over the inner one before each run.
    let lod = network.variables["lod"] ?? synthesis.variables["lod"]
    configuration.lod = Double(lod?.floats().first ?? 0)
    let resolution = (network.arguments["resolution"] ?? synthesis.arguments["resolution"])?.int
    guard resolution ?? 1024 == configuration.resolution else {
      throw .notAGenerator(
        file: file,
        reason: "it says pictures of \(resolution ?? 1024) and holds layers up to "
          + "\(configuration.resolution)")
    }
    try maker.mapping(mapping, into: &configuration)
    maker.tensors.append(average.renamed("mean_style"))
    try maker.synthesis(synthesis, fusedFrom: configuration.fusedFrom, levels: widths.count)
    do {
      try configuration.validate()
    } catch {
      throw .notAGenerator(file: file, reason: error.description)
    }
    self.configuration = configuration
    tensors = maker.tensors
  }

  /// Makes tensors one after the other.
  private struct Maker {
    let file: String
    var tensors: [StoredTensor] = []

    func find(
      _ name: String, in network: TensorFlowNetwork, axes: Int
    ) throws(ImportError) -> StoredTensor {
      guard let tensor = network.variables[name], tensor.shape.count == axes else {
        throw .notAGenerator(
          file: file, reason: "\(network.function) has no \(name) of \(axes) axes")
      }
      return tensor
    }

    func widths(of network: TensorFlowNetwork) throws(ImportError) -> [Int] {
      var widths = [try find("4x4/Conv/weight", in: network, axes: 4).shape[3]]
      while let weight = network.variables[
        "\(4 << widths.count)x\(4 << widths.count)/Conv1/weight"], weight.shape.count == 4,
        widths.count < 12
      {
        widths.append(weight.shape[3])
      }
      return widths
    }

    /// z, and labels, to w.
    mutating func mapping(
      _ network: TensorFlowNetwork, into configuration: inout NVStyleGANConfiguration
    ) throws(ImportError) {
      configuration.mappingWidths = []
      var index = 0
      while network.variables["Dense\(index)/weight"] != nil {
        let weight = try find("Dense\(index)/weight", in: network, axes: 2)
        let bias = try find("Dense\(index)/bias", in: network, axes: 1)
        if index == 0 { configuration.latentDimension = weight.shape[0] }
        let factor = 0.01 * (2 / Float(weight.shape[0])).squareRoot()
        tensors.append(
          weight.rearranged([1, 0], factor: factor, named: "mapping.\(index).weight"))
        tensors.append(
          bias.reshaped(bias.shape, named: "mapping.\(index).bias") { $0 * 0.01 })
        configuration.mappingWidths.append(weight.shape[1])
        index += 1
      }
      guard network.variables["LabelConcat/weight"] != nil else { return }
      let labels = try find("LabelConcat/weight", in: network, axes: 2)
      tensors.append(labels.renamed("mapping.labels"))
      configuration.latentDimension -= labels.shape[1]
      configuration.classNames = (0..<labels.shape[0]).map { "class \($0)" }
    }

    /// w to a picture.
    mutating func synthesis(
      _ network: TensorFlowNetwork, fusedFrom: Int, levels: Int
    ) throws(ImportError) {
      for level in 0..<levels {
        let side = 4 << level
        let parts = level == 0 ? ["Const", "Conv"] : ["Conv0_up", "Conv1"]
        for (half, part) in parts.enumerated() {
          let number = 2 * level + half
          let target = "layers.\(number)"
          let place = "\(side)x\(side)/\(part)"
          try weight(place, part, isFused: side >= fusedFrom, target, in: network)
          let map = try find("noise\(number)", in: network, axes: 4)
          tensors.append(map.reshaped(Array(map.shape.dropFirst(2)), named: target + ".noise"))
          tensors.append(
            try find(place + "/Noise/weight", in: network, axes: 1)
              .renamed(target + ".noise_strength"))
          tensors.append(
            try find(place + "/bias", in: network, axes: 1).renamed(target + ".bias"))
          try style(place, target, in: network)
        }
        let name = "ToRGB_lod\(levels - 1 - level)"
        let colours = try find(name + "/weight", in: network, axes: 4)
        let factor = 1 / Float(colours.shape[2]).squareRoot()
        tensors.append(
          colours.rearranged([3, 2, 0, 1], factor: factor, named: "colours.\(level).weight"))
        tensors.append(
          try find(name + "/bias", in: network, axes: 1).renamed("colours.\(level).bias"))
      }
    }

    private mutating func weight(
      _ place: String, _ part: String, isFused: Bool, _ target: String,
      in network: TensorFlowNetwork
    ) throws(ImportError) {
      if part == "Const" {
        let constant = try find(place + "/const", in: network, axes: 4)
        tensors.append(
          constant.reshaped(Array(constant.shape.dropFirst()), named: target + ".weight"))
        return
      }
      let weight = try find(place + "/weight", in: network, axes: 4)
      let factor = (2 / Float(9 * weight.shape[2])).squareRoot()
      if part == "Conv0_up", isFused {
        tensors.append(weight.fusedUp(factor: factor, named: target + ".weight"))
      } else {
        tensors.append(
          weight.rearranged([3, 2, 0, 1], factor: factor, named: target + ".weight"))
      }
    }

    private mutating func style(
      _ place: String, _ target: String, in network: TensorFlowNetwork
    ) throws(ImportError) {
      let weight = try find(place + "/StyleMod/weight", in: network, axes: 2)
      let bias = try find(place + "/StyleMod/bias", in: network, axes: 1)
      let factor = 1 / Float(weight.shape[0]).squareRoot()
      tensors.append(
        weight.rearranged([1, 0], factor: factor, named: target + ".style.weight"))
      let half = bias.count / 2
      let values = bias.floats().enumerated().map { $0 < half ? $1 + 1 : $1 }
      tensors.append(
        StoredTensor(name: target + ".style.bias", shape: bias.shape, floats: values))
    }
  }
}

extension StoredTensor {
  /// A 3×3 kernel `[3, 3, in, out]` fused with doubling: padded by one and added to its three shifts, as
  /// the kernel of a transposed convolution, `[in, out, 4, 4]`, not turned.
  fileprivate func fusedUp(factor: Float, named name: String) -> StoredTensor {
    let (input, output) = (shape[2], shape[3])
    let source = floats()
    var target = [Float](repeating: 0, count: input * output * 16)
    for row in 0..<3 {
      for column in 0..<3 {
        for from in 0..<input {
          for to in 0..<output {
            let value = source[((row * 3 + column) * input + from) * output + to] * factor
            for (down, across) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
              target[((from * output + to) * 4 + row + down) * 4 + column + across] += value
            }
          }
        }
      }
    }
    return StoredTensor(name: name, shape: [input, output, 4, 4], floats: target)
  }
}
