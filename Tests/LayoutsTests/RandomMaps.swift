import Imaging
import Layouts
import Tensors

/// A label map of random rectangles with their edges, and its one-hot form.
struct RandomMap {
  let symbols: SymbolMap
  let semantics: Tensor  // [1, L + 1, H, W]

  init(seed: UInt32, size: PixelSize, labels: Int, rectangles: Int) {
    var random = NumPyRandom(seed: seed)
    var map = LabelMap(width: size.width, height: size.height, filledWith: 0)
    for _ in 0..<rectangles {
      let label = UInt16(random.nextInteger(below: labels))
      let left = random.nextInteger(below: size.width)
      let top = random.nextInteger(below: size.height)
      let right = min(size.width, left + 1 + random.nextInteger(below: size.width))
      let bottom = min(size.height, top + 1 + random.nextInteger(below: size.height))
      for y in top..<bottom { for x in left..<right { map[x, y] = label } }
    }
    self.init(map, labels: labels)
  }

  init(_ map: LabelMap, labels: Int) {
    let edges = InstanceEdges.mask(of: map)
    symbols = SymbolMap(labels: map, edges: edges, labelCount: labels)
    let ids = Tensor(map.elements.map { Int64($0) }, shape: [1, 1, map.height, map.width])
    let edge = Tensor(edges.elements, shape: [1, 1, map.height, map.width])
      .converted(to: .float32)
    semantics = Tensor.concatenated([ids.oneHot(classes: labels), edge], axis: 1)
  }
}
