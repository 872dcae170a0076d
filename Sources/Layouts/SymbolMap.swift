public import Imaging

/// What the semantic channels say at each pixel, as one number: 0 is kept for "outside the map",
/// label l without edge is 1 + 2l, with edge 2 + 2l (LayoutTables article). A pixel whose label
/// nobody knows is a label past the last one, whose channel is nowhere.
public struct SymbolMap: Hashable, Sendable {
  /// Symbols at full resolution.
  public let symbols: Raster<UInt16>
  /// Number of labels, "unlabelled" included.
  public let labelCount: Int
  /// Whether pixels without a label may occur.
  public let hasUnknown: Bool

  /// - Parameters:
  ///   - labels: Channel of each pixel, below `labelCount`.
  ///   - edges: 1 where an instance ends, same size; `nil` without the edge channel.
  ///   - hasUnknown: Whether `labelCount` itself may stand for "no label".
  public init(
    labels: Raster<UInt16>, edges: Raster<UInt8>?, labelCount: Int, hasUnknown: Bool = false
  ) {
    precondition(edges.map { $0.size == labels.size } ?? true, "edges of another size")
    precondition(labelCount < 32000, "\(labelCount) labels are too many")
    var symbols = labels
    for index in symbols.elements.indices {
      let label = labels.elements[index]
      precondition(
        Int(label) < labelCount + (hasUnknown ? 1 : 0), "label \(label) of \(labelCount)")
      let edge: UInt16 = edges.map { $0.elements[index] == 0 ? 0 : 1 } ?? 0
      symbols.elements[index] = 1 + 2 * label + edge
    }
    self.symbols = symbols
    self.labelCount = labelCount
    self.hasUnknown = hasUnknown
  }

  /// Number of symbols, 0 included.
  public var symbolCount: Int { 1 + 2 * (labelCount + (hasUnknown ? 1 : 0)) }
}
