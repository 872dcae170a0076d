import Foundation
import Imaging
import Layers
import Layouts
import Tensors

/// A generator of residual blocks (BigGAN, the self-supervised GAN) made ready for one number
/// format: weights packed once, activations with channels innermost in memory that is kept between
/// renderings, every norm one pass that also rectifies.
///
/// Sendable: copies of a model share it, so it renders one picture at a time, under its lock.
final class ResidualPlan<Norm: ActivationNorm>: @unchecked Sendable {
  /// Number format of activations and weights.
  let type: ElementType
  private let lock = NSLock()
  private let scratch: Scratch
  private let blocks: [(body: PlannedUpBlock<Norm>, attention: PlannedAttention?)]
  private let lastNorm: BatchNorm
  private let toRGB: PackedConvolution

  /// Packs blocks whose spectral norms are folded; costs a copy of their weights.
  /// - Parameter side: Of the first map.
  /// - Throws: `TensorError`.
  init(
    _ blocks: [(body: ResidualUpBlock<Norm>, attention: SelfAttention?)], lastNorm: BatchNorm,
    toRGB: Conv2D, side: Int, type: ElementType
  ) throws(TensorError) {
    self.type = type
    self.lastNorm = lastNorm
    scratch = Scratch(type: type, pieces: ResidualPiece.allCases.count)
    var planned: [(body: PlannedUpBlock<Norm>, attention: PlannedAttention?)] = []
    var level = PixelSize(width: side, height: side)
    for block in blocks {
      level = PixelSize(width: 2 * level.width, height: 2 * level.height)
      let body = try PlannedUpBlock(block.body, type: type, level: level)
      guard let attention = block.attention else {
        planned.append((body, nil))
        continue
      }
      planned.append((body, try PlannedAttention(attention, type: type)))
    }
    self.blocks = planned
    self.toRGB = try PackedConvolution(
      weight: toRGB.weight, bias: toRGB.bias, padding: [1, 1, 1, 1], type: type, activation: .tanh,
      outputType: .float32)
  }

  /// Measures phases while there is one.
  var clock: PhaseClock? {
    get { lock.withLock { scratch.workspace.clock } }
    set { lock.withLock { scratch.workspace.clock = newValue } }
  }

  /// Renders.
  /// - Parameters:
  ///   - start: The first map, `[N, C, side, side]`.
  ///   - conditions: Of the norms of every block, `[N, D]`, if they want one.
  ///   - checkpoint: Asked before every block; what it throws ends the work.
  /// - Returns: `[N, 3, H, W]`, −1…1, float32, of its own memory.
  func render(
    _ start: Tensor, conditions: [Tensor?], checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    lock.lock()
    defer { lock.unlock() }
    var pictures: [Tensor] = []
    for index in 0..<start.shape[0] {
      func own(_ tensor: Tensor) -> Tensor { tensor.sliced(axis: 0, from: index, to: index + 1) }
      pictures.append(
        try picture(own(start), conditions: conditions.map { $0.map(own) }, checkpoint: checkpoint))
    }
    return pictures.count == 1 ? pictures[0] : .concatenated(pictures, axis: 0)
  }

  private func picture(
    _ start: Tensor, conditions: [Tensor?], checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var x = start.converted(to: type).channelsLast()
    for (index, block) in blocks.enumerated() {
      try checkpoint()
      x = block.body(
        x, condition: conditions[index], into: index % 2 == 0 ? .even : .odd, scratch)
      if let attention = block.attention {
        try checkpoint()
        attention(addingTo: x, scratch)
      }
    }
    try checkpoint()
    let shape = x.shape
    let wide = scratch.view(
      ResidualPiece.normalized.rawValue, shape[1], height: shape[2], width: shape[3])
    scratch.workspace.measure(.modulation) {
      NormalizationPass(size: .init(width: shape[3], height: shape[2]), rectifies: true)(
        x, lastNorm.normalization(condition: nil), into: wide)
    }
    return scratch.workspace.measure(.convolution) {
      toRGB(wide, into: .uninitialized([1, 3, shape[2], shape[3]], channelsLast: true))
    }
  }
}

/// What the pieces of a plan's memory are for.
enum ResidualPiece: Int, CaseIterable {
  /// Output of blocks number 0, 2, …
  case even
  /// Output of blocks number 1, 3, …
  case odd
  /// Normalized input of a convolution; queries.
  case normalized
  /// What the first convolution of a block writes; keys and values.
  case raw
  /// The shortcut before it is doubled; what attention gives.
  case small
}

extension ActivationNorm {
  /// What it does to one picture in evaluation.
  func normalization(condition: Tensor?) -> NormalizationPass.Normalization {
    let factors = factors(condition: condition)
    return .init(scale: factors.scale.floats(), shift: factors.shift.floats())
  }
}
