public import Imaging
public import Tensors

extension SinGANPyramid {
  /// What takes the place of the enlarged picture from below when a picture enters the pyramid at
  /// a scale: shrunk to the scale below and enlarged again, so that it has no finer detail.
  /// - Parameters:
  ///   - edit: `[1, 3, H, W]`; resized to the photo's size first if its width differs. The height is
  ///     not looked at: rows beyond the photo's are cut.
  ///   - scale: 1…`lastTrained`.
  /// - Returns: `[1, 3, H, W]` of the scale.
  public func entry(of edit: Tensor, at scale: Int) -> Tensor {
    let sizes = configuration.sizes
    let finest = sizes[sizes.count - 1]
    var picture = edit
    if picture.shape[3] != finest.width {
      picture = SinGANResize.resized(picture, to: finest)
    }
    let steps = Double(sizes.count - 1 - scale + 1)
    let below = SinGANResize.resized(picture, by: power(configuration.factor, steps))
      .cut(height: sizes[scale - 1].height, width: sizes[scale - 1].width)
    return enlarged(below.contiguous())
      .cut(height: sizes[scale].height, width: sizes[scale].width).contiguous()
  }

  /// A picture with the photo's texture and an edit's layout: the edit enters at a scale, which and
  /// all finer ones add noise and detail.
  /// - Parameters:
  ///   - scale: 1…`lastTrained`; a low one changes much, a high one little.
  ///   - size: Any size; the edit is stretched where it is not the photo's.
  /// - Returns: `[1, 3, H, W]` of the highest trained scale.
  public func injected(
    _ edit: Tensor, at scale: Int, upTo last: Int? = nil, size: PixelSize? = nil, noise: Noise,
    observe: Observer? = nil, checkpoint: () throws -> Void = {}
  ) rethrows -> Tensor {
    let extent = extent(of: scale, for: size)
    let entry = entry(of: edit, at: scale).stretched(height: extent.height, width: extent.width)
    observe?("in_s", entry)
    let last = max(scale, last ?? configuration.lastTrained)
    let first = step(
      entry, at: scale, size: extent, noise: noise, observe: observe)
    guard scale < last else { return first }
    return try grown(
      from: first, at: scale + 1, upTo: last, size: size, noise: noise, observe: observe,
      checkpoint: checkpoint)
  }

  /// Enlarges a photo by running the finest generator again and again on ever larger pictures.
  /// - Parameters:
  ///   - photo: `[1, 3, H, W]`, of the size of the finest picture.
  ///   - factor: How many times as large on each side.
  /// - Returns: `[1, 3, ⌊factor·H⌋, ⌊factor·W⌋]`.
  public func enlargement(
    of photo: Tensor, by factor: Double, noise: (_ pass: Int, _ shape: [Int]) -> Tensor,
    observe: Observer? = nil, checkpoint: () throws -> Void = {}
  ) rethrows -> Tensor {
    let passes = SinGANSizes.passes(enlargingBy: factor)
    // The original divides by the reciprocal.
    let step = 1 / (1 / passes.factor)
    let last = configuration.lastTrained
    let border = configuration.border(last)
    let size = photo.shape
    var result = photo
    for pass in 0..<passes.count {
      try checkpoint()
      let larger = SinGANResize.resized(result, by: step, bytes: bytes(result))
      let previous = larger.zeroPadded(border)
      let shape = larger.shape
      let drawn = noise(pass, [1, pass == 0 ? 1 : 3, shape[2], shape[3]])
      let padded = drawn.expanded([1, 3, shape[2], shape[3]]).zeroPadded(border)
      let input = padded * configuration.noiseAmplitudes[last] + previous
      result = generators[last](input, previous: previous)
      observe?("pass\(pass).prev", previous)
      observe?("pass\(pass).z_in", input)
      observe?("pass\(pass).out", result)
    }
    observe?("uncut", result)
    return result.cut(
      height: Int(factor * Double(size[2])), width: Int(factor * Double(size[3])))
  }
}
