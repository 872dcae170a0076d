import Checkpoints
public import Foundation
import Generators
import Synthesis
import Tensors

/// Directions of w computed from the loaded model alone.
extension InferenceActor {
  /// How they are computed.
  public enum DirectionKind: String, Sendable {
    /// Principal components of w over seeded latents (GANSpace); a step is a standard deviation.
    case principal
    /// Factors of the weights that w enters (SeFa).
    case factors
  }

  /// What was computed, of which model.
  public struct Directions: Sendable {
    /// The model's name.
    public let model: String
    private let found: ComputedDirections

    init(model: String, found: ComputedDirections) {
      self.model = model
      self.found = found
    }

    /// Writes an `.npz` in GANSpace's form.
    /// - Throws: `CheckpointError`.
    public func write(to file: URL) throws { try Checkpoint.writeNpz(found.tensors, to: file.path) }
  }

  /// Computes directions of the loaded model; some seconds.
  /// - Parameters:
  ///   - count: Directions that are kept, the strongest first.
  /// - Throws: `SynthesisError` for a model without w, or none.
  public func directions(_ kind: DirectionKind, count: Int) throws -> Directions {
    try withLoadedModel { generator in
      guard let model = generator.sampling, model.hasStyles else {
        throw SynthesisError(
          what: "this model has no w, which directions lead through",
          advice: "Choose a StyleGAN.")
      }
      let found =
        switch kind {
        case .principal:
          try ComputedDirections.principal(of: model, samples: 10_240, count: count, seed: 0)
        case .factors:
          try ComputedDirections.factors(of: model.styleWeights(ofLayers: nil), count: count)
        }
      return Directions(model: generator.description.name, found: found)
    }
  }
}
