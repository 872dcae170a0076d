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

  /// L1 on a pyramid of overlapping binomial windows (1 3 3 1, every second pixel), the full size
  /// included: mean of the levels 1, 1/2, 1/4, 1/8. The windows' grid lies at a phase of its own in
  /// every level, so that no lattice of the picture hides from it.
  /// - Parameter phases: Row and column, 0 or 1, where each of the three coarser levels starts.
  public static func smoothPyramid(
    fake: Tensor, real: Tensor, phases: [(row: Int, column: Int)]
  ) -> Tensor {
    var difference = fake - real
    var total = difference.absolute().mean()
    let line: [Float] = [1, 3, 3, 1]
    let window = Tensor(line.flatMap { row in line.map { row * $0 / 64 } }, shape: [1, 1, 4, 4])
      .expanded([3, 1, 4, 4]).contiguous().moved(to: fake.device)
    for phase in phases {
      let shape = difference.shape
      difference = difference.sliced(axis: 2, from: phase.row, to: shape[2])
        .sliced(axis: 3, from: phase.column, to: shape[3])
        .convolved(window, stride: 2, groups: 3)
      total = total + difference.absolute().mean()
    }
    return total / Double(1 + phases.count)
  }

  /// Kullback–Leibler divergence of N(μ, σ²) from N(0, 1) per code dimension, `[N, D]`, in nats.
  public static func divergence(mean: Tensor, logVariance: Tensor) -> Tensor {
    (logVariance.exponential() + mean.squared() - logVariance - 1) * 0.5
  }

  /// The divergence with free bits (Kingma et al. 2016): a dimension costs only what its batch
  /// mean exceeds `freeNats` by; summed over dimensions.
  public static func divergence(mean: Tensor, logVariance: Tensor, freeNats: Double) -> Tensor {
    divergence(mean: mean, logVariance: logVariance).mean(over: [0])
      .clamped(from: freeNats, to: nil).sum()
  }
}
