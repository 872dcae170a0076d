public import Tensors

/// vid2vid's losses (Wang et al. 2018, §3; NVIDIA/vid2vid `vid2vid_model_D`), each with its weight.
/// All means go over every sample, those without confidence included.
public struct Vid2VidLosses: Codable, Sendable, Hashable {
  /// Weight of feature matching and of the perceptual loss (`lambda_feat`).
  public var featureWeight = 10.0
  /// Weight of the flow (`lambda_F`), before it is divided by 2^(scales − 1).
  public var flowWeight = 10.0
  /// Weight of both warp losses (`lambda_T`); the temporal discriminators have weight 1.
  public var warpWeight = 10.0
  /// Layers of the discriminators before the score (`n_layers_D` + 1).
  public var discriminatorLayers = 4

  /// The reference's weights.
  public init() {}

  /// The scores of every scale.
  private static func scores(_ judged: [[Tensor]]) -> [Tensor] { judged.compactMap(\.last) }

  /// The generator against a discriminator.
  public func adversarial(fake: [[Tensor]]) -> Tensor {
    AdversarialLoss.leastSquares.generator(Self.scores(fake), over: .sum)
  }

  /// The discriminator on real and on made pictures.
  public func discriminator(real: [[Tensor]], fake: [[Tensor]]) -> (real: Tensor, fake: Tensor) {
    let loss = AdversarialLoss.leastSquares
    return (
      loss.discriminatorOnReal(Self.scores(real), over: .sum),
      loss.discriminatorOnFake(Self.scores(fake), over: .sum)
    )
  }

  /// Feature matching.
  public func features(fake: [[Tensor]], real: [[Tensor]]) -> Tensor {
    ReconstructionLosses.featureMatching(fake: fake, real: real)
      * (featureWeight * 4 / Double(discriminatorLayers))
  }

  /// The flow beside the reference flow.
  /// - Parameters:
  ///   - flow: `[N, 2, H, W]`, pixels.
  ///   - confidence: `[N, 1, H, W]`, 0…1.
  ///   - scales: Spatial scales of the generator.
  public func flow(_ flow: Tensor, reference: Tensor, confidence: Tensor, scales: Int) -> Tensor {
    Self.masked(flow, reference, confidence) * (flowWeight / Double(1 << (scales - 1)))
  }

  /// The earlier real picture, moved along the flow, beside the present real one.
  public func realWarp(
    _ flow: Tensor, before: Tensor, real: Tensor, confidence: Tensor
  ) -> Tensor {
    Self.masked(before.warped(by: flow), real, confidence) * warpWeight
  }

  /// The made picture beside the one made before, moved along the reference flow.
  /// - Parameter before: A constant.
  public func resultWarp(
    _ fake: Tensor, before: Tensor, reference: Tensor, confidence: Tensor
  ) -> Tensor {
    Self.masked(fake, before.detached().warped(by: reference).detached(), confidence) * warpWeight
  }

  /// The weight of what is new, where nothing needs to be: only for films that begin from nothing.
  public func weight(_ weight: Tensor, confidence: Tensor) -> Tensor {
    (weight * confidence).absolute().mean()
  }

  private static func masked(_ found: Tensor, _ wanted: Tensor, _ confidence: Tensor) -> Tensor {
    ((found - wanted) * confidence).absolute().mean()
  }
}
