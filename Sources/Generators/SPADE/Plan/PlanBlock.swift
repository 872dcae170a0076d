import Imaging
import Layers
import Layouts
import Synthesis
import Tensors

/// One residual block of a plan: packed weights, tables, and what it retains between renderings.
struct PlanBlock {
  /// Name in the reference.
  let name: String
  /// Size of its level.
  let size: PixelSize
  /// Windows of its level, shared with the other block of that size.
  let pattern: LayoutPattern
  /// Whether its input has half the size.
  let doublesInput: Bool
  private let norm0: PlanNorm
  private let norm1: PlanNorm
  private let conv0: TiledConvolution
  private let conv1: TiledConvolution
  private let shortcut: (norm: PlanNorm, convolution: TiledConvolution)?
  private let inputChannels: Int
  private let middleChannels: Int
  private let type: Tensors.ElementType
  /// Output of the first convolution, retained.
  private var hidden: Tensor
  /// Output of the block, retained.
  private(set) var output: Tensor
  /// Parts of both that are out of date: set before the first write, cleared after the last.
  private var pendingHidden: PixelRect
  private var pendingOutput: PixelRect

  init(
    _ block: SPADEGenerator.Block, size: PixelSize, pattern: LayoutPattern,
    configuration: SPADEConfiguration, type: Tensors.ElementType
  ) throws(TensorError) {
    name = block.name
    self.size = size
    self.pattern = pattern
    self.type = type
    doublesInput = block.doublesFirst
    func norm(_ layer: SPADE) throws(TensorError) -> PlanNorm {
      try PlanNorm(layer, configuration: configuration, type: type)
    }
    func packed(_ layer: Conv2D) -> TiledConvolution {
      TiledConvolution(
        weight: layer.spectral?.normalized(layer.weight, mode: .evaluation) ?? layer.weight,
        bias: layer.bias, type: type)
    }
    let body = block.body
    norm0 = try norm(body.norm0)
    norm1 = try norm(body.norm1)
    conv0 = packed(body.conv0)
    conv1 = packed(body.conv1)
    if let learned = body.shortcut {
      shortcut = (try norm(learned.norm), packed(learned.convolution))
    } else {
      shortcut = nil
    }
    inputChannels = body.conv0.weight.shape[1]
    middleChannels = body.conv0.weight.shape[0]
    let outputChannels = body.conv1.weight.shape[0]
    hidden = .uninitialized(
      [1, middleChannels, size.height, size.width], type: type, channelsLast: true)
    output = .uninitialized(
      [1, outputChannels, size.height, size.width], type: type, channelsLast: true)
    Workspace.preferLargePages(hidden)
    Workspace.preferLargePages(output)
    pendingHidden = PixelRect(size)
    pendingOutput = PixelRect(size)
  }

  /// The whole level.
  var level: PixelRect { PixelRect(size) }

  /// Bytes of retained activations.
  var retainedBytes: Int { (hidden.count + output.count) * type.byteCount }

  /// Bytes that one more window costs in the block's tables.
  var rowBytes: Int {
    norm0.table.rowBytes + norm1.table.rowBytes + (shortcut?.norm.table.rowBytes ?? 0)
  }

  /// Bytes of everything.
  var byteCount: Int {
    retainedBytes + conv0.byteCount + conv1.byteCount + norm0.table.byteCount
      + norm1.table.byteCount
      + (shortcut.map { $0.norm.table.byteCount + $0.convolution.byteCount } ?? 0)
  }

  /// Marks everything as out of date.
  mutating func forget() {
    pendingHidden = level
    pendingOutput = level
  }

  /// Marks what a change reaches.
  /// - Parameters:
  ///   - input: Changed part of the input, in the input's pixels.
  ///   - windows: Changed part of the level's windows.
  /// - Returns: The part of the output that changes.
  mutating func mark(_ input: PixelRect, windows: PixelRect) -> PixelRect {
    let first = (doublesInput && !input.isEmpty ? input.doubled : input).union(windows)
    let hiddenChange = first.grown(1, in: level)
    let change = hiddenChange.union(windows).grown(1, in: level)
    pendingHidden = pendingHidden.union(hiddenChange)
    pendingOutput = pendingOutput.union(change)
    return change
  }

  /// What has to be computed so that `needed` becomes exact.
  func work(for needed: PixelRect) -> Region {
    var region = Region()
    let output = pendingOutput.intersection(needed)
    region.output = output.isEmpty ? .none : output
    let hidden = pendingHidden.intersection(region.output.grown(1, in: level))
    region.hidden = hidden.isEmpty ? .none : hidden
    return region
  }

