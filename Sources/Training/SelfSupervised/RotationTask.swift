public import Tensors

/// Turning pictures by quarter turns and asking by how much (Gidaris et al. 2018; Chen et al.
/// 2019): the task that needs no labels.
public enum RotationTask {
  /// Number of answers: 0°, 90°, 180°, 270°.
  public static let classes = 4

  /// Turns pictures.
  /// - Parameters:
  ///   - pictures: `[N, C, H, W]`, square.
  ///   - quarters: 0…3 quarter turns against the clock.
  public static func turned(_ pictures: Tensor, quarters: Int) -> Tensor {
    switch quarters {
    case 0: pictures
    case 1: pictures.transposed(2, 3).flipped([2])
    case 2: pictures.flipped([2, 3])
    default: pictures.flipped([2]).transposed(2, 3)
    }
  }

  /// Turns the first quarter of a batch by 0°, the next by 90°, and so on.
  /// - Returns: The pictures, and their classes `[N]`, int64.
  public static func turned(_ pictures: Tensor) -> (pictures: Tensor, answers: Tensor) {
    let count = pictures.shape[0]
    var parts: [Tensor] = []
    var answers: [Int64] = []
    for quarters in 0..<classes {
      // Picture i is turned by class ⌊4i/N⌋.
      let members = (0..<count).filter { classes * $0 / count == quarters }
      guard let first = members.first else { continue }
      let part = pictures.sliced(axis: 0, from: first, to: first + members.count)
      parts.append(turned(part, quarters: quarters))
      answers += members.map { _ in Int64(quarters) }
    }
    return (Tensor.concatenated(parts, axis: 0), Tensor(answers, shape: [count]))
  }

  /// Share of pictures whose rotation is told right.
  /// - Parameters:
  ///   - scores: `[N, 4]`.
  ///   - answers: `[N]`, int64.
  public static func accuracy(of scores: Tensor, answers: Tensor) -> Double {
    let told = scores.detached().indexOfMaximum(axis: 1).integers()
    let right = zip(told, answers.integers()).count { $0 == $1 }
    return Double(right) / Double(max(1, told.count))
  }
}
