public import Imaging
public import Tensors

extension SinGANPyramid {
  /// Draws the noise of a scale: gets its number and the shape, `[1, C, H, W]`; one channel at the
  /// coarsest scale, which all three then share.
  public typealias Noise = (_ scale: Int, _ shape: [Int]) -> Tensor
  /// Sees what a scale gets and gives: names such as `scale2.prev`.
  public typealias Observer = (_ name: String, _ tensor: Tensor) -> Void

  /// What a scale adds to the picture from below.
  /// - Parameters:
  ///   - noise: Padded, `[1, 3, H + 2b, W + 2b]`.
  ///   - previous: Padded, of the same shape.
  /// - Returns: `[1, 3, H, W]`.
  public func picture(
    at scale: Int, noise: Tensor, previous: Tensor, observe: Observer? = nil
  ) -> Tensor {
    let input = noise * configuration.noiseAmplitudes[scale] + previous
    let device = generators[scale].tail.weight.device
    let output = generators[scale](
      input.moved(to: device), previous: previous.moved(to: device)
    ).moved(to: .cpu)
    observe?("scale\(scale).z_in", input)
    observe?("scale\(scale).prev", previous)
    observe?("scale\(scale).out", output)
    return output
  }

  /// A picture resized to what the next finer scale begins with, larger by a few pixels at most.
  public func enlarged(_ picture: Tensor) -> Tensor {
    SinGANResize.resized(picture, by: 1 / configuration.factor, bytes: bytes(picture))
  }

  /// The photo made again: z* at the coarsest scale, no noise above.
  /// - Parameter scale: The last scale that adds to it; the highest trained one unless given.
  public func reconstruction(
    upTo scale: Int? = nil, observe: Observer? = nil, checkpoint: () throws -> Void = {}
  ) rethrows -> Tensor {
    let last = scale ?? configuration.lastTrained
    var result = Tensor.zeros([1, 3, configuration.sizes[0].height, configuration.sizes[0].width])
    for index in 0...last {
      try checkpoint()
      let size = configuration.sizes[index]
      let below = index == 0 ? result : enlarged(result)
      if index > 0 { observe?("prev\(index)", below.cut(height: size.height, width: size.width)) }
      result = picture(
        at: index, noise: noises[index],
        previous: below.cut(height: size.height, width: size.width)
          .zeroPadded(configuration.border(index)), observe: observe)
    }
    return result
  }

  /// A picture like the photo.
  /// - Parameters:
  ///   - size: Any size; that of the highest trained scale unless given.
  ///   - start: Scales below take no noise of their own: the result begins from the photo's
  ///     reconstruction there, stretched where the size differs.
  ///   - last: The last scale that adds to it.
  /// - Returns: `[1, 3, H, W]`, −1…1 but for what the last addition exceeds it.
  public func sample(
    size: PixelSize? = nil, startingAt start: Int = 0, upTo last: Int? = nil, noise: Noise,
    observe: Observer? = nil, checkpoint: () throws -> Void = {}
  ) rethrows -> Tensor {
    let last = last ?? configuration.lastTrained
    let first = min(start, last)
    var below: Tensor?
    if first > 0 {
      let made = try reconstruction(upTo: first - 1, observe: observe, checkpoint: checkpoint)
      let wanted = extent(of: first - 1, for: size)
      below = made.stretched(height: wanted.height, width: wanted.width)
    }
    return try grown(
      from: below, at: first, upTo: last, size: size, noise: noise, observe: observe,
      checkpoint: checkpoint)
  }

  /// Adds the scales `first…last` to a picture of the scale below.
  /// - Parameter below: Of scale `first` − 1; `nil` begins with nothing at scale 0.
  func grown(
    from below: Tensor?, at first: Int, upTo last: Int, size: PixelSize?, noise: Noise,
    observe: Observer?, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var result = below
    for scale in first...last {
      try checkpoint()
      let extent = extent(of: scale, for: size)
      let begun = result.map { enlarged($0) }
      result = step(
        begun, at: scale, size: extent, noise: noise, observe: observe)
    }
    guard let result else { preconditionFailure("no scale from \(first) to \(last)") }
    return result
  }

  /// One scale of a sample.
  /// - Parameter begun: What it adds to, of about its size; `nil` for nothing.
  func step(
    _ begun: Tensor?, at scale: Int, size: PixelSize, noise: Noise, observe: Observer?
  ) -> Tensor {
    let border = configuration.border(scale)
    let drawn = paddedNoise(scale, size: size, noise: noise)
    let extent = drawn.shape
    var previous =
      begun?.cut(height: size.height, width: size.width).zeroPadded(border)
      ?? Tensor.zeros([1, 3, extent[2], extent[3]])
    previous = previous.cut(height: extent[2], width: extent[3])
      .stretched(height: extent[2], width: extent[3])
    return picture(at: scale, noise: drawn, previous: previous, observe: observe)
  }

  /// Noise of a scale as its generator takes it.
  func paddedNoise(_ scale: Int, size: PixelSize, noise: Noise) -> Tensor {
    let channels = scale == 0 ? 1 : 3
    let shape = configuration.noiseShape(scale, size: size, channels: channels, padded: false)
    let drawn = noise(scale, shape)
    precondition(
      [1, 3].contains(drawn.shape[1]), "noise of \(drawn.shape[1]) channels for \(shape)")
    let spread = drawn.expanded([1, 3, drawn.shape[2], drawn.shape[3]])
    return configuration.purpose == .animation
      ? spread.contiguous() : spread.zeroPadded(configuration.border(scale))
  }

  /// Size of a scale's picture where the highest trained one has another size than its own.
  func extent(of scale: Int, for size: PixelSize?) -> PixelSize {
    let own = configuration.sizes[scale]
    guard let size else { return own }
    let full = configuration.outputSize
    func scaled(_ side: Int, _ wanted: Int, _ whole: Int) -> Int {
      let factor = Double(wanted) / Double(whole)
      return max(1, Int((Double(side) * factor).rounded(.toNearestOrEven)))
    }
    return PixelSize(
      width: scaled(own.width, size.width, full.width),
      height: scaled(own.height, size.height, full.height))
  }
}

extension Tensor {
  /// Bilinear with aligned corners; itself where nothing changes.
  func stretched(height: Int, width: Int) -> Tensor {
    let shape = shape
    if shape[2] == height, shape[3] == width { return self }
    return resizedBilinear(height: height, width: width, alignsCorners: true)
  }
}
