import Checkpoints
import Foundation

/// A StyleGAN2 generator of NVlabs/stylegan2 or stylegan2-ada (TensorFlow) under the names and in the
/// form of stylegan2-ada-pytorch, with the configuration its arguments and shapes say.
struct TensorFlowStyleGAN2 {
  let configuration: StyleGAN2Configuration
  let tensors: [StoredTensor]

  /// Why a network is none of these, as half a sentence; `nil` if it is.
  static func objection(to network: TensorFlowNetwork) -> String? {
    guard network.function == "G_main" else {
      return "the network is built by \(network.function), not by G_main"
    }
    guard let synthesis = network.components["synthesis"], network.components["mapping"] != nil
    else { return "the network lacks its parts synthesis and mapping" }
    guard ["G_synthesis_stylegan2", "G_synthesis"].contains(synthesis.function) else {
      return
        "its synthesis is \(synthesis.function): configurations b to d of StyleGAN2 are not read"
    }
    for part in [network, synthesis, network.components["mapping"] ?? network] {
      for (name, allowed) in unchangeable {
        guard let value = part.arguments[name] else { continue }
        guard allowed.contains(where: { $0.matches(value) }) else {
          return "it was made with another \(name), which changes its mathematics"
        }
      }
    }
    return nil
  }

  /// What an option may be, where no other value is computed here.
  private enum Allowed {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([Double])

    func matches(_ value: CheckpointValue) -> Bool {
      switch self {
      case .text(let text): value.string == text
      case .number(let number): value.double == number
      case .flag(let flag): value.bool == flag
      case .list(let list): value.elements?.map(\.double) == list
      }
    }
  }

  private static let unchangeable: [String: [Allowed]] = [
    "nonlinearity": [.text("lrelu")], "mapping_nonlinearity": [.text("lrelu")],
    "mapping_lrmul": [.number(0.01)], "normalize_latents": [.flag(true)],
    "use_noise": [.flag(true)], "resample_kernel": [.list([1, 3, 3, 1])],
    "num_channels": [.number(3)], "architecture": [.text("skip"), .text("resnet"), .text("orig")],
  ]

  /// Turns a network into ours; called only without objection.
  /// - Throws: `ImportError.notAGenerator` naming what is missing or of another shape.
  init(_ network: TensorFlowNetwork, file: String) throws(ImportError) {
    guard let synthesis = network.components["synthesis"],
      let mapping = network.components["mapping"]
    else { throw .notAGenerator(file: file, reason: "it lacks synthesis and mapping") }
    var made = Maker(file: file)
    try made.mapping(mapping, average: network.variables["dlatent_avg"])
    try made.synthesis(synthesis)
    var configuration = try StyleGAN2Configuration(weights: made.tensors, file: file)
    configuration.labelsJoinFirst = made.labelsJoinFirst ? true : nil
    func argument(_ name: String) -> CheckpointValue? {
      network.arguments[name] ?? synthesis.arguments[name]
    }
    configuration.clamp = argument("conv_clamp")?.double
    let resolution = argument("resolution")?.int ?? 1024
    guard resolution == configuration.resolution else {
      throw .notAGenerator(
        file: file,
        reason:
          "it says pictures of \(resolution) and holds layers up to \(configuration.resolution)")
    }
    self.configuration = configuration
    tensors = made.tensors
  }

  /// Makes tensors one after the other.
  private struct Maker {
    let file: String
    var tensors: [StoredTensor] = []
    var labelsJoinFirst = false

    func find(
      _ name: String, in network: TensorFlowNetwork, axes: Int
    ) throws(ImportError) -> StoredTensor {
      guard let tensor = network.variables[name] else {
        throw .notAGenerator(file: file, reason: "\(network.function) has no \(name)")
      }
      guard tensor.shape.count == axes else {
        throw .notAGenerator(
          file: file, reason: "\(name) has shape \(tensor.shape), expected \(axes) axes")
      }
      return tensor
    }

    /// z, and labels, to w.
    mutating func mapping(
      _ network: TensorFlowNetwork, average: StoredTensor?
    ) throws(ImportError) {
      guard let average, average.shape.count == 1 else {
        throw .notAGenerator(file: file, reason: "it has no dlatent_avg")
      }
      tensors.append(average.renamed("mapping.w_avg"))
      var index = 0
      while network.variables["Dense\(index)/weight"] != nil {
        let weight = try find("Dense\(index)/weight", in: network, axes: 2)
        let bias = try find("Dense\(index)/bias", in: network, axes: 1)
        tensors.append(weight.rearranged([1, 0], named: "mapping.fc\(index).weight"))
        tensors.append(bias.renamed("mapping.fc\(index).bias"))
        index += 1
      }
      if network.variables["LabelEmbed/weight"] != nil {
        let weight = try find("LabelEmbed/weight", in: network, axes: 2)
        tensors.append(weight.rearranged([1, 0], named: "mapping.embed.weight"))
        tensors.append(
          try find("LabelEmbed/bias", in: network, axes: 1).renamed("mapping.embed.bias"))
      } else if network.variables["LabelConcat/weight"] != nil {
        // Joined as it is, without gain and bias; our layer divides by √labels.
        let weight = try find("LabelConcat/weight", in: network, axes: 2)
        let root = Float(weight.shape[0]).squareRoot()
        tensors.append(
          weight.rearranged([1, 0], factor: root, named: "mapping.embed.weight"))
        tensors.append(
          StoredTensor(
            name: "mapping.embed.bias", shape: [weight.shape[1]],
            floats: [Float](repeating: 0, count: weight.shape[1])))
        labelsJoinFirst = true
      }
    }

