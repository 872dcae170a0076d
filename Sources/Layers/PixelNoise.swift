public import Tensors

/// Noise per pixel that is a hash of position, layer and seed: the same pixel gets the same number
/// whether a picture is rendered whole, in part, again after a stroke or in an export, so nothing
/// flickers and local re-rendering stays exact.
public struct PixelNoise: Sendable, Hashable {
  /// One seed per picture of a batch; without one all noise is 0.
  public let seeds: [UInt32?]

  /// Noise of some pictures.
  public init(seeds: [UInt32?]) {
    self.seeds = seeds
  }

  /// Noise of pictures that share one seed; `nil` for none.
  public init(seed: UInt32?, pictures: Int = 1) {
    seeds = Array(repeating: seed, count: pictures)
  }

  /// Numbers of one layer, `[pictures, 1, height, width]`, float32; close to a normal
  /// distribution of mean 0 and variance 1, −3.45…3.45.
  /// - Parameter layer: Number of the layer; different layers have different noise.
  public func tensor(layer: UInt32, height: Int, width: Int) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(seeds.count * height * width)
    for seed in seeds {
      PixelNoise.append(seed: seed, layer: layer, height: height, width: width, to: &values)
    }
    return Tensor(values, shape: [seeds.count, 1, height, width])
  }

  /// Numbers of one picture and one layer, `[height][width]`.
  public static func values(
    seed: UInt32?, layer: UInt32, height: Int, width: Int
  ) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(height * width)
    append(seed: seed, layer: layer, height: height, width: width, to: &values)
    return values
  }

  private static func append(
    seed: UInt32?, layer: UInt32, height: Int, width: Int, to values: inout [Float]
  ) {
    guard let seed else {
      values.append(contentsOf: repeatElement(0, count: height * width))
      return
    }
    let key = mixed(seed &* 0x9E37_79B1 ^ mixed(layer &+ 0x68E3_1DA4))
    for y in 0..<height {
      let row = mixed(key &+ UInt32(truncatingIfNeeded: y) &* 0x85EB_CA77)
      for x in 0..<width {
        values.append(normal(mixed(row &+ UInt32(truncatingIfNeeded: x) &* 0xC2B2_AE3D)))
      }
    }
  }

  /// The finalizer of MurmurHash3: every bit depends on every bit.
  private static func mixed(_ bits: UInt32) -> UInt32 {
    var bits = bits
    bits ^= bits >> 16
    bits = bits &* 0x85EB_CA6B
    bits ^= bits >> 13
    bits = bits &* 0xC2B2_AE35
    bits ^= bits >> 16
    return bits
  }

  /// The sum of four bytes, each uniform on 0…255 with variance 65535/12, centred and scaled.
  private static func normal(_ bits: UInt32) -> Float {
    let sum = (bits & 0xff) + (bits >> 8 & 0xff) + (bits >> 16 & 0xff) + bits >> 24
    return (Float(sum) - 510) * (1 / 147.80054)
  }
}
