public import Imaging

/// How NVIDIA/vid2vid prepares maps and pictures (`data/base_dataset`): the size it gives them, labels
/// by the nearest pixel, pictures by a cubic kernel.
public enum Vid2VidPreparation: String, Sendable, CaseIterable {
  /// The width becomes `loadSize`.
  case scaleWidth
  /// The height becomes `loadSize`.
  case scaleHeight
  /// A square of `loadSize`.
  case resize
  /// As it is.
  case none

  /// The size a picture gets: both sides rounded to multiples of 4 and those to multiples of 32, each
  /// half to even, so that 46 becomes 64.
  /// - Returns: A side is 0 where the original fails, below 16.
  public func size(of source: PixelSize, loadSize: Int) -> PixelSize {
    let scaled: PixelSize
    switch self {
    case .scaleWidth:
      scaled = PixelSize(width: loadSize, height: loadSize * source.height / source.width)
    case .scaleHeight:
      scaled = PixelSize(width: loadSize * source.width / source.height, height: loadSize)
    case .resize: return PixelSize(width: loadSize, height: loadSize)
    case .none: scaled = source
    }
    func rounded(_ side: Int) -> Int {
      func multiple(_ value: Int, of unit: Int) -> Int {
        Int((Double(value) / Double(unit)).rounded(.toNearestOrEven)) * unit
      }
      return multiple(multiple(side, of: 4), of: 32)
    }
    return PixelSize(width: rounded(scaled.width), height: rounded(scaled.height))
  }
}
