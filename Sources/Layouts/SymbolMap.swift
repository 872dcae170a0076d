public import Imaging

/// What the semantic channels say at each pixel, as one number: 0 is kept for "outside the map",
/// label l without edge is 1 + 2l, with edge 2 + 2l (LayoutTables article).
public struct SymbolMap: Hashable, Sendable {
  /// Symbols at full resolution.
  public let symbols: Raster<UInt16>
  /// Number of labels, "unlabelled" included.
  public let labelCount: Int

  /// - Parameters:
  ///   - labels: Channel of each pixel, below `labelCount`.
  ///   - edges: 1 where an instance ends, same size; `nil` without the edge channel.
  public init(labels: Raster<UInt16>, edges: Raster<UInt8>?, labelCount: Int) {
    precondition(edges.map { $0.size == labels.size } ?? true, "edges of another size")
    precondition(labelCount < 32000, "\(labelCount) labels are too many")
    var symbols = labels
    for index in symbols.elements.indices {
      let label = labels.elements[index]
      precondition(Int(label) < labelCount, "label \(label) of \(labelCount)")
      let edge: UInt16 = edges.map { $0.elements[index] == 0 ? 0 : 1 } ?? 0
      symbols.elements[index] = 1 + 2 * label + edge
    }
    self.symbols = symbols
    self.labelCount = labelCount
  }

  /// Number of symbols, 0 included.
  public var symbolCount: Int { 1 + 2 * labelCount }
}
