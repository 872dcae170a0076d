import Tensors

/// Whether this LibTorch trains in bfloat16 what doubles its maps by transposed convolutions of that
/// type (StyleGAN2; pix2pixHD computes them in float32). Version 1.13 gets them wrong on machines
/// without native bfloat16: results of a wrong size or value.
public enum BFloat16Support {
  /// What stands against it, in words: transposed convolutions, forward and backward, are compared
  /// with float32.
  /// - Returns: `nil` where all of them agree.
  public static func obstacle() -> String? {
    for (side, channels) in [(4, 8), (8, 16), (16, 64), (32, 32)] {
      guard let wide = derivatives(side: side, channels: channels, type: .float32)
      else { continue }
      let narrow = derivatives(side: side, channels: channels, type: .bfloat16)
      let agrees =
        narrow.map { narrow in
          zip(narrow, wide).allSatisfy { narrow, wide in
            narrow.shape == wide.shape && narrow.isFinite
              && (narrow - wide).absolute().maximum().item
                < 0.05 * wide.absolute().maximum().item
          }
        } ?? false
      if !agrees {
        return "\(Engine.description) computes transposed convolutions in bfloat16 wrongly on this "
          + "machine (\(channels) channels of \(side)×\(side))"
      }
    }
    return nil
  }

  /// The result, and the gradients with respect to input and weight, in float32; `nil` where the
  /// engine refuses.
  private static func derivatives(
    side: Int, channels: Int, type: ElementType
  ) -> [Tensor]? {
    let random = RandomGenerator(seed: 7)
    let x = random.normal([2, channels, side, side]).requiringGradient()
    let weight = random.normal([channels, channels, 3, 3]).requiringGradient()
    return withGradients { () -> [Tensor]? in
      do throws(TensorError) {
        let result = try Engine.attempt(
          "aten::conv_transpose2d", "input",
          [
            .tensor(x.converted(to: type).channelsLast()), .tensor(weight.converted(to: type)),
            .none, .ints([2, 2]), .ints([0, 0]),
          ])[0]
        let found = try gradients(
          of: [result.converted(to: .float32).squared().mean()], withRespectTo: [x, weight])
        return [result.detached().converted(to: .float32)] + found.compactMap { $0 }
      } catch {
        return nil
      }
    }
  }
}
