/// The colours of a photo, few enough to paint with: clusters of its pixels (k-means in RGB), the
/// most frequent first. Depends on the photo alone.
public struct PhotoPalette: Hashable, Sendable {
  /// How many colours a palette has where the photo has as many.
  public static let standardCount = 16

  /// The colours, at least one, all different.
  public let colors: [RGB]

  /// Learns the palette of a picture of at least one pixel.
  /// - Parameter count: Colours at most.
  public init(of picture: RGBImage, count: Int = standardCount) {
    precondition(picture.size.area > 0 && count > 0, "no palette of \(count) for \(picture.size)")
    let bins = ColorBin.all(of: picture)
    var centers = ColorBin.seeds(bins, count: count)
    for _ in 0..<16 {
      let moved = ColorBin.means(bins, around: centers)
      if moved == centers { break }
      centers = moved
    }
    var weights = [Int](repeating: 0, count: centers.count)
    for bin in bins { weights[nearest(bin.color, in: centers)] += bin.weight }
    let sorted = centers.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
    var known: Set<RGB> = []
    colors = sorted.map { centers[$0].rounded }.filter { known.insert($0).inserted }
  }

  /// The colours as labels to paint with, numbered in their order and named as people call them.
  public func labelSet(named name: String, source: String) -> LabelSet {
    let names = ColorName.names(of: colors)
    return LabelSet(
      name: name, source: source,
      labels: colors.indices.map { index in
        LabelSet.Label(
          id: index, name: names[index], color: colors[index],
          group: ColorName(colors[index]).group)
      })
  }

  /// The picture in these colours: each pixel the nearest one, by its place in `colors`.
  public func labels(of picture: RGBImage) -> LabelMap {
    let centers = colors.map { ColorVector($0) }
    var known: [RGB: UInt16] = [:]
    return picture.map { color in
      if let index = known[color] { return index }
      let index = UInt16(nearest(ColorVector(color), in: centers))
      known[color] = index
      return index
    }
  }
}

extension LabelSet {
  /// A picture in the colours of these labels, errors spread to the pixels after each (Floyd and
  /// Steinberg), so that areas keep their mean colour.
  public func dithered(_ picture: RGBImage) -> LabelMap {
    precondition(!labels.isEmpty, "a label set without labels")
    let centers = labels.map { ColorVector($0.color) }
    var rest = picture.elements.map { ColorVector($0) }
    var result = LabelMap(width: picture.width, height: picture.height, filledWith: 0)
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        let place = y * picture.width + x
        let wanted = rest[place].clamped
        let index = nearest(wanted, in: centers)
        result.elements[place] = UInt16(clamping: labels[index].id)
        let error = wanted - centers[index]
        func spread(_ right: Int, _ down: Int, _ share: Float) {
          guard (0..<picture.width).contains(x + right), y + down < picture.height else { return }
          rest[place + down * picture.width + right] += error * share
        }
        spread(1, 0, 7 / 16)
        spread(-1, 1, 3 / 16)
        spread(0, 1, 5 / 16)
        spread(1, 1, 1 / 16)
      }
    }
    return result
  }
}

/// A colour as numbers to compute with, 0…255.
struct ColorVector: Hashable {
  var red: Float
  var green: Float
  var blue: Float

  init(red: Float, green: Float, blue: Float) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  init(_ color: RGB) {
    self.init(red: Float(color.red), green: Float(color.green), blue: Float(color.blue))
  }

  var clamped: ColorVector {
    ColorVector(
      red: min(255, max(0, red)), green: min(255, max(0, green)), blue: min(255, max(0, blue)))
  }

  var rounded: RGB {
    let inside = clamped
    return RGB(
      UInt8(inside.red.rounded()), UInt8(inside.green.rounded()), UInt8(inside.blue.rounded()))
  }

  func distance(_ other: ColorVector) -> Float {
    let difference = self - other
    return difference.red * difference.red + difference.green * difference.green
      + difference.blue * difference.blue
  }

  static func - (a: ColorVector, b: ColorVector) -> ColorVector {
    ColorVector(red: a.red - b.red, green: a.green - b.green, blue: a.blue - b.blue)
  }

  static func * (a: ColorVector, factor: Float) -> ColorVector {
    ColorVector(red: a.red * factor, green: a.green * factor, blue: a.blue * factor)
  }

  static func += (a: inout ColorVector, b: ColorVector) {
    a = ColorVector(red: a.red + b.red, green: a.green + b.green, blue: a.blue + b.blue)
  }
}

/// The place of the nearest of some colours.
func nearest(_ color: ColorVector, in centers: [ColorVector]) -> Int {
  var best = 0
  var least = Float.infinity
  for index in centers.indices {
    let distance = color.distance(centers[index])
    if distance < least {
      least = distance
      best = index
    }
  }
  return best
}

/// Pixels of about one colour: their mean and how many there are.
private struct ColorBin {
  var color: ColorVector
  var weight: Int

  /// The colours of a picture at 5 bits per channel.
  static func all(of picture: RGBImage) -> [ColorBin] {
    var sums: [Int: (red: Int, green: Int, blue: Int, count: Int)] = [:]
    for pixel in picture.elements {
      let key = Int(pixel.red >> 3) << 10 | Int(pixel.green >> 3) << 5 | Int(pixel.blue >> 3)
      var sum = sums[key] ?? (0, 0, 0, 0)
      sum.red += Int(pixel.red)
      sum.green += Int(pixel.green)
      sum.blue += Int(pixel.blue)
      sum.count += 1
      sums[key] = sum
    }
    return sums.sorted { $0.key < $1.key }.map { _, sum in
      let count = Float(sum.count)
      return ColorBin(
        color: ColorVector(
          red: Float(sum.red) / count, green: Float(sum.green) / count,
          blue: Float(sum.blue) / count), weight: sum.count)
    }
  }

  /// Where clusters begin: the most frequent colour, then what is frequent and far from all so far.
  static func seeds(_ bins: [ColorBin], count: Int) -> [ColorVector] {
    guard let first = bins.max(by: { $0.weight < $1.weight }) else { return [] }
    var seeds = [first.color]
    var distances = bins.map { $0.color.distance(first.color) }
    while seeds.count < count {
      let scores = bins.indices.map { Float(bins[$0].weight).squareRoot() * distances[$0] }
      guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[best] > 0
      else { break }
      seeds.append(bins[best].color)
      for index in bins.indices {
        distances[index] = min(distances[index], bins[index].color.distance(bins[best].color))
      }
    }
    return seeds
  }

  /// The mean of what is nearest to each centre; a centre without any stays.
  static func means(_ bins: [ColorBin], around centers: [ColorVector]) -> [ColorVector] {
    var sums = [ColorVector](
      repeating: ColorVector(red: 0, green: 0, blue: 0), count: centers.count)
    var weights = [Float](repeating: 0, count: centers.count)
    for bin in bins {
      let index = nearest(bin.color, in: centers)
      sums[index] += bin.color * Float(bin.weight)
      weights[index] += Float(bin.weight)
    }
    return centers.indices.map { weights[$0] > 0 ? sums[$0] * (1 / weights[$0]) : centers[$0] }
  }
}
