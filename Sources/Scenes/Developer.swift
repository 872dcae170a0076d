import Imaging

/// Turns samples into the final picture: averages 2×2, rolls off highlights, encodes sRGB.
struct Developer {
  let buffer: SampleBuffer
  let size: PixelSize
  /// 0 by day, 1 at night, when eyes see little colour and a blue cast.
  let night: Float

  func develop(recipe: SceneRecipe) -> Scene {
    var pixels: [RGB] = []
    var labels: [UInt16] = []
    var instances: [UInt32] = []
    pixels.reserveCapacity(size.area)
    labels.reserveCapacity(size.area)
    instances.reserveCapacity(size.area)
    let width = buffer.width
    for row in 0..<size.height {
      for column in 0..<size.width {
        let first = row * 2 * width + column * 2
        let corners = (first, first + 1, first + width, first + width + 1)
        let sum =
          tone(buffer.color[corners.0]) + tone(buffer.color[corners.1])
          + tone(buffer.color[corners.2]) + tone(buffer.color[corners.3])
        pixels.append(encode(sum * 0.25))
        let winner = majority(corners)
        labels.append(UInt16(buffer.label[winner]))
        instances.append(UInt32(buffer.instance[winner]))
      }
    }
    return Scene(
      image: RGBImage(width: size.width, height: size.height, elements: pixels),
      labels: LabelMap(width: size.width, height: size.height, elements: labels),
      instances: InstanceMap(width: size.width, height: size.height, elements: instances),
      style: recipe.style, biome: recipe.biome)
  }

  /// The sample of four whose label and instance occur most often; the first of equals.
  @inline(__always) private func majority(_ at: (Int, Int, Int, Int)) -> Int {
    func key(_ index: Int) -> Int {
      Int(buffer.label[index]) << 16 | Int(buffer.instance[index])
    }
    let (a, b, c, d) = (key(at.0), key(at.1), key(at.2), key(at.3))
    if a == b || a == c || a == d { return at.0 }
    if b == c || b == d { return at.1 }
    return c == d ? at.2 : at.0
  }

  /// Linear up to 0.55, then a shoulder that reaches 1 only at infinity.
  @inline(__always) private func tone(_ color: Vector) -> Vector {
    let grey = Vector(0.85, 0.97, 1.25) * max(luminance(color), 0)
    let seen = mix(color, grey, 0.42 * night)
    return Vector(shoulder(seen.x), shoulder(seen.y), shoulder(seen.z))
  }

  @inline(__always) private func shoulder(_ value: Float) -> Float {
    let knee: Float = 0.55
    guard value > knee else { return max(value, 0) }
    return knee + (1 - knee) * (1 - Fast.exp((knee - value) / (1 - knee)))
  }

  @inline(__always) private func encode(_ color: Vector) -> RGB {
    RGB(byte(color.x), byte(color.y), byte(color.z))
  }

  @inline(__always) private func byte(_ value: Float) -> UInt8 {
    // sRGB through roots: error below one level.
    let root = value.squareRoot()
    let fourth = root.squareRoot()
    let eighth = fourth.squareRoot()
    let encoded =
      value < 0.0031308
      ? 12.92 * value
      : 0.662_002_687 * root + 0.684_122_06 * fourth - 0.323_583_601 * eighth - 0.022_541_147
        * value
    return UInt8(min(max(encoded * 255 + 0.5, 0), 255))
  }
}
