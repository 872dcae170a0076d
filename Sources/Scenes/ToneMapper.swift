import Imaging

/// The camera: exposes by the picture's own brightness, balances its white, lets bright things
/// glare, rolls off highlights as film does, adds grain and encodes sRGB.
struct ToneMapper {
  let buffer: SampleBuffer
  let size: PixelSize
  let light: Light
  /// Whether the ground is snow whatever the season.
  let groundIsSnow: Bool
  /// Seed of the grain.
  let seed: UInt64
  /// Strength of the grain, 0 none, 1 as a small sensor has it.
  let grain: Float

  /// Exposure that suits the picture, by the mean logarithm of its luminance (Reinhard 2002).
  func exposure(of pixels: [Vector]) -> Float {
    var sum: Float = 0
    var bright: Float = 0
    var count: Float = 0
    var index = 0
    while index < pixels.count {
      let value = luminance(pixels[index])
      sum += Fast.log2(max(value, 1e-5))
      bright += value
      count += 1
      index += 3
    }
    let mean = Fast.exp2(sum / max(count, 1))
    // Night and storms stay darker than day; the eye expects it.
    let white = max(light.snow, groundIsSnow ? 0.9 : 0)
    let dark = (1 - 0.66 * light.night) * (1 - 0.12 * light.twilight) * (1 - 0.25 * light.storm)
    let pale = (1 + 0.5 * white) * (1 + 0.9 * light.fog)
    let key = 0.165 * dark * pale
    let byMean = key / max(mean, 1e-5)
    // Keep the bright half from burning out.
    let byBright = 0.52 / max(bright / max(count, 1), 1e-5)
    return min(byMean, byBright)
  }

