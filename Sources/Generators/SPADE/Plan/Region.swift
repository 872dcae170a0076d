import Imaging
import Layouts

/// What one block computes in one rendering, in pixels of its level.
struct Region: Equatable {
  /// Part of the first convolution's output.
  var hidden = PixelRect.none
  /// Part of the block's output.
  var output = PixelRect.none

  /// The rectangle widened a little, so that few different sizes occur (a new size costs the
  /// convolution library milliseconds); the whole level where most of it is meant anyway.
  static func aligned(_ rect: PixelRect, in level: PixelRect) -> PixelRect {
    if rect.isEmpty { return .none }
    let step = max(level.width, level.height) > 64 ? 16 : 8
    func widened(_ start: Int, _ length: Int, _ limit: Int) -> (Int, Int) {
      let wanted = min(limit, (length + step - 1) / step * step)
      let from = max(0, min(start - (wanted - length) / 2, limit - wanted))
      return (from, wanted)
    }
    let (x, width) = widened(rect.x, rect.width, level.width)
    let (y, height) = widened(rect.y, rect.height, level.height)
    let result = PixelRect(x: x, y: y, width: width, height: height)
    return result.area * 10 > level.area * 7 ? level : result
  }
}

extension PixelRect {
  /// A rectangle with no pixel.
  static let none = PixelRect(x: 0, y: 0, width: 0, height: 0)

  /// Grown by `margin` on every side; nothing stays nothing.
  func grown(_ margin: Int) -> PixelRect { isEmpty ? .none : insetBy(-margin) }

  /// Grown and cut to the level.
  func grown(_ margin: Int, in level: PixelRect) -> PixelRect {
    let result = grown(margin).intersection(level)
    return result.isEmpty ? .none : result
  }

  /// The same part of a level of twice the size.
  var doubled: PixelRect {
    PixelRect(x: 2 * x, y: 2 * y, width: 2 * width, height: 2 * height)
  }

  /// The pixels of a level of half the size that this part reads.
  var halved: PixelRect {
    if isEmpty { return .none }
    let left = x >> 1
    let top = y >> 1
    return PixelRect(
      x: left, y: top, width: ((maxX + 1) >> 1) - left, height: ((maxY + 1) >> 1) - top)
  }
}

extension LayoutPattern {
  /// The whole level.
  var bounds: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }
}
