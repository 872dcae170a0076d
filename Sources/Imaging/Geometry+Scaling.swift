extension PixelPoint {
  /// The same place in a raster of another size.
  public func scaled(from: PixelSize, to: PixelSize) -> PixelPoint {
    guard from.width > 0, from.height > 0 else { return self }
    return PixelPoint(x: x * to.width / from.width, y: y * to.height / from.height)
  }
}

extension PixelRect {
  /// The same part of a raster of another size.
  public func scaled(from: PixelSize, to: PixelSize) -> PixelRect {
    guard from.width > 0, from.height > 0 else { return self }
    let left = x * to.width / from.width
    let top = y * to.height / from.height
    return PixelRect(
      x: left, y: top, width: max(1, maxX * to.width / from.width - left),
      height: max(1, maxY * to.height / from.height - top))
  }

  /// The largest part around the centre with the proportions of `size`.
  public func centred(like size: PixelSize) -> PixelRect {
    let fitted =
      width * size.height > height * size.width
      ? PixelSize(width: max(1, height * size.width / size.height), height: height)
      : PixelSize(width: width, height: max(1, width * size.height / size.width))
    return PixelRect(
      x: x + (width - fitted.width) / 2, y: y + (height - fitted.height) / 2,
      width: fitted.width, height: fitted.height)
  }
}

extension PixelSize {
  /// The same proportions with a longer side of at most so many pixels.
  public func fitting(longest: Int) -> PixelSize {
    let longer = max(width, height)
    guard longer > longest else { return self }
    func side(_ length: Int) -> Int {
      max(1, Int((Double(length) * Double(longest) / Double(longer)).rounded()))
    }
    return PixelSize(width: side(width), height: side(height))
  }
}
