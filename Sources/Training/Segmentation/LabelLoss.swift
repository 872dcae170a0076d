import Tensors

/// How far scores of labels are from a map that may be unknown in places.
struct LabelLoss {
  /// Ids of `classes` where nobody knows, `[N, H, W]`, int64.
  private let labels: Tensor
  private let classes: Int
  /// Weight of each class, `[classes]`: 1 / √share in the batch, at most three times the commonest's.
  private let weights: Tensor

  /// - Parameter labels: `[N, 1, H, W]`; values of `classes` are unknown.
  init(_ labels: Tensor, classes: Int) {
    let shape = labels.shape
    self.labels = labels.reshaped([shape[0], shape[2], shape[3]]).converted(to: .int64)
    self.classes = classes
    weights = withoutGradients {
      let counts = Engine.call(
        "aten::bincount", "", .tensor(labels.reshaped([-1]).converted(to: .int64)), .none,
        .int(classes + 1)
      ).sliced(axis: 0, from: 0, to: classes).converted(to: .float32)
      let most = counts.maximum().clamped(from: 1, to: nil)
      return (most / counts.clamped(from: 1, to: nil)).squareRoot().clamped(from: nil, to: 3)
    }
  }

  /// Weighted mean cross entropy at the map's size, a scalar.
  /// - Parameter scores: `[N, classes, H / 2, W / 2]`.
  func callAsFunction(_ scores: Tensor) -> Tensor {
    let shape = labels.shape
    let wide = scores.resizedBilinear(height: shape[1], width: shape[2])
    return Engine.call(
      "aten::cross_entropy_loss", "", .tensor(wide), .tensor(labels), .tensor(weights), .int(1),
      .int(classes))
  }

  /// Share of the known pixels whose highest score is the map's label, 0…1, at the scores' size.
  func accuracy(of scores: Tensor) -> Double {
    withoutGradients {
      let shape = scores.shape
      let seen = labels.unsqueezed(1).converted(to: .float32)
        .resizedNearest(height: shape[2], width: shape[3]).reshaped([shape[0], shape[2], shape[3]])
      let told = scores.indexOfMaximum(axis: 1).converted(to: .float32)
      let right = Engine.call("aten::eq", "Tensor", .tensor(seen), .tensor(told))
        .converted(to: .float32).sum().item
      let known = seen.isBelow(classes).converted(to: .float32).sum().item
      return right / max(1, known)
    }
  }
}
