/// Which pixels of a piece of a picture are put down when it is pasted.
public enum PieceOutline: String, Hashable, Sendable, CaseIterable {
  /// All of them.
  case box
  /// Those inside the oval that touches its sides.
  case oval
  /// Those that are not of the ground: the colour at its edges, from the edges inwards.
  case cutOut

  /// In words.
  public var words: String {
    switch self {
    case .box: "box"
    case .oval: "oval"
    case .cutOut: "cut out"
    }
  }

  /// The next one.
  public var next: PieceOutline {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }

  /// The pixels of a picture.
  public func mask(of picture: RGBImage) -> Raster<Bool> {
    switch self {
    case .box: return picture.map { _ in true }
    case .oval:
      var mask = picture.map { _ in false }
      let width = Double(picture.width)
      let height = Double(picture.height)
      for y in 0..<picture.height {
        for x in 0..<picture.width {
          let across = (Double(x) + 0.5) / width * 2 - 1
          let down = (Double(y) + 0.5) / height * 2 - 1
          mask[x, y] = across * across + down * down <= 1
        }
      }
      return mask
    case .cutOut: return picture.withoutGround
    }
  }
}

extension RGBImage {
  /// Which pixels do not belong to the ground that surrounds something: pixels like the mean of
  /// the edges are ground as far as they hang together with an edge. Everything where nothing else
  /// would be left.
  fileprivate var withoutGround: Raster<Bool> {
    let edges = elements.indices.filter { index in
      let x = index % width
      let y = index / width
      return x == 0 || y == 0 || x == width - 1 || y == height - 1
    }
    var mean = ColorVector(red: 0, green: 0, blue: 0)
    for index in edges { mean += ColorVector(elements[index]) * (1 / Float(edges.count)) }
    // About a sixth of the way from black to white in each channel.
    let limit: Float = 3 * 44 * 44
    func isGround(_ index: Int) -> Bool { ColorVector(elements[index]).distance(mean) < limit }
    var mask = map { _ in true }
    var open = edges.filter(isGround)
    for index in open { mask.elements[index] = false }
    while let index = open.popLast() {
      let x = index % width
      for next in [
        x > 0 ? index - 1 : -1, x < width - 1 ? index + 1 : -1, index - width, index + width,
      ] where elements.indices.contains(next) && mask.elements[next] && isGround(next) {
        mask.elements[next] = false
        open.append(next)
      }
    }
    return mask.elements.contains(true) ? mask : map { _ in true }
  }
}
