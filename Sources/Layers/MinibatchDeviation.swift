public import Tensors

/// Minibatch standard deviation (Karras et al. 2018, §3): one more channel that tells how much the
/// pictures of a group differ.
public enum MinibatchDeviation {
  /// Appends the channel.
  /// - Parameters:
  ///   - x: `[N, C, H, W]`.
  ///   - groupSize: Largest size of a group; it must divide N where it is smaller. Sample i
  ///     belongs to group i mod (N / size).
  /// - Returns: `[N, C + 1, H, W]`.
  public static func appended(to x: Tensor, groupSize: Int) -> Tensor {
    let shape = x.shape
    let group = min(groupSize, shape[0])
    precondition(shape[0] % group == 0, "\(shape[0]) pictures in groups of \(group)")
    let wide = x.widened().contiguous()
    let grouped = wide.reshaped([group, shape[0] / group, shape[1], shape[2], shape[3]])
    let centred = grouped - grouped.mean(over: [0], keepingAxes: true)
    let deviation = (centred.squared().mean(over: [0]) + 1e-8).squareRoot()
    // [groups, 1, 1, 1], repeated for every member.
    let spread = deviation.mean(over: [1, 2, 3], keepingAxes: true)
    let channel = Tensor.concatenated([Tensor](repeating: spread, count: group), axis: 0)
      .expanded([shape[0], 1, shape[2], shape[3]])
    return Tensor.concatenated([wide, channel], axis: 1).converted(to: x.type)
  }
}
