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
}
