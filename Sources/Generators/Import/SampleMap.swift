public import Imaging

/// A map that shows something with any label set, for measurements and previews.
public enum SampleMap {
  /// Classes that make a view, far to near; those a set has are taken.
  private static let view: [[String]] = [
    ["sky", "sky-other", "clouds"], ["mountain", "hill", "building", "building-other"],
    ["tree", "vegetation", "bush"], ["grass", "field", "sidewalk", "sand"],
    ["road", "river", "sea", "water"],
  ]

  /// Bands from far to near with wavy borders and a block standing in them. Sets without known
  /// names get their first classes.
  public static func make(_ labelSet: LabelSet, size: PixelSize) -> LabelMap {
    let ids = bands(of: labelSet)
    var map = LabelMap(width: size.width, height: size.height, filledWith: ids[0])
    for y in 0..<size.height {
      for x in 0..<size.width {
        let across = Double(x) / Double(size.width)
        let down = Double(y) / Double(size.height) + 0.05 * (1 - abs(4 * across - 2))
        let band = min(ids.count - 1, max(0, Int(down * Double(ids.count))))
        let isBlock = (0.55..<0.75).contains(across) && (0.3..<0.6).contains(down)
        map[x, y] = isBlock ? ids[min(1, ids.count - 1)] : ids[band]
      }
    }
    return map
  }

  /// The same view as a picture, for models that turn pictures into others.
  public static func picture(size: PixelSize) -> RGBImage {
    let set = LabelSet.numbered(5)
    let colours = set.labels.map(\.color)
    let map = make(set, size: size)
    return RGBImage(
      width: size.width, height: size.height,
      elements: map.elements.map { colours[min(Int($0), colours.count - 1)] })
  }

  private static func bands(of labelSet: LabelSet) -> [UInt16] {
    let found = view.compactMap { names in
      names.lazy.compactMap { labelSet.label(named: $0)?.id }.first
    }
    let ids = found.count >= 2 ? found : Array(labelSet.labels.prefix(5).map(\.id))
    return ids.map { UInt16(clamping: $0) }
  }
}
