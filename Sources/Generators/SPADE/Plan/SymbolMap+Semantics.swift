import Imaging
import Layouts
import Tensors

extension SymbolMap {
  /// One-hot semantics at a size, `[1, L, height, width]`, for the start of a generator that
  /// begins with the map.
  func semantics(height: Int, width: Int, of configuration: SPADEConfiguration) -> Tensor {
    let level = symbols.resizedNearest(to: PixelSize(width: width, height: height))
    let ids = level.elements.map { Int64(($0 - 1) / 2) }
    let oneHot = Tensor(ids, shape: [1, 1, height, width]).oneHot(classes: labelCount)
    guard configuration.usesInstanceEdges else { return oneHot }
    let edges = level.elements.map { UInt8(($0 - 1) % 2) }
    return Tensor.concatenated(
      [oneHot, Tensor(edges, shape: [1, 1, height, width]).converted(to: .float32)], axis: 1)
  }
}
