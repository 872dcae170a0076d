extension Tensor {
  /// Samples a picture along a flow: the result at p is the picture at p + flow(p), bilinear, the
  /// border's values repeated beyond it, corners aligned (NVIDIA/vid2vid's `resample`).
  ///
  /// A flow of zero gives the picture back to about 10⁻⁶ only: positions are computed on −1…1.
  /// - Parameters:
  ///   - self: `[N, C, H, W]`, at least 2×2, float32.
  ///   - flow: `[N, 2, H, W]`, pixels; channel 0 to the right, channel 1 down. It leads from the new
  ///     picture to where things were before.
  ///   - alignsCorners: What the engine is told; `false` only shows what later versions of PyTorch
  ///     make of the reference's code, which leaves it out.
  /// - Returns: `[N, C, H, W]`.
  public func warped(by flow: Tensor, alignsCorners: Bool = true) -> Tensor {
    let shape = flow.shape
    precondition(
      shape.count == 4 && shape[1] == 2 && shape[2] > 1 && shape[3] > 1, "\(shape) is no flow")
    let height = shape[2]
    let width = shape[3]
    func axis(_ count: Int) -> Tensor {
      Engine.call(
        "aten::linspace", "", .double(-1), .double(1), .int(count), .none, .none, .none, .none
      ).moved(to: flow.device)
    }
    let x =
      axis(width).reshaped([1, 1, 1, width])
      + flow.sliced(axis: 1, from: 0, to: 1) * (2 / Double(width - 1))
    let y =
      axis(height).reshaped([1, 1, height, 1])
      + flow.sliced(axis: 1, from: 1, to: 2) * (2 / Double(height - 1))
    let grid = Tensor.concatenated([x, y], axis: 1).permuted([0, 2, 3, 1])
    // Bilinear (0), border values repeated (1).
    return Engine.call(
      "aten::grid_sampler", "", .tensor(self), .tensor(grid), .int(0), .int(1),
      .bool(alignsCorners))
  }
}
