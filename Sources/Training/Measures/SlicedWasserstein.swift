public import Tensors

/// The sliced Wasserstein distance between patches of two sets of pictures on every level of their
/// Laplacian pyramids (Karras et al. 2018, §5): small where the sets look alike at that scale.
public struct SlicedWasserstein: Sendable {
  /// Side of the patches in pixels.
  public var patch = 7
  /// Patches taken from each picture on each level.
  public var patchesPerPicture = 128
  /// Number of random directions, all repeats together.
  public var directions = 512
  /// Seed of places and directions.
  public var seed: UInt64

  /// The paper's numbers.
  public init(seed: UInt64 = 1) {
    self.seed = seed
  }

  /// One level's distance.
  public struct Level: Codable, Sendable, Hashable {
    /// Side of the level in pixels.
    public var side: Int
    /// Distance in thousandths of the patches' standard deviation, as the paper prints it.
    public var distance: Double
  }

  /// Distances on all levels, fine to coarse.
  /// - Parameters: `first` and `second` are pictures `[N, 3, H, W]` in any range, equally many; H
  ///   and W are equal powers of 2 from 16.
  public func levels(_ first: Tensor, _ second: Tensor) -> [Level] {
    withoutGradients {
      zip(LaplacianPyramid.levels(of: first), LaplacianPyramid.levels(of: second)).enumerated()
        .map { index, pair in
          Level(
            side: pair.0.shape[3],
            distance: 1000
              * distance(
                patches(of: pair.0, stream: UInt64(2 * index)),
                patches(of: pair.1, stream: UInt64(2 * index + 1)), stream: UInt64(index)))
        }
    }
  }

  /// Random patches, normalized per channel by mean and deviation of all of them.
  /// - Returns: `[N · patchesPerPicture, 3 · patch²]`.
  func patches(of level: Tensor, stream: UInt64) -> Tensor {
    let shape = level.shape
    let (count, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
    let values = level.contiguous().floats()
    var random = SeededRandom(seed: seed, stream: stream)
    var gathered: [Float] = []
    gathered.reserveCapacity(count * patchesPerPicture * channels * patch * patch)
    for picture in 0..<count {
      for _ in 0..<patchesPerPicture {
        let top = Int.random(in: 0...(height - patch), using: &random)
        let left = Int.random(in: 0...(width - patch), using: &random)
        for channel in 0..<channels {
          for row in top..<(top + patch) {
            let start = ((picture * channels + channel) * height + row) * width + left
            gathered.append(contentsOf: values[start..<(start + patch)])
          }
        }
      }
    }
    let all = Tensor(gathered, shape: [count * patchesPerPicture, channels, patch * patch])
    let statistics = all.varianceAndMean(over: [0, 2])
    let deviation = statistics.variance.squareRoot().clamped(from: 1e-12, to: nil)
    return ((all - statistics.mean) / deviation).reshaped([count * patchesPerPicture, -1])
  }

  /// The mean over directions of the distance between sorted projections.
  /// - Parameters: `[M, D]` each.
  func distance(_ first: Tensor, _ second: Tensor, stream: UInt64) -> Double {
    let length = first.shape[1]
    var total = 0.0
    let parts = max(1, directions / 128)
    for part in 0..<parts {
      let random = RandomGenerator(seed: seed &* 1_000_003 &+ stream &* 64 &+ UInt64(part))
      let drawn = random.normal([length, max(1, directions / parts)])
      let unit = drawn / drawn.squared().sum(over: [0], keepingAxes: true).squareRoot()
      let difference = first.matmul(unit).sorted(axis: 0) - second.matmul(unit).sorted(axis: 0)
      total += difference.absolute().mean().item
    }
    return total / Double(parts)
  }
}
