extension Raster where Element == UInt16 {
  /// The map without small islands: a connected part (by sides) of fewer pixels becomes the label
  /// with which it shares the longest border, smallest parts first.
  public func withoutSpecks(smallerThan area: Int) -> Raster {
    guard area > 1, !elements.isEmpty else { return self }
    var result = self
    for part in parts(smallerThan: area).sorted(by: { $0.count < $1.count }) {
      let own = elements[part[0]]
      var borders: [UInt16: Int] = [:]
      for pixel in part {
        for next in neighbours(of: pixel) where result.elements[next] != own {
          borders[result.elements[next], default: 0] += 1
        }
      }
      let longest = borders.max { ($0.value, $1.key) < ($1.value, $0.key) }
      guard let label = longest?.key else { continue }
      for pixel in part { result.elements[pixel] = label }
    }
    return result
  }

  /// Pixels of every connected part of fewer than `area` pixels.
  private func parts(smallerThan area: Int) -> [[Int]] {
    var seen = [Bool](repeating: false, count: elements.count)
    var small: [[Int]] = []
    for start in elements.indices where !seen[start] {
      let label = elements[start]
      var part = [start]
      var next = 0
      seen[start] = true
      while next < part.count {
        for neighbour in neighbours(of: part[next])
        where !seen[neighbour] && elements[neighbour] == label {
          seen[neighbour] = true
          part.append(neighbour)
        }
        next += 1
      }
      if part.count < area { small.append(part) }
    }
    return small
  }

  private func neighbours(of pixel: Int) -> [Int] {
    let column = pixel % width
    var found: [Int] = []
    if column > 0 { found.append(pixel - 1) }
    if column + 1 < width { found.append(pixel + 1) }
    if pixel >= width { found.append(pixel - width) }
    if pixel + width < elements.count { found.append(pixel + width) }
    return found
  }
}