  /// Averages 2×2 samples, develops them and adds the maps.
  /// - Parameter fixed: Exposure of an earlier frame of the same film.
  func develop(recipe: SceneRecipe, fixed: Float? = nil) -> (
    scene: Scene, depth: [Float], exposure: Float
  ) {
    let width = buffer.width
    var light = [Vector](repeating: .zero, count: size.area)
    var depth = [Float](repeating: .infinity, count: size.area)
    var labels = [UInt16](repeating: 0, count: size.area)
    var instances = [UInt32](repeating: 0, count: size.area)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let first = row * 2 * width + column * 2
        let corners = (first, first + 1, first + width, first + width + 1)
        let sum =
          buffer.color[corners.0] + buffer.color[corners.1]
          + (buffer.color[corners.2] + buffer.color[corners.3])
        let index = row * size.width + column
        light[index] = sum * 0.25
        let winner = majority(corners)
        depth[index] = buffer.depth[winner]
        labels[index] = UInt16(buffer.label[winner])
        instances[index] = UInt32(buffer.instance[winner])
      }
    }
    let exposure = fixed ?? self.exposure(of: light)
    glare(&light, exposure: exposure)
    let scene = Scene(
      image: RGBImage(
        width: size.width, height: size.height, elements: pixels(light, exposure: exposure)),
      labels: LabelMap(width: size.width, height: size.height, elements: labels),
      instances: InstanceMap(width: size.width, height: size.height, elements: instances),
      style: recipe.style, biome: recipe.biome)
    return (scene, depth, exposure)
  }

  private func pixels(_ light: [Vector], exposure: Float) -> [RGB] {
    let gain = whiteBalance() * exposure
    var random = SceneRandom(seed: seed, stream: 21)
    let strength = grain * (0.008 + 0.010 * self.light.night)
    return light.map { value in
      let seen = cooled(value * gain)
      // Triangular grain, weaker in highlights.
      let bits = random.next()
      let (first, second) = (Float(bits & 0xFFFF), Float((bits >> 16) & 0xFFFF))
      let grain = (first + second - 65_535) * (strength / 65_536)
      return RGB(
        byte(film(seen.x) + grain), byte(film(seen.y) + grain), byte(film(seen.z) + grain))
    }
  }

  /// Gains that take most of the light's own colour away.
  private func whiteBalance() -> Vector {
    let lit = light.sun * max(0.3, light.direction.y) + light.ambient
    let mean = max(luminance(lit), 1e-6)
    let cast = lit * (1 / mean)
    let share: Float = 0.62 - 0.3 * light.twilight
    func gain(_ value: Float) -> Float {
      min(max(Fast.exp2(-share * Fast.log2(max(value, 0.05))), 0.6), 1.6)
    }
    let gains = Vector(gain(cast.x), gain(cast.y), gain(cast.z))
    return gains * (1 / luminance(gains))
  }

  /// Eyes see little colour at night, with a blue cast.
  @inline(__always) private func cooled(_ color: Vector) -> Vector {
    guard light.night > 0 else { return color }
    let grey = Vector(0.8, 0.98, 1.35) * luminance(color)
    return mix(color, grey, 0.4 * light.night)
  }

  /// Adds what a lens scatters around highlights, from a picture of a quarter of the size.
  private func glare(_ light: inout [Vector], exposure: Float) {
    let (columns, rows) = ((size.width + 3) / 4, (size.height + 3) / 4)
    var small = [Vector](repeating: .zero, count: columns * rows)
    let limit = 12 / max(exposure, 1e-6)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let value = light[row * size.width + column]
        let clipped = Vector(min(value.x, limit), min(value.y, limit), min(value.z, limit))
        small[row / 4 * columns + column / 4] += clipped * (1 / 16)
      }
    }
    for radius in [2, 5] { small = blurred(small, columns: columns, rows: rows, radius: radius) }
    for row in 0..<size.height {
      for column in 0..<size.width {
        // Between the four nearest cells.
        let x = min(max((Float(column) - 1.5) * 0.25, 0), Float(columns - 1))
        let y = min(max((Float(row) - 1.5) * 0.25, 0), Float(rows - 1))
        let (left, top) = (Int(x), Int(y))
        let right = min(left + 1, columns - 1)
        let bottom = min(top + 1, rows - 1)
        let upper = mix(small[top * columns + left], small[top * columns + right], x - Float(left))
        let lower = mix(
          small[bottom * columns + left], small[bottom * columns + right], x - Float(left))
        let around = mix(upper, lower, y - Float(top))
        let index = row * size.width + column
        light[index] = light[index] * 0.955 + around * 0.045
      }
    }
  }

  /// Mean over a square window, along both axes.
  private func blurred(_ picture: [Vector], columns: Int, rows: Int, radius: Int) -> [Vector] {
    func pass(_ from: [Vector], count: Int, lines: Int, step: Int, stride: Int) -> [Vector] {
      var to = from
      for line in 0..<lines {
        let base = line * stride
        var sum = Vector.zero
        for offset in -radius...radius { sum += from[base + min(max(offset, 0), count - 1) * step] }
        for place in 0..<count {
          to[base + place * step] = sum * (1 / Float(2 * radius + 1))
          sum += from[base + min(place + radius + 1, count - 1) * step]
          sum -= from[base + max(place - radius, 0) * step]
        }
      }
      return to
    }
    let across = pass(picture, count: columns, lines: rows, step: 1, stride: columns)
    return pass(across, count: rows, lines: columns, step: columns, stride: 1)
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

  /// Encoded value of a light: a filmic curve with toe and shoulder (Hable, Narkowicz), then sRGB.
  @inline(__always) private func film(_ value: Float) -> Float {
    let x = max(value, 0) * 0.82
    let curve = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)
    return encoded(min(curve, 1))
  }

  @inline(__always) private func encoded(_ value: Float) -> Float {
    // sRGB through roots: error below one level.
    let root = value.squareRoot()
    let fourth = root.squareRoot()
    let eighth = fourth.squareRoot()
    return value < 0.0031308
      ? 12.92 * value
      : 0.662_002_687 * root + 0.684_122_06 * fourth - 0.323_583_601 * eighth - 0.022_541_147
        * value
  }

  @inline(__always) private func byte(_ value: Float) -> UInt8 {
    UInt8(min(max(value * 255 + 0.5, 0), 255))
  }
}
