import Foundation
import Imaging
import Layers
import Layouts
public import Synthesis
public import Tensors

extension SPADEModel {
  /// Packs weights and prepares tables for a precision, once.
  public mutating func prepare(for precision: Precision) throws(ModelError) {
    // Plans are made of the CPU's kernels.
    if device != .cpu || plans[precision] != nil { return }
    if byteCount > PlanMemory.sharedLimit { plans = [:] }
    do {
      plans[precision] = PlannedGenerator(
        try SPADEPlan(generator, type: precision.elementType))
    } catch {
      throw .engine(error)
    }
  }
}

extension SPADEModel {
  /// Forgets plans and the code of the last photo.
  public mutating func discardPrepared() {
    plans = [:]
    photoCodes.forget()
  }

  /// Moves generator and encoder.
  public mutating func move(to device: Device) throws(ModelError) {
    if device == self.device { return }
    try generator.move(to: device)
    try encoder?.move(to: device)
    generator.joinForRendering(device != .cpu)
    self.device = device
    plans = [:]
  }
}

/// A plan, and whether what it retains depends on one map alone.
///
/// Sendable: copies of a model share it, so it renders one picture at a time, under its lock; what
/// it returns is nobody else's.
final class PlannedGenerator: @unchecked Sendable {
  private let lock = NSLock()
  private let plan: SPADEPlan
  /// The only map that tables and activations were made from since the last reset.
  private var onlyMap: SymbolMap?

  init(_ plan: SPADEPlan) {
    self.plan = plan
  }

  /// Share of the multiplications above which the part around a stroke is not shown first: one
  /// finished picture comes sooner than two. In time the share is smaller, because the fine
  /// levels, of which a part skips most, move more memory per multiplication: a 40-pixel stroke
  /// takes 0.68 of the multiplications at 256×256.
  private static let focusShare = 0.75

  /// Renders.
  /// - Parameters:
  ///   - isExact: Whether the picture must depend on the request alone to the last bit (exports,
  ///     walks); otherwise tables and activations of earlier maps are used where they hold.
  ///   - focus: Part of the picture that matters first.
  ///   - onPart: Gets the picture when only the focus is exact, if that comes much sooner.
  /// - Returns: `[1, 3, H, W]`, −1…1, float32, of its own memory.
  func render(
    _ input: SemanticInput, for configuration: SPADEConfiguration, latent: [Float]?,
    noiseSeed: UInt32?, statistics: NormalizationStatistics, isExact: Bool, focus: PixelRect?,
    onPart: (Tensor, PixelRect) -> Void, checkpoint: () throws -> Void
  ) throws -> Tensor {
    lock.lock()
    defer { lock.unlock() }
    let map = SymbolMap(
      labels: input.channels, edges: input.edges,
      labelCount: configuration.semanticChannels - (configuration.usesInstanceEdges ? 1 : 0))
    if isExact, onlyMap != map {
      plan.reset()
      onlyMap = map
    } else if onlyMap != map {
      onlyMap = nil
    }
    if let focus {
      let first = try plan.render(
        map, latent: latent, noiseSeed: noiseSeed, statistics: statistics, focus: focus,
        focusShare: Self.focusShare, checkpoint: checkpoint)
      guard let part = first.exactIn else { return first.picture.copy() }
      onPart(first.picture, part)
    }
    return try plan.render(
      map, latent: latent, noiseSeed: noiseSeed, statistics: statistics, checkpoint: checkpoint
    ).picture.copy()
  }
}

extension SPADEGenerator {
  /// Joins γ and β of every modulation where no plan does better: a launch and a pass over memory less.
  mutating func joinForRendering(_ isJoined: Bool) {
    for index in blocks.indices {
      blocks[index].body.norm0.joinForRendering(isJoined)
      blocks[index].body.norm1.joinForRendering(isJoined)
      blocks[index].body.shortcut?.norm.joinForRendering(isJoined)
    }
  }

  /// Folds spectral norms into the weights: the same function, for inference only. Layer by layer,
  /// so that at most one original stays beside its folded weight.
  mutating func foldForInference() {
    withoutGradients {
      for index in blocks.indices {
        blocks[index].body.conv0.foldSpectralNorm()
        blocks[index].body.conv1.foldSpectralNorm()
        blocks[index].body.shortcut?.convolution.foldSpectralNorm()
      }
    }
  }
}
