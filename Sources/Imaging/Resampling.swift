/// How a picture is resized.
public enum ResamplingFilter: Hashable, Sendable, CaseIterable {
  /// Mean over the covered area.
  case area
  /// Triangle; when shrinking as wide as the scale, so that nothing aliases.
  case bilinear
  /// Keys' cubic with a = −0.5, widened when shrinking; the filter SPADE prepares photos with.
  case bicubic

  /// Half the width in source pixels at scale 1.
  fileprivate var support: Double {
    switch self {
    case .area: 0.5
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  /// The weight at a distance from the centre.
  fileprivate func weight(_ distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .area:
      return distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .bilinear:
      return x < 1 ? 1 - x : 0
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
      return 0
    }
  }
}

extension RGBImage {
  /// Resized with antialiasing, bit for bit as Pillow's `Image.resize` does it: weights in 22-bit
  /// fixed point, columns first, rounded to 8 bits in between.
  ///
  /// - Parameter size: At least 1×1; `self` must not be empty.
  public func resized(to size: PixelSize, by filter: ResamplingFilter) -> RGBImage {
    precondition(size.width > 0 && size.height > 0, "a picture cannot become \(size)")
    precondition(width > 0 && height > 0, "an empty picture cannot be resized")
    if size == self.size { return self }
    var channels = withBytes { Array($0) }
    if size.width != width {
      let taps = ResamplingTaps(from: width, to: size.width, by: filter)
      channels = resampleColumns(channels, rows: height, width: width, by: taps)
    }
    if size.height != height {
      let taps = ResamplingTaps(from: height, to: size.height, by: filter)
      channels = resampleRows(channels, rowBytes: size.width * 3, by: taps)
    }
    return RGBImage(size: size, bytes: channels)
  }

  /// A picture from its bytes, red, green, blue per pixel, rows from the top.
  public init(size: PixelSize, bytes: [UInt8]) {
    precondition(bytes.count == 3 * size.area, "\(bytes.count) bytes do not fill \(size)")
    let pixels = [RGB](unsafeUninitializedCapacity: size.area) { pixels, count in
      UnsafeMutableRawBufferPointer(pixels).copyBytes(from: bytes)
      count = size.area
    }
    self.init(width: size.width, height: size.height, elements: pixels)
  }

  /// Calls `body` with the bytes: red, green, blue per pixel, rows from the top.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    elements.withUnsafeBytes(body)
  }
}

/// Bits after the point of a fixed-point weight; 8-bit samples leave room for overshoot.
private let weightBits = 22

/// Which source positions make each target position along one axis, and with which weights.
private struct ResamplingTaps {
  /// First source position of each target position.
  var starts: [Int] = []
  /// Number of source positions of each target position.
  var counts: [Int] = []
  /// Fixed-point weights, `stride` of them per target position.
  var weights: [Int32] = []
  let stride: Int

  init(from input: Int, to output: Int, by filter: ResamplingFilter) {
    let scale = Double(input) / Double(output)
    let filterScale = Swift.max(scale, 1)
    let support = filter.support * filterScale
    stride = Int(support.rounded(.up)) * 2 + 1
    weights.reserveCapacity(output * stride)
    for target in 0..<output {
      let center = (Double(target) + 0.5) * scale
      let start = Swift.max(Int(center - support + 0.5), 0)
      let end = Swift.min(Int(center + support + 0.5), input)
      let exact = (start..<end).map {
        filter.weight((Double($0) - center + 0.5) / filterScale)
      }
      let sum = exact.reduce(0, +)
      starts.append(start)
      counts.append(end - start)
      for weight in exact {
        let scaled = weight / (sum == 0 ? 1 : sum) * Double(1 << weightBits)
        weights.append(Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5))
      }
      weights.append(contentsOf: repeatElement(0, count: stride - exact.count))
    }
  }
}

/// One 8-bit sample from a sum of weighted samples.
@inline(__always)
private func rounded(_ sum: Int32) -> UInt8 {
  UInt8(truncatingIfNeeded: Swift.max(0, Swift.min(255, sum >> Int32(weightBits))))
}

/// Resamples each row of interleaved RGB along its columns.
private func resampleColumns(
  _ source: [UInt8], rows: Int, width: Int, by taps: ResamplingTaps
) -> [UInt8] {
  let outputs = taps.starts.count
  return [UInt8](unsafeUninitializedCapacity: rows * outputs * 3) { target, count in
    source.withUnsafeBufferPointer { source in
      taps.weights.withUnsafeBufferPointer { weights in
        var out = 0
        for row in 0..<rows {
          for output in 0..<outputs {
            var red: Int32 = 1 << Int32(weightBits - 1)
            var green = red
            var blue = red
            var position = (row * width + taps.starts[output]) * 3
            let first = output * taps.stride
            for tap in first..<(first + taps.counts[output]) {
              let weight = weights[tap]
              red &+= Int32(source[position]) &* weight
              green &+= Int32(source[position + 1]) &* weight
              blue &+= Int32(source[position + 2]) &* weight
              position += 3
            }
            target[out] = rounded(red)
            target[out + 1] = rounded(green)
            target[out + 2] = rounded(blue)
            out += 3
          }
        }
      }
    }
    count = rows * outputs * 3
  }
}

/// Resamples whole rows of `rowBytes` bytes along the columns' direction.
private func resampleRows(
  _ source: [UInt8], rowBytes: Int, by taps: ResamplingTaps
) -> [UInt8] {
  let outputs = taps.starts.count
  var sums = [Int32](repeating: 0, count: rowBytes)
  return [UInt8](unsafeUninitializedCapacity: outputs * rowBytes) { target, count in
    source.withUnsafeBufferPointer { source in
      sums.withUnsafeMutableBufferPointer { sums in
        for output in 0..<outputs {
          sums.update(repeating: 1 << Int32(weightBits - 1))
          for tap in 0..<taps.counts[output] {
            let weight = taps.weights[output * taps.stride + tap]
            let start = (taps.starts[output] + tap) * rowBytes
            for byte in 0..<rowBytes {
              sums[byte] &+= Int32(source[start + byte]) &* weight
            }
          }
          let start = output * rowBytes
          for byte in 0..<rowBytes { target[start + byte] = rounded(sums[byte]) }
        }
      }
    }
    count = outputs * rowBytes
  }
}
