public import Generators
import Layers
public import Tensors

/// What fixtures of NVlabs/stylegan2-ada-pytorch expect of the discriminator.
public enum StyleGAN2DiscriminatorFixture: FixtureNetwork {
  /// `d_out`, where there is a discriminator.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.weights("D") else { return try tensorFlowOutputs(of: fixture) }
    var widths: [Int] = []
    if let width = weights["b4.conv.weight"]?.shape.first { widths.append(width) }
    while let shape = weights["b\(4 << widths.count).conv0.weight"]?.shape, widths.count < 12 {
      widths.append(shape.first ?? 0)
    }
    guard widths.count >= 2, widths.allSatisfy({ (1...2048).contains($0) }) else {
      throw FixtureError("\(weights.file) holds no StyleGAN2 discriminator")
    }
    var discriminator = StyleGAN2Discriminator(.init(widths: widths), using: nil)
    try load(into: &discriminator, from: weights.tensors, file: weights.file)
    let side = 2 << widths.count
    guard let picture = try fixture.input("d_image", shape: [nil, 3, side, side]) else {
      throw FixtureError("the input “d_image” is missing")
    }
    return withoutGradients { ["d_out": discriminator(picture)] }
  }

  /// The same of a TensorFlow pickle.
  private static func tensorFlowOutputs(
    of fixture: ReferenceFixture
  ) throws -> [String: Tensor] {
    guard let weights = try fixture.weights(option: "checkpoint"),
      let network = TensorFlowNetwork.discriminator(in: weights),
      let made = TensorFlowDiscriminator(network)
    else { return [:] }
    var discriminator = StyleGAN2Discriminator(made.configuration, using: nil)
    try load(into: &discriminator, from: made.tensors, file: weights.file)
    let side = 2 << made.configuration.widths.count
    guard let picture = try fixture.input("d_image", shape: [nil, 3, side, side]) else {
      throw FixtureError("the input “d_image” is missing")
    }
    let classes = try fixture.input("c", shape: [nil, made.configuration.classCount])
    return withoutGradients {
      ["d_out": discriminator(picture, classes: classes)]
    }
  }
}
