public import Tensors

/// Losses that compare a made picture with the one it should be.
public enum ReconstructionLosses {
  /// Feature matching (Wang et al. 2018, eq. 4; NVlabs/SPADE): L1 between the discriminator's
  /// features of made and real pictures, summed over layers, averaged over scales.
  public static func featureMatching(fake: [[Tensor]], real: [[Tensor]]) -> Tensor {
    var total = Tensor.scalar(0)
    for (fakeScale, realScale) in zip(fake, real) {
      for (made, wanted) in zip(fakeScale, realScale).dropLast() {
        let difference = made.converted(to: .float32) - wanted.detached().converted(to: .float32)
        total = total + difference.absolute().mean()
      }
    }
    return total / Double(fake.count)
  }

  /// L1 on an average-pooled pyramid: the whole picture's light and colours count, its texture
  /// is left to the discriminator. Levels are 1/2, 1/4, 1/8 of the size.
  public static func pyramid(fake: Tensor, real: Tensor) -> Tensor {
    var total = Tensor.scalar(0)
    for factor in [2, 4, 8] {
      let difference =
        fake.averagePooled(kernel: factor, stride: factor)
        - real.averagePooled(kernel: factor, stride: factor)
      total = total + difference.absolute().mean()
    }
    return total / 3
  }

  /// Kullback–Leibler divergence of N(μ, σ²) from N(0, 1) per code dimension, `[N, D]`, in nats.
  public static func divergence(mean: Tensor, logVariance: Tensor) -> Tensor {
    (logVariance.exponential() + mean.squared() - logVariance - 1) * 0.5
  }

  /// The divergence as the reference counts it: the sum over batch and dimensions.
  public static func summedDivergence(mean: Tensor, logVariance: Tensor) -> Tensor {
    divergence(mean: mean, logVariance: logVariance).sum()
  }

  /// The divergence with free bits (Kingma et al. 2016): a dimension costs only what its batch
  /// mean exceeds `freeNats` by; summed over dimensions.
  public static func divergence(mean: Tensor, logVariance: Tensor, freeNats: Double) -> Tensor {
    divergence(mean: mean, logVariance: logVariance).mean(over: [0])
      .clamped(from: freeNats, to: nil).sum()
  }
}
