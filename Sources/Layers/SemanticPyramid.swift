public import Tensors

/// The plain source of modulation: the one-hot map at every size asked for, and three
/// convolutions per SPADE layer. Slow reference beside the tables of `Layouts`.
///
/// Not Sendable: it belongs to one pass on one thread.
public final class SemanticPyramid: ModulationSource {
  private let full: Tensor
  private var levels: [[Int]: Tensor] = [:]
  private let type: ElementType
  private let wideBelow: Int

  /// - Parameters:
  ///   - semantics: One-hot label map of any size, `[N, L, H₀, W₀]`, with the edge channel last.
  ///   - type: Element type to compute in.
  ///   - wideBelow: Levels with fewer rows than this are computed in float32 all the same.
  public init(_ semantics: Tensor, type: ElementType = .float32, wideBelow: Int = 0) {
    full = semantics
    self.type = type
    self.wideBelow = wideBelow
  }

  /// The one-hot map at a resolution.
  public func semantics(height: Int, width: Int) -> Tensor {
    if let level = levels[[height, width]] { return level }
    let level = full.resizedNearest(height: height, width: width)
      .converted(to: height < wideBelow ? .float32 : type).channelsLast()
    levels[[height, width]] = level
    return level
  }

  /// The modulation of a layer at a resolution.
  public func modulation(of layer: SPADE, height: Int, width: Int) -> Tensor {
    layer.scaleAndShift(layer.shared(semantics(height: height, width: width)).relu())
  }
}
