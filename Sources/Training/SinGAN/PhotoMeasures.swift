import Foundation
public import Generators
public import Imaging
import Tensors

/// How good a pyramid is for its photo: how near random samples come to it in patches of every
/// scale, how varied they are, and how well the photo itself is made again.
public struct PhotoMeasures: Codable, Sendable {
  /// One scale's distance.
  public struct Level: Codable, Sendable, Hashable {
    /// Size of the photo there.
    public var size: PixelSize
    /// Sliced Wasserstein distance between all 7×7 patches of a sample and of the photo, the mean
    /// over samples; pictures go from −1 to 1.
    public var distance: Double
  }

  /// Samples that were drawn.
  public var samples: Int
  /// Distances from the coarsest scale on.
  public var levels: [Level]
  /// Mean over pixels of a pixel's deviation over the samples, over the photo's own deviation
  /// (Shaham et al. 2019, §3.2), of grey pictures.
  public var diversity: Double
  /// Root of the mean squared error of the photo made again, in −1…1.
  public var reconstruction: Double

  /// Mean of the levels' distances.
  public var distance: Double {
    levels.reduce(0) { $0 + $1.distance } / Double(max(1, levels.count))
  }

  /// Directions of the sliced distance.
  public static let directions = 512
  /// Side of the patches.
  public static let patch = 7

  /// Measures a model; `nil` for one that was not learned from one photo.
  public init?(of model: any Generator, samples: Int, seed: UInt64) throws {
    guard let model = model as? SinGANModel else { return nil }
    try self.init(of: model.pyramid, samples: samples, seed: seed)
  }

  /// Measures a pyramid at its highest trained scale. Costs the samples and, per sample, a
  /// convolution to 512 channels and a sort of them on every level.
  init(of pyramid: SinGANPyramid, samples count: Int, seed: UInt64) throws {
    let last = pyramid.configuration.lastTrained
    let photo = pyramid.pictures[last]
    let random = RandomGenerator(seed: seed)
    let drawn = random.normal([Self.directions, 3, Self.patch, Self.patch])
    let length = drawn.squared().sum(over: [1, 2, 3], keepingAxes: true).squareRoot()
    let directions = (drawn / length).contiguous()
    let levels = (0...last).filter {
      min(pyramid.configuration.sizes[$0].width, pyramid.configuration.sizes[$0].height)
        >= Self.patch
    }
    var sums = [Double](repeating: 0, count: levels.count)
    var sum = Tensor.zeros([1, 1, photo.shape[2], photo.shape[3]])
    var squares = sum
    let real = withoutGradients {
      levels.map { Self.projected(pyramid.pictures[$0], on: directions) }
    }
    for index in 0..<count {
      let key = UInt32(truncatingIfNeeded: seed &* 1_000_003) &+ UInt32(index)
      let sample = withoutGradients {
        pyramid.sample(
          noise: { SinGANNoise.drawn($1, seed: key, scale: $0) }, checkpoint: {})
      }
      withoutGradients {
        for (place, level) in levels.enumerated() {
          let size = pyramid.configuration.sizes[level]
          let made = level == last ? sample : SinGANResize.resized(sample, to: size)
          sums[place] +=
            (Self.projected(made, on: directions) - real[place]).absolute().mean().item
        }
        let grey = sample.sum(over: [1], keepingAxes: true) / 3
        sum = sum + grey
        squares = squares + grey.squared()
      }
    }
    samples = count
    self.levels = zip(levels, sums).map {
      Level(size: pyramid.configuration.sizes[$0], distance: $1 / Double(max(1, count)))
    }
    let number = Double(max(1, count))
    let mean = sum / number
    let deviation = (squares / number - mean.squared()).clamped(from: 0, to: nil).squareRoot()
    let grey = photo.sum(over: [1], keepingAxes: true) / 3
    let own = (grey - grey.mean()).squared().mean().item.squareRoot()
    diversity = deviation.mean().item / max(1e-12, own)
    let remade = withoutGradients { pyramid.reconstruction(checkpoint: {}) }
    reconstruction = (remade - photo).squared().mean().item.squareRoot()
  }

  /// All patches of a picture along the directions, sorted, `[512, patches]`.
  private static func projected(_ picture: Tensor, on directions: Tensor) -> Tensor {
    picture.convolved(directions).reshaped([Self.directions, -1]).sorted(axis: 1)
  }
}
