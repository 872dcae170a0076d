public import Tensors

/// How scores become a loss (`GANLoss` of NVlabs/SPADE and pix2pixHD): means over all scores of a
/// scale; over the scales the mean unless told otherwise.
public enum AdversarialLoss: String, Codable, Sendable, CaseIterable {
  /// Hinge (Lim & Ye 2017).
  case hinge
  /// Mean squared distance to 1 or 0.
  case leastSquares = "ls"
  /// Binary cross entropy with logits.
  case original
  /// Wasserstein.
  case wasserstein = "w"

  /// How the losses of several scales become one.
  public enum Scales: String, Codable, Sendable, CaseIterable {
    /// Their mean (NVlabs/SPADE).
    case mean
    /// Their sum (NVIDIA/pix2pixHD).
    case sum
  }

  /// Loss of the discriminator on real pictures' scores, a scalar.
  public func discriminatorOnReal(_ scores: [Tensor], over scales: Scales = .mean) -> Tensor {
    joined(scores, scales) { score in
      switch self {
      case .hinge: -(score - 1).clamped(from: nil, to: 0).mean()
      case .leastSquares: (score - 1).squared().mean()
      case .original: (-score).softplus().mean()
      case .wasserstein: -score.mean()
      }
    }
  }

  /// Loss of the discriminator on made pictures' scores, a scalar.
  public func discriminatorOnFake(_ scores: [Tensor], over scales: Scales = .mean) -> Tensor {
    joined(scores, scales) { score in
      switch self {
      case .hinge: -(-score - 1).clamped(from: nil, to: 0).mean()
      case .leastSquares: score.squared().mean()
      case .original: score.softplus().mean()
      case .wasserstein: score.mean()
      }
    }
  }

  /// Loss of the generator on its pictures' scores, a scalar.
  public func generator(_ scores: [Tensor], over scales: Scales = .mean) -> Tensor {
    joined(scores, scales) { score in
      switch self {
      case .hinge, .wasserstein: -score.mean()
      case .leastSquares: (score - 1).squared().mean()
      case .original: (-score).softplus().mean()
      }
    }
  }

  /// Loss of the generator on what was said about its pictures, a scalar.
  func generator(
    _ judgement: MultiscaleDiscriminator.Judgement, over scales: Scales = .mean
  ) -> Tensor {
    generator(judgement.fake.map { $0.last ?? $0[0] }, over: scales)
  }

  /// Losses of the discriminator on what it said, scalars.
  func discriminator(
    _ judgement: MultiscaleDiscriminator.Judgement, over scales: Scales = .mean
  ) -> (real: Tensor, fake: Tensor) {
    (
      discriminatorOnReal(judgement.real.map { $0.last ?? $0[0] }, over: scales),
      discriminatorOnFake(judgement.fake.map { $0.last ?? $0[0] }, over: scales)
    )
  }

  private func joined(
    _ scores: [Tensor], _ scales: Scales, _ loss: (Tensor) -> Tensor
  ) -> Tensor {
    var total = loss(scores[0].converted(to: .float32))
    for score in scores.dropFirst() { total = total + loss(score.converted(to: .float32)) }
    return scales == .sum ? total : total / Double(scores.count)
  }
}
