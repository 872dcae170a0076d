/// Borders between objects, as networks want them (ReferenceSystems article).
public enum InstanceEdges {
  /// 1 where one of the four neighbours has another value (both pixels of such a pair are
  /// marked), 0 elsewhere; the map's own border is no edge. One pass over the map.
  public static func mask<Value: Equatable>(of map: Raster<Value>) -> Raster<UInt8> {
    var mask = Raster<UInt8>(width: map.width, height: map.height, filledWith: 0)
    let width = map.width
    map.elements.withUnsafeBufferPointer { values in
      mask.elements.withUnsafeMutableBufferPointer { edges in
        for row in 0..<map.height {
          let start = row * width
          for index in start..<(start + width) {
            if index > start, values[index] != values[index - 1] {
              edges[index] = 1
              edges[index - 1] = 1
            }
            if row > 0, values[index] != values[index - width] {
              edges[index] = 1
              edges[index - width] = 1
            }
          }
        }
      }
    }
    return mask
  }
}
