public import Imaging

/// What a pyramid is built from; its pictures and noises lie with the weights.
public struct SinGANConfiguration: ModelConfiguration {
  /// Sizes of the photo's pictures from the coarsest to the finest.
  public var sizes: [PixelSize]
  /// Widths behind the blocks of each trained generator; fewer than `sizes` where training stopped.
  public var channels: [[Int]]
  /// Factor of the noise of each trained generator; 1 at the coarsest.
  public var noiseAmplitudes: [Double]
  /// True ratio of neighbouring scales.
  public var factor: Double
  /// What it was learned for: animation has noise on the border, too.
  public var purpose: SinGANSizes.Purpose
  /// Scales whose noise of the reconstruction is stored; that of the others is 0.
  public var noiseScales: [Int]

  /// Creates a configuration; noise is stored for the coarsest scale.
  public init(
    sizes: [PixelSize], channels: [[Int]], noiseAmplitudes: [Double], factor: Double,
    purpose: SinGANSizes.Purpose = .pictures, noiseScales: [Int] = [0]
  ) {
    self.sizes = sizes
    self.channels = channels
    self.noiseAmplitudes = noiseAmplitudes
    self.factor = factor
    self.purpose = purpose
    self.noiseScales = noiseScales
  }

  /// Number of the highest trained scale.
  public var lastTrained: Int { channels.count - 1 }

  /// Size of the pictures the highest trained scale makes.
  public var outputSize: PixelSize { sizes[lastTrained] }

  /// Pixels a generator's convolutions cut on every side, which its inputs get as padding.
  public func border(_ scale: Int) -> Int { channels[scale].count + 1 }

  /// Checks what a file may have got wrong.
  public func validate() throws(ConfigurationError) {
    func fail(_ field: String, _ found: Any, _ expected: String) -> ConfigurationError {
      ConfigurationError(field: field, found: "\(found)", expected: expected)
    }
    guard (1...64).contains(sizes.count) else {
      throw fail("sizes", sizes.count, "1 to 64 pictures")
    }
    for size in sizes where !(1...8192).contains(size.width) || !(1...8192).contains(size.height) {
      throw fail("sizes", size, "sides of 1 to 8192 pixels")
    }
    guard (1...sizes.count).contains(channels.count) else {
      throw fail("channels", channels.count, "1 to \(sizes.count) generators")
    }
    for widths in channels {
      guard (1...32).contains(widths.count), widths.allSatisfy({ (1...4096).contains($0) }) else {
        throw fail("channels", widths, "1 to 32 blocks of 1 to 4096 channels")
      }
    }
    guard noiseAmplitudes.count == channels.count, noiseAmplitudes.allSatisfy(\.isFinite) else {
      throw fail("noiseAmplitudes", noiseAmplitudes, "\(channels.count) finite numbers")
    }
    guard factor.isFinite, factor > 0.05, factor < 1 else {
      throw fail("factor", factor, "a ratio of scales between 0.05 and 1")
    }
    guard noiseScales.allSatisfy(channels.indices.contains),
      Set(noiseScales).count == noiseScales.count
    else { throw fail("noiseScales", noiseScales, "scales of 0…\(lastTrained)") }
  }
}
