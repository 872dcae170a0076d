import Checkpoints
public import Generators
import Layers
public import Tensors

/// What fixtures of rosinality/style-based-gan-pytorch expect of the discriminator.
public enum StyleGANDiscriminatorFixture: FixtureNetwork {
  /// `d_out`, where the file holds a discriminator.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.weights(option: "checkpoint") else { return [:] }
    let tensors = weights.tensors(under: "discriminator")
    if tensors.isEmpty { return [:] }
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    var widths: [Int] = []
    while let shape = shapes["from_rgb.\(widths.count).conv.weight_orig"], widths.count < 12 {
      widths.append(shape.first ?? 0)
    }
    let step = try fixture.options.integer("step") ?? 0
    guard (0..<widths.count).contains(step), widths.allSatisfy({ (1...2048).contains($0) }) else {
      throw FixtureError("\(weights.file) holds no StyleGAN discriminator of step \(step)")
    }
    var discriminator = StyleGANDiscriminator(widths: widths.reversed(), using: nil)
    try load(into: &discriminator, from: tensors, file: weights.file)
    let side = 4 << step
    guard let picture = try fixture.input("d_image", shape: [nil, 3, side, side]) else {
      throw FixtureError("the input “d_image” is missing")
    }
    let alpha = try fixture.options.number("alpha") ?? 1
    return withoutGradients { ["d_out": discriminator(picture, step: step, alpha: alpha)] }
  }
}
