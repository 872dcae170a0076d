public import Layers
public import Tensors

/// Modulation for training: at every level tables of the batch's distinct windows, or the plain
/// convolutions where windows are so many that those are cheaper. The same function and the same
/// gradients as `SemanticPyramid`, for a fraction of the multiplications.
///
/// Not Sendable: it belongs to one pass on one thread, forward and back.
public final class TrainingTables: ModulationSource {
  private let maps: [SymbolMap]
  private let labelCount: Int
  private let hasEdges: Bool
  private let plain: SemanticPyramid
  private let choice: Choice
  private var patterns: [[Int]: BatchPattern?] = [:]

  /// Which levels get tables.
  public enum Choice: Sendable {
    /// Those where they are cheaper.
    case cheaper
    /// All; for tests.
    case always
  }

  /// - Parameters:
  ///   - maps: One per picture of the batch, all of one size.
  ///   - hasEdges: Whether the last semantic channel holds edges.
  ///   - plain: The same batch for the levels without tables.
  public init(
    _ maps: [SymbolMap], hasEdges: Bool, plain: SemanticPyramid, choice: Choice = .cheaper
  ) {
    self.maps = maps
    labelCount = maps.first?.labelCount ?? 0
    self.hasEdges = hasEdges
    self.plain = plain
    self.choice = choice
  }

  /// The one-hot map at a resolution.
  public func semantics(height: Int, width: Int) -> Tensor {
    plain.semantics(height: height, width: width)
  }

  /// γ and β per pixel, by the plain convolutions.
  public func modulation(of layer: SPADE, height: Int, width: Int) -> Tensor {
    plain.modulation(of: layer, height: height, width: width)
  }

  /// Normalizes, lets style and noise in, modulates and activates.
  public func modulated(
    _ x: Tensor, by layer: SPADE, with injection: SPADE.Injection, mode: Mode, slope: Double
  ) -> Tensor {
    let shape = x.shape
    guard
      let pattern = pattern(
        height: shape[2], width: shape[3], kernel: layer.shared.weight.shape[2]),
      choice == .always || TrainingTables.pays(pattern, for: x.type)
    else { return plain.modulated(x, by: layer, with: injection, mode: mode, slope: slope) }
    let table = pattern.rows(of: layer, labelCount: labelCount, hasEdges: hasEdges)
    let x = x.channelsLast()
    let input: Tensor
    let normalization: BatchNormalization
    switch layer.normalization {
    case .instance:
      input = layer.normalization(x, mode: mode).channelsLast()
      normalization = BatchNormalization(identityOf: shape[1])
    case .batch(let statistics):
      input = x
      normalization = BatchNormalization(x, statistics: statistics, mode: mode)
    }
    if injection.isPlain {
      return pattern.modulated(input, table: table, normalization: normalization, slope: slope)
    }
    return pattern.modulated(
      input, table: table, normalization: normalization, injection: injection, slope: slope)
  }

  /// Hidden vectors and windows at a level and how many pixels they stand for, for reports.
  public func counts(height: Int, width: Int, kernel: Int = 3)
    -> (hidden: Int, windows: Int, pixels: Int)?
  {
    pattern(height: height, width: width, kernel: kernel).map {
      ($0.hiddenCount - 1, $0.windowCount - 1, $0.windows.count)
    }
  }

  private func pattern(height: Int, width: Int, kernel: Int) -> BatchPattern? {
    let key = [height, width, kernel]
    if let known = patterns[key] { return known }
    let pattern = BatchPattern(maps, height: height, width: width, kernel: kernel)
    patterns[key] = pattern
    return pattern
  }

  /// Whether tables are cheaper: their products are float32 and grow with the hidden vectors,
  /// those of convolutions grow with the pixels.
  static func pays(_ pattern: BatchPattern, for type: ElementType) -> Bool {
    let share = Double(pattern.hiddenCount) / Double(pattern.windows.count)
    return share < (type == .bfloat16 ? 0.25 : 0.5)
  }
}
