public import Tensors

/// What the per-pixel noise inputs of a style-based generator hold in one pass.
public enum NoiseInputs: Sendable {
  /// The constants stored with the weights.
  case fixed
  /// Drawn layer by layer from a generator, for every picture of the batch anew.
  case drawn(RandomGenerator)
  /// Nothing.
  case off
}
