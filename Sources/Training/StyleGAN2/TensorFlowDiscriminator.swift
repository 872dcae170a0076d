import Checkpoints
import Generators

/// The discriminator of a TensorFlow pickle of StyleGAN2 under the names and in the form of
/// stylegan2-ada-pytorch.
struct TensorFlowDiscriminator {
  let configuration: StyleGAN2Discriminator.Configuration
  let tensors: [StoredTensor]

  /// Turns a network into ours.
  /// - Returns: `nil` for another network.
  init?(_ network: TensorFlowNetwork) {
    guard ["D_stylegan2", "D_main"].contains(network.function),
      let smallest = network.variables["4x4/Conv/weight"]?.shape.last
    else { return nil }
    var widths = [smallest]
    while let shape = network.variables["\(4 << widths.count)x\(4 << widths.count)/Conv0/weight"]?
      .shape, shape.count == 4, widths.count < 12
    {
      widths.append(shape[3])
    }
    var configuration = StyleGAN2Discriminator.Configuration(
      widths: widths, classCount: network.variables["LabelEmbed/weight"]?.shape.first ?? 0)
    configuration.clamp = network.arguments["conv_clamp"]?.double
    configuration.groupSize = network.arguments["mbstd_group_size"]?.int ?? 4
    var layers = 0
    while network.variables["Mapping\(layers)/weight"] != nil { layers += 1 }
    configuration.mappingLayers = layers
    self.configuration = configuration
    var made: [StoredTensor] = []
    for (name, tensor) in network.variables {
      let parts = name.split(separator: "/").map(String.init)
      guard parts.count >= 2, let kind = parts.last,
        let target = Self.place(Array(parts.dropLast()))
      else { return nil }
      switch (kind, tensor.shape.count) {
      case ("weight", 4):
        made.append(tensor.rearranged([3, 2, 0, 1], named: target + ".weight"))
      case ("weight", 2): made.append(tensor.rearranged([1, 0], named: target + ".weight"))
      case ("bias", 1): made.append(tensor.renamed(target + ".bias"))
      default: return nil
      }
    }
    for index in widths.indices.dropFirst() {
      let block = "b\(4 << index)"
      for part in ["", ".conv0", ".conv1", ".skip"] {
        made.append(Self.filter("\(block)\(part).resample_filter"))
      }
    }
    made.append(Self.filter("b\(4 << (widths.count - 1)).fromrgb.resample_filter"))
    made.append(Self.filter("b4.conv.resample_filter"))
    tensors = made
  }

  /// Where a layer stands in ours.
  private static func place(_ parts: [String]) -> String? {
    if parts == ["Output"] { return "b4.out" }
    if parts == ["LabelEmbed"] { return "mapping.embed" }
    if parts.count == 1, parts[0].hasPrefix("Mapping"), let index = Int(parts[0].dropFirst(7)) {
      return "mapping.fc\(index)"
    }
    guard parts.count == 2, let side = Int(parts[0].prefix { $0 != "x" }),
      parts[0] == "\(side)x\(side)"
    else { return nil }
    let names = [
      "FromRGB": "fromrgb", "Conv0": "conv0", "Conv1_down": "conv1", "Skip": "skip",
      "Conv": "conv", "Dense0": "fc",
    ]
    return names[parts[1]].map { "b\(side).\($0)" }
  }

  private static func filter(_ name: String) -> StoredTensor {
    let line: [Float] = [1, 3, 3, 1]
    return StoredTensor(
      name: name, shape: [4, 4], floats: line.flatMap { row in line.map { row * $0 / 64 } })
  }
}
