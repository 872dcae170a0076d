import Generators
import Imaging
import Tensors

/// Enlarges maps of probabilities so that their borders follow a picture's edges: the colour guided
/// filter of He, Sun & Tang (2013) in its fast form (2015). At the small size every window fits the
/// probabilities as a linear function of the colours; the functions' coefficients are enlarged, and
/// applied to the colours at full size.
struct GuidedFilter {
  /// Radius of the windows in pixels of the small size.
  static let radius = 3
  /// Variance of colours (0…1) below which a window counts as plain.
  static let flatness = 1e-3

  /// Colours at the small size, `[1, 3, h, w]`, 0…1.
  private let guide: Tensor
  private let means: Tensor
  /// (Σ + ε)⁻¹ of each window, `[h · w, 3, 3]`.
  private let inverses: Tensor

  /// - Parameter picture: At the size of the probabilities.
  init(_ picture: RGBImage) {
    guide = Self.colours(picture)
    means = Self.mean(guide)
    let shape = guide.shape
    var rows: [Tensor] = []
    for row in 0..<3 {
      for column in 0..<3 {
        let (first, second) = (Self.channel(guide, row), Self.channel(guide, column))
        let covariance =
          Self.mean(first * second)
          - Self.channel(means, row) * Self.channel(means, column)
        rows.append(row == column ? covariance + Self.flatness : covariance)
      }
    }
    let matrices = Tensor.concatenated(rows, axis: 1).permuted([0, 2, 3, 1]).contiguous()
      .reshaped([shape[2] * shape[3], 3, 3])
    inverses = Engine.call("aten::inverse", "", .tensor(matrices))
  }

  /// - Parameters:
  ///   - probabilities: `[1, K, h, w]`.
  ///   - picture: The picture at the size that is wanted.
  /// - Returns: `[1, K, H, W]`, float32.
  func enlarged(_ probabilities: Tensor, along picture: RGBImage) -> Tensor {
    let shape = probabilities.shape
    let (count, pixels) = (shape[1], shape[2] * shape[3])
    let mean = Self.mean(probabilities)
    // Covariances with the three colours, [h · w, 3, K].
    let covariances = Tensor.concatenated(
      (0..<3).map { channel in
        Self.mean(Self.channel(guide, channel) * probabilities)
          - Self.channel(means, channel) * mean
      }, axis: 0
    ).permuted([2, 3, 0, 1]).contiguous().reshaped([pixels, 3, count])
    let slopes = inverses.matmul(covariances).reshaped([shape[2], shape[3], 3 * count])
      .permuted([2, 0, 1]).contiguous().unsqueezed(0)
    func slope(_ channel: Int, of tensor: Tensor) -> Tensor {
      tensor.sliced(axis: 1, from: channel * count, to: (channel + 1) * count)
    }
    let offsets = (0..<3).reduce(mean) { offsets, channel in
      offsets - slope(channel, of: slopes) * Self.channel(means, channel)
    }
    func wide(_ tensor: Tensor) -> Tensor {
      Self.mean(tensor).resizedBilinear(height: picture.height, width: picture.width)
    }
    let colours = Self.colours(picture)
    return (0..<3).reduce(wide(offsets)) { sum, channel in
      sum + wide(slope(channel, of: slopes)) * Self.channel(colours, channel)
    }
  }

  private static func mean(_ tensor: Tensor) -> Tensor {
    tensor.averagePooled(
      kernel: 2 * radius + 1, stride: 1, padding: radius, countsPadding: false)
  }

  private static func channel(_ tensor: Tensor, _ index: Int) -> Tensor {
    tensor.sliced(axis: 1, from: index, to: index + 1)
  }

  private static func colours(_ picture: RGBImage) -> Tensor {
    (Tensor(picture: picture) + 1) / 2
  }
}