  /// The part of the input that the work reads, in the input's pixels.
  func inputNeeded(for region: Region) -> PixelRect {
    let needed = region.hidden.grown(1, in: level).union(region.output)
    return doublesInput ? needed.halved : needed
  }

  /// Multiplications of the block's convolutions for some work.
  func multiplications(for region: Region) -> Int {
    let outputChannels = output.shape[1]
    let perOutput =
      9 * middleChannels * outputChannels + (shortcut == nil ? 0 : inputChannels * outputChannels)
    return region.hidden.area * 9 * inputChannels * middleChannels
      + region.output.area * perOutput
  }

  /// Does the work.
  mutating func compute(
    _ region: Region, input: Tensor, statistics: NormalizationStatistics, scratch: Scratch,
    checkpoint: () throws -> Void
  ) throws {
    if !region.hidden.isEmpty {
      computeHidden(region.hidden, input: input, statistics: statistics, scratch: scratch)
      if region.hidden.union(pendingHidden) == region.hidden { pendingHidden = .none }
    }
    try checkpoint()
    if !region.output.isEmpty {
      computeOutput(region.output, input: input, statistics: statistics, scratch: scratch)
      if region.output.union(pendingOutput) == region.output { pendingOutput = .none }
    }
  }

  private func computeHidden(
    _ rect: PixelRect, input: Tensor, statistics: NormalizationStatistics, scratch: Scratch
  ) {
    let workspace = scratch.workspace
    let ring = rect.insetBy(-1)
    let modulated = scratch.ring(inputChannels, ring)
    norm0.modulate(
      input, pattern: pattern,
      pass: ModulationPass(size: size, rect: ring, doublesInput: doublesInput),
      statistics: statistics, slope: 0.2, into: modulated, workspace: workspace)
    workspace.measure(.convolution) { conv0(modulated, rect: rect, of: hidden, in: workspace) }
  }

  private func computeOutput(
    _ rect: PixelRect, input: Tensor, statistics: NormalizationStatistics, scratch: Scratch
  ) {
    let workspace = scratch.workspace
    if let shortcut {
      let modulated = scratch.ring(inputChannels, rect)
      shortcut.norm.modulate(
        input, pattern: pattern,
        pass: ModulationPass(size: size, rect: rect, doublesInput: doublesInput),
        statistics: statistics, slope: 1, into: modulated, workspace: workspace)
      workspace.measure(.convolution) {
        shortcut.convolution(modulated, rect: rect, of: output, in: workspace)
      }
    } else {
      workspace.measure(.copies) {
        let wide = doublesInput ? input.upsampledTwice() : input
        output.part(rect).assign(wide.part(rect))
      }
    }
    let ring = rect.insetBy(-1)
    let modulated = scratch.ring(middleChannels, ring)
    norm1.modulate(
      hidden, pattern: pattern,
      pass: ModulationPass(size: size, rect: ring, doublesInput: false),
      statistics: statistics, slope: 0.2, into: modulated, workspace: workspace)
    workspace.measure(.convolution) {
      conv1(modulated, rect: rect, of: output, adds: true, in: workspace)
    }
  }
}

/// One SPADE layer of a plan.
struct PlanNorm {
  /// Rows of γ and β.
  let table: LayoutTable
  private let running: ModulationPass.Normalization?

  init(
    _ layer: SPADE, configuration: SPADEConfiguration, type: Tensors.ElementType
  ) throws(TensorError) {
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

  /// Runs the fused pass with stored statistics, or with those of the input.
  func modulate(
    _ input: Tensor, pattern: LayoutPattern, pass: ModulationPass,
    statistics: NormalizationStatistics, slope: Float, into output: Tensor,
    workspace: Workspace
  ) {
    table.extend(to: pattern, in: workspace)
    workspace.measure(.modulation) {
      pass.modulate(
        input, windows: pattern.windows, table: table,
        normalization: statistics == .running ? running ?? measured(input) : measured(input),
        slope: slope, into: output)
    }
  }

  /// Mean and biased variance per channel. Doubling by nearest neighbour changes neither.
  private func measured(_ input: Tensor) -> ModulationPass.Normalization {
    let (variance, mean) = input.converted(to: .float32).varianceAndMean(over: [0, 2, 3])
    return .init(mean: mean.floats(), variance: variance.floats())
  }
}
