import Foundation
import Layers
import Layouts
import Tensors

/// A StyleGAN2 synthesis made ready for one number format: weights packed once, activations with
/// channels innermost in memory that is kept between renderings, and one pass behind every
/// convolution, which also scales for the next one and makes the colours. The same function as
/// `StyleGAN2Generator`.
///
/// Sendable: copies of a model share it, so it renders one picture at a time, under its lock.
final class StyleGAN2Plan: @unchecked Sendable {
  /// Number format of activations and weights.
  let type: ElementType
  private let lock = NSLock()
  private let scratch: Scratch
  private let start: Tensor
  private let blocks: [PlannedSynthesisBlock]

  /// Packs a generator; costs a copy of its weights.
  /// - Returns: `nil` for residual blocks, pictures of other than three channels and for filters other
  ///   than symmetric outer products, which no released generator has: they stay with the plain layers.
  /// - Throws: `TensorError`.
  init?(_ generator: StyleGAN2Generator, type: ElementType) throws(TensorError) {
    guard generator.configuration.architecture != .residual,
      generator.configuration.colourCount == 3,
      let start = generator.blocks.first?.start, let line = generator.blocks.first?.filter.line,
      generator.blocks.allSatisfy({ block in
        block.filter.line == line && block.upsampling.map { $0.filter.line == line } ?? true
      })
    else { return nil }
    self.type = type
    self.start = start
    scratch = Scratch(type: type, pieces: SynthesisPiece.count)
    var blocks: [PlannedSynthesisBlock] = []
    for block in generator.blocks {
      blocks.append(
        PlannedSynthesisBlock(
          doubling: try block.upsampling.map { layer throws(TensorError) in
            try PlannedSynthesisLayer(layer, line: line, type: type)
          },
          refining: try PlannedSynthesisLayer(block.refining, line: line, type: type),
          colours: block.colours.map { PlannedColours($0) }))
    }
    self.blocks = blocks
  }

  /// Measures phases while there is one.
  var clock: PhaseClock? {
    get { lock.withLock { scratch.workspace.clock } }
    set { lock.withLock { scratch.workspace.clock = newValue } }
  }

  /// Renders.
  /// - Parameters:
  ///   - styles: One w per layer, `[N, layerCount, styleDimension]`, float32.
  ///   - checkpoint: Called between blocks; what it throws ends the work.
  /// - Returns: `[N, 3, H, W]`, about −1…1, float32, of its own memory.
  func render(
    styles: Tensor, noise: NoiseInputs, checkpoint: () throws -> Void
  ) throws -> Tensor {
    lock.lock()
    defer { lock.unlock() }
    let count = styles.shape[0]
    let drawn = blocks.map { block in
      block.layers.map { $0.noise(noise, count: count) }
    }
    var pictures: [Tensor] = []
    for index in 0..<count {
      let own = drawn.map { block in
        block.map { $0.map { $0.selected(axis: 0, index: min(index, $0.shape[0] - 1)) } }
      }
      pictures.append(
        try picture(
          styles: styles.sliced(axis: 0, from: index, to: index + 1), noise: own, checkpoint))
    }
    return pictures.count == 1 ? pictures[0] : .concatenated(pictures, axis: 0)
  }

  /// - Parameter noise: Of every layer of every block, `[side, side]`.
  private func picture(
    styles: Tensor, noise: [[Tensor?]], _ checkpoint: () throws -> Void
  ) throws -> Tensor {
    let factors = scratch.workspace.measure(.styles) { self.factors(of: styles) }
    guard let first = factors.first?.layers.first else {
      preconditionFailure("a generator without blocks")
    }
    var x = (start.unsqueezed(0) * first.scale.reshaped([1, -1, 1, 1])).converted(to: type)
      .channelsLast()
    var before: Tensor?
    for (index, block) in blocks.enumerated() {
      try checkpoint()
      let own = factors[index]
      for (place, layer) in block.layers.enumerated() {
        let isLast = place == block.layers.count - 1
        let next =
          isLast
          ? index + 1 < factors.count ? factors[index + 1].layers[0] : nil
          : own.layers[place + 1]
        var colours: SynthesisPass.Colours?
        if isLast, let planned = block.colours, let weights = own.colours {
          colours = SynthesisPass.Colours(
            weights: weights, bias: planned.bias, before: before,
            picture: .uninitialized([layer.side, layer.side, 3]))
        }
        x = layer(
          x, own.layers[place], next: next, noise: noise[index][place], colours: colours,
          limit: block.colours?.limit ?? .infinity, scratch)
        before = colours?.picture ?? before
      }
    }
    guard let before else { preconditionFailure("the last block has colours") }
    return before.permuted([2, 0, 1]).unsqueezed(0)
  }

  /// What all styles make of the weights.
  private func factors(of styles: Tensor) -> [BlockFactors] {
    var layer = 0
    return blocks.map { block in
      let own = block.layers.enumerated().map { index, planned in
        planned.factors(styles.selected(axis: 1, index: layer + index))
      }
      layer += own.count
      // The colours share their w with the first convolution of the next block.
      return BlockFactors(
        layers: own, colours: block.colours?.weights(styles.selected(axis: 1, index: layer)))
    }
  }
}

/// What the pieces of a plan's memory are for.
enum SynthesisPiece {
  /// Input of the next convolution.
  static let activations = 0
  /// What convolutions write, up to four parts.
  static let raw = 1
  /// How many there are.
  static let count = 5
}

/// One resolution.
private struct PlannedSynthesisBlock {
  /// Its convolutions: one in the first block, else two.
  let layers: [PlannedSynthesisLayer]
  let colours: PlannedColours?

  init(
    doubling: PlannedSynthesisLayer?, refining: PlannedSynthesisLayer, colours: PlannedColours?
  ) {
    layers = (doubling.map { [$0] } ?? []) + [refining]
    self.colours = colours
  }
}

/// What a w makes of the weights of one resolution.
private struct BlockFactors {
  let layers: [LayerFactors]
  /// Channels to colours, `[3][C]`.
  let colours: [Float]?
}
