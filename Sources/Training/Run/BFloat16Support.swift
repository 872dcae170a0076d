import Tensors

/// Whether this LibTorch trains in bfloat16. Version 1.13 computes some transposed convolutions of
/// that type wrongly on machines without native support: results of a wrong size or value.
public enum BFloat16Support {
  /// How a family doubles its maps.
  public enum Doubling: Sendable {
    /// A transposed convolution with padding 1 and one more row (pix2pixHD).
    case padded
    /// A transposed convolution without padding (StyleGAN2).
    case bare
  }

  /// What stands against it, in words: forward and backward of some transposed convolutions are
  /// compared with float32.
  /// - Returns: `nil` where all of them agree.
  public static func obstacle(to doubling: Doubling) -> String? {
    for (side, channels) in [(4, 8), (8, 16), (16, 64), (32, 32)] {
      guard let wide = derivatives(doubling, side: side, channels: channels, type: .float32)
      else { continue }
      let narrow = derivatives(doubling, side: side, channels: channels, type: .bfloat16)
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
    _ doubling: Doubling, side: Int, channels: Int, type: ElementType
  ) -> [Tensor]? {
    let random = RandomGenerator(seed: 7)
    let x = random.normal([2, channels, side, side]).requiringGradient()
    let weight = random.normal([channels, channels, 3, 3]).requiringGradient()
    let padding = doubling == .padded ? 1 : 0
    return withGradients { () -> [Tensor]? in
      do throws(TensorError) {
        let result = try Engine.attempt(
          "aten::conv_transpose2d", "input",
          [
            .tensor(x.converted(to: type).channelsLast()), .tensor(weight.converted(to: type)),
            .none, .ints([2, 2]), .ints([padding, padding]), .ints([padding, padding]),
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
