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
  /// How its input gets its size.
  let doubling: SPADEGenerator.Doubling
  private var norm0: PlanNorm
  private var norm1: PlanNorm
  private let conv0: TiledConvolution
  private let conv1: TiledConvolution
  private var shortcut: (norm: PlanNorm, convolution: TiledConvolution)?
  private let inputChannels: Int
  private let middleChannels: Int
  private let type: Tensors.ElementType
  private let repeatsEdges: Bool
  /// The input at the block's size, where it is not simply read at half the place.
  private let wide: Tensor?
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
    doubling = block.doubling
    repeatsEdges = configuration.structure?.repeatsEdges ?? false
    func norm(_ layer: SPADE) throws(TensorError) -> PlanNorm {
      try PlanNorm(layer, size: size, configuration: configuration, type: type)
    }
    func packed(_ layer: Conv2D) -> TiledConvolution {
      TiledConvolution(
        weight: layer.spectral?.normalized(layer.weight, mode: .evaluation) ?? layer.weight,
        bias: layer.bias, type: type, level: size)
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
    wide =
      doubling == .bilinear
      ? .uninitialized([1, inputChannels, size.height, size.width], type: type, channelsLast: true)
      : nil
    Workspace.preferLargePages(hidden)
    Workspace.preferLargePages(output)
    pendingHidden = PixelRect(size)
    pendingOutput = PixelRect(size)
  }

  /// The whole level.
  var level: PixelRect { PixelRect(size) }

  /// Bytes of retained activations.
  var retainedBytes: Int {
    (hidden.count + output.count + (wide?.count ?? 0)) * type.byteCount
  }

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

  /// Takes another z or other noise; what was computed is then out of date.
  mutating func take(latent: [Float]?, noiseSeed: UInt32?) {
    norm0.take(latent: latent, noiseSeed: noiseSeed)
    norm1.take(latent: latent, noiseSeed: noiseSeed)
    shortcut?.norm.take(latent: latent, noiseSeed: noiseSeed)
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
    let first = doubling.reach(of: input, in: level).union(windows)
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
    doubling.needed(for: inputUsed(by: region), in: level)
  }

  /// The part of the input at the block's size that the work reads.
  private func inputUsed(by region: Region) -> PixelRect {
    region.hidden.grown(1, in: level).union(region.output)
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
    var input = input
    if let wide {
      scratch.workspace.measure(.copies) {
        BilinearDoubling.run(input, rect: inputUsed(by: region), into: wide)
      }
      input = wide
    }
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
      pass: pass(ring, readsHalf: doubling == .nearest),
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
        pass: pass(rect, readsHalf: doubling == .nearest),
        statistics: statistics, slope: 1, into: modulated, workspace: workspace)
      workspace.measure(.convolution) {
        shortcut.convolution(modulated, rect: rect, of: output, in: workspace)
      }
    } else {
      workspace.measure(.copies) {
        let wide = doubling == .nearest ? input.upsampledTwice() : input
        output.part(rect).assign(wide.part(rect))
      }
    }
    let ring = rect.insetBy(-1)
    let modulated = scratch.ring(middleChannels, ring)
    norm1.modulate(
      hidden, pattern: pattern,
      pass: pass(ring, readsHalf: false),
      statistics: statistics, slope: 0.2, into: modulated, workspace: workspace)
    workspace.measure(.convolution) {
      conv1(modulated, rect: rect, of: output, adds: true, in: workspace)
    }
  }

  private func pass(_ rect: PixelRect, readsHalf: Bool) -> ModulationPass {
    ModulationPass(
      size: size, rect: rect, doublesInput: readsHalf, repeatsEdges: repeatsEdges)
  }
}

extension SPADEGenerator.Doubling {
  /// What a change of the input reaches at the block's size.
  func reach(of rect: PixelRect, in level: PixelRect) -> PixelRect {
    if rect.isEmpty { return rect }
    return switch self {
    case .none: rect
    case .nearest: rect.doubled
    case .bilinear: rect.doubled.grown(1, in: level)
    }
  }

  /// The part of the input that a part of the block's level reads.
  func needed(for rect: PixelRect, in level: PixelRect) -> PixelRect {
    switch self {
    case .none: rect
    case .nearest: rect.halved
    case .bilinear: rect.grown(2, in: level).halved
    }
  }
}
