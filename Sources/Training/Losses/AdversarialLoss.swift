public import Tensors

/// How scores become a loss (NVlabs/SPADE `GANLoss`); losses are means over the scales.
public enum AdversarialLoss: String, Codable, Sendable, CaseIterable {
  /// Hinge (Lim & Ye 2017).
  case hinge
  /// Mean squared distance to 1 or 0.
  case leastSquares = "ls"
  /// Binary cross entropy with logits.
  case original
  /// Wasserstein.
  case wasserstein = "w"

  /// Loss of the discriminator on real pictures' scores, a scalar.
  public func discriminatorOnReal(_ scores: [Tensor]) -> Tensor {
    mean(scores) { score in
      switch self {
      case .hinge: -(score - 1).clamped(from: nil, to: 0).mean()
      case .leastSquares: (score - 1).squared().mean()
      case .original: (-score).softplus().mean()
      case .wasserstein: -score.mean()
      }
    }
  }

  /// Loss of the discriminator on made pictures' scores, a scalar.
  public func discriminatorOnFake(_ scores: [Tensor]) -> Tensor {
    mean(scores) { score in
      switch self {
      case .hinge: -(-score - 1).clamped(from: nil, to: 0).mean()
      case .leastSquares: score.squared().mean()
      case .original: score.softplus().mean()
      case .wasserstein: score.mean()
      }
    }
  }

  /// Loss of the generator on its pictures' scores, a scalar.
  public func generator(_ scores: [Tensor]) -> Tensor {
    mean(scores) { score in
      switch self {
      case .hinge, .wasserstein: -score.mean()
      case .leastSquares: (score - 1).squared().mean()
      case .original: (-score).softplus().mean()
      }
    }
  }

  private func mean(_ scores: [Tensor], _ loss: (Tensor) -> Tensor) -> Tensor {
    var total = loss(scores[0].converted(to: .float32))
    for score in scores.dropFirst() { total = total + loss(score.converted(to: .float32)) }
    return total / Double(scores.count)
  }
}
