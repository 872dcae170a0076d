import Imaging
import Layers
import Layouts
import Synthesis
import Tensors

/// One SPADE layer of a plan.
struct PlanNorm {
  /// Rows of γ and β.
  let table: LayoutTable
  private let layer: SPADE
  private let size: PixelSize
  private let running: ModulationPass.Normalization?
  /// Scale of the noise per symbol and channel; `nil` without noise.
  private let noiseRows: [Float]?
  /// What z and noise make of the normalized activations.
  private var gain: [Float]?
  private var addition: ModulationPass.Addition?
  private var noiseSeed: UInt32??

  init(
    _ layer: SPADE, size: PixelSize, configuration: SPADEConfiguration,
    type: Tensors.ElementType
  ) throws(TensorError) {
    self.layer = layer
    self.size = size
    noiseRows = layer.noiseRows()
    table = LayoutTable(
      layer,
      labelCount: configuration.semanticChannels - (configuration.usesInstanceEdges ? 1 : 0),
      hasEdges: configuration.usesInstanceEdges, type: type)
    switch layer.normalization {
    case .instance: running = nil
    case .batch(let statistics):
      running = .init(mean: statistics.mean.floats(), variance: statistics.variance.floats())
    }
  }

  /// Takes z and noise; numbers of the same noise are kept.
  mutating func take(latent: [Float]?, noiseSeed: UInt32?) {
    let style = latent.flatMap { layer.gainAndShift(latent: $0) }
    if style == nil, noiseRows == nil { return }
    gain = style?.gain
    let shift = style?.shift ?? [Float](repeating: 0, count: table.channels)
    let noise = self.noiseSeed == noiseSeed ? addition?.noise : noiseNumbers(noiseSeed)
    addition = ModulationPass.Addition(shift: shift)
    addition?.noise = noise
    self.noiseSeed = noiseSeed
  }

  private func noiseNumbers(_ seed: UInt32?) -> (plane: [Float], rows: [Float])? {
    noiseRows.map { rows in
      (
        PixelNoise.values(
          seed: seed, layer: layer.noiseLayer, height: size.height, width: size.width),
        rows
      )
    }
  }

  /// Runs the fused pass with stored statistics, or with those of the input.
  func modulate(
    _ input: Tensor, pattern: LayoutPattern, pass: ModulationPass,
    statistics: NormalizationStatistics, slope: Float, into output: Tensor,
    workspace: Workspace
  ) {
    table.extend(to: pattern, in: workspace)
    workspace.measure(.modulation) {
      var normalization =
        statistics == .running ? running ?? measured(input) : measured(input)
      if let gain { normalization = normalization.multiplied(by: gain) }
      pass.modulate(
        input, pattern: pattern, table: table, normalization: normalization,
        addition: addition, slope: slope, into: output)
    }
  }

  /// Mean and biased variance per channel. Doubling by nearest neighbour changes neither.
  private func measured(_ input: Tensor) -> ModulationPass.Normalization {
    let (variance, mean) = input.converted(to: .float32).varianceAndMean(over: [0, 2, 3])
    return .init(mean: mean.floats(), variance: variance.floats())
  }
}
