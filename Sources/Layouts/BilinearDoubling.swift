import CKernels
public import Imaging
public import Tensors

/// Doubles a level with weights 1 3 3 1, in any rectangle; the numbers of
/// `aten::upsample_bilinear2d` for a factor of two.
public enum BilinearDoubling {
  /// Computes a rectangle of the doubled level.
  /// - Parameters:
  ///   - input: `[1, C, h, w]`, channels-last.
  ///   - rect: The part of the doubled level that is computed.
  ///   - output: `[1, C, 2h, 2w]`, channels-last, of the same type.
  public static func run(_ input: Tensor, rect: PixelRect, into output: Tensor) {
    let shape = input.shape
    precondition(
      output.shape == [1, shape[1], 2 * shape[2], 2 * shape[3]] && output.type == input.type,
      "\(shape) doubled into \(output.shape)")
    if rect.isEmpty { return }
    var job = ck_doubling()
    job.channels = Int32(shape[1])
    job.height = Int32(shape[2])
    job.width = Int32(shape[3])
    job.top = Int32(rect.y)
    job.left = Int32(rect.x)
    job.bottom = Int32(rect.maxY)
    job.right = Int32(rect.maxX)
    job.input = UnsafeRawPointer(input.unsafeData)
    job.output = output.unsafeData
    job.is_bfloat16 = input.type == .bfloat16
    let shared = UncheckedJob(job)
    inParallel(rect.height, grain: max(1, 16384 / max(1, shape[1] * rect.width))) { begin, end in
      var job = shared.value
      ck_double(&job, Int32(begin), Int32(end))
    }
  }
}
