public import Imaging

/// The sizes of pictures that a model can make.
public struct PictureSizes: Hashable, Sendable {
  /// The size where nobody asks for another.
  public var standard: PixelSize
  /// Shortest and longest side that can be asked for; `nil` for a model of one size.
  public var sides: ClosedRange<Int>?
  /// Sides are multiples of this, 1 or more.
  public var multiple: Int

  /// One size, or any whose sides lie in a range.
  public init(_ standard: PixelSize, sides: ClosedRange<Int>? = nil, multiple: Int = 1) {
    self.standard = standard
    self.sides = sides
    self.multiple = max(1, multiple)
  }

  /// The size that comes closest to a wanted one.
  public func size(closestTo wanted: PixelSize?) -> PixelSize {
    guard let wanted, let sides else { return standard }
    func fitted(_ side: Int) -> Int {
      let smallest = (sides.lowerBound + multiple - 1) / multiple
      let largest = max(smallest, sides.upperBound / multiple)
      let nearest = (min(max(side, 0), sides.upperBound) + multiple / 2) / multiple
      return min(max(nearest, smallest), largest) * multiple
    }
    return PixelSize(width: fitted(wanted.width), height: fitted(wanted.height))
  }
}