    /// w to a picture.
    mutating func synthesis(_ network: TensorFlowNetwork) throws(ImportError) {
      let start = try find("4x4/Const/const", in: network, axes: 4)
      tensors.append(
        start.reshaped(Array(start.shape.dropFirst()), named: "synthesis.b4.const"))
      try layer("4x4/Conv", "b4.conv1", noise: 0, doubles: false, in: network)
      try colours("4x4", "b4", in: network)
      var side = 8
      while network.variables["\(side)x\(side)/Conv1/weight"] != nil {
        let (place, block) = ("\(side)x\(side)", "b\(side)")
        let noise = 2 * side.trailingZeroBitCount - 5
        tensors.append(Self.filter("synthesis.\(block).resample_filter"))
        try layer("\(place)/Conv0_up", "\(block).conv0", noise: noise, doubles: true, in: network)
        try layer("\(place)/Conv1", "\(block).conv1", noise: noise + 1, doubles: false, in: network)
        if network.variables["\(place)/Skip/weight"] != nil {
          tensors.append(
            try find("\(place)/Skip/weight", in: network, axes: 4)
              .rearranged([3, 2, 0, 1], named: "synthesis.\(block).skip.weight"))
          tensors.append(Self.filter("synthesis.\(block).skip.resample_filter"))
        }
        try colours(place, block, in: network)
        side *= 2
      }
      tensors.append(Self.filter("synthesis.b4.resample_filter"))
    }

    private mutating func layer(
      _ place: String, _ name: String, noise: Int, doubles: Bool, in network: TensorFlowNetwork
    ) throws(ImportError) {
      let weight = try find("\(place)/weight", in: network, axes: 4)
      // The program divides by √fan-in before it adds 1e-8 to the demodulation.
      let fan = Float(weight.shape[0] * weight.shape[1] * weight.shape[2])
      let target = "synthesis.\(name)"
      tensors.append(
        weight.rearranged(
          [3, 2, 0, 1], reversing: doubles ? [0, 1] : [], factor: 1 / fan.squareRoot(),
          named: "\(target).weight"))
      try affine(place, target, in: network)
      tensors.append(try find("\(place)/bias", in: network, axes: 1).renamed("\(target).bias"))
      let strength = try find("\(place)/noise_strength", in: network, axes: 0)
      tensors.append(strength.renamed("\(target).noise_strength"))
      let map = try find("noise\(noise)", in: network, axes: 4)
      tensors.append(
        map.reshaped(Array(map.shape.dropFirst(2)), named: "\(target).noise_const"))
      tensors.append(Self.filter("\(target).resample_filter"))
    }

    private mutating func colours(
      _ place: String, _ block: String, in network: TensorFlowNetwork
    ) throws(ImportError) {
      guard network.variables["\(place)/ToRGB/weight"] != nil else { return }
      let target = "synthesis.\(block).torgb"
      tensors.append(
        try find("\(place)/ToRGB/weight", in: network, axes: 4)
          .rearranged([3, 2, 0, 1], named: "\(target).weight"))
      try affine("\(place)/ToRGB", target, in: network)
      tensors.append(
        try find("\(place)/ToRGB/bias", in: network, axes: 1).renamed("\(target).bias"))
    }

    private mutating func affine(
      _ place: String, _ target: String, in network: TensorFlowNetwork
    ) throws(ImportError) {
      tensors.append(
        try find("\(place)/mod_weight", in: network, axes: 2)
          .rearranged([1, 0], named: "\(target).affine.weight"))
      let bias = try find("\(place)/mod_bias", in: network, axes: 1)
      tensors.append(bias.reshaped(bias.shape, named: "\(target).affine.bias") { $0 + 1 })
    }

    /// The filter [1, 3, 3, 1], which these files do not hold.
    private static func filter(_ name: String) -> StoredTensor {
      let line: [Float] = [1, 3, 3, 1]
      return StoredTensor(
        name: name, shape: [4, 4], floats: line.flatMap { row in line.map { row * $0 / 64 } })
    }
  }
}
