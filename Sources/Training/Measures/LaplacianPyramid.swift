import Tensors

/// Laplacian pyramids (Burt & Adelson 1983) as Karras et al. 2018 build them: a 5×5 binomial filter
/// with mirrored borders.
enum LaplacianPyramid {
  /// Side of the coarsest level.
  static let smallestSide = 16

  /// Levels from fine to coarse; the last holds what is left, the others what the next one lacks.
  /// - Parameter pictures: `[N, 3, H, W]`; H and W are powers of 2 from 16.
  static func levels(of pictures: Tensor) -> [Tensor] {
    var levels: [Tensor] = []
    var current = pictures
    while min(current.shape[2], current.shape[3]) > smallestSide {
      let smaller = blurred(current, gain: 1).sliced(
        axis: 2, from: 0, to: current.shape[2], step: 2
      )
      .sliced(axis: 3, from: 0, to: current.shape[3], step: 2)
      levels.append(current - doubled(smaller))
      current = smaller
    }
    return levels + [current]
  }

  /// Zeros between all pixels, blurred with four times the weight.
  private static func doubled(_ picture: Tensor) -> Tensor {
    let shape = picture.shape
    let (count, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
    let spread = picture.reshaped([count, channels, height, 1, width, 1])
    let rows = Tensor.concatenated([spread, spread * 0], axis: 5)
    let both = Tensor.concatenated([rows, rows * 0], axis: 3)
    return blurred(both.reshaped([count, channels, 2 * height, 2 * width]), gain: 4)
  }

  private static func blurred(_ picture: Tensor, gain: Float) -> Tensor {
    let taps: [Float] = [1, 4, 6, 4, 1]
    let kernel = taps.flatMap { row in taps.map { row * $0 / 256 * gain } }
    let weight = Tensor(kernel, shape: [1, 1, 5, 5]).expanded([picture.shape[1], 1, 5, 5])
    return picture.reflectionPadded(2).convolved(
      weight.contiguous(), groups: picture.shape[1])
  }
}
