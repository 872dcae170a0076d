import CKernels
public import Imaging
public import Tensors

/// Normalizes a level by its own statistics or by given ones, rectifies, adds, and mirrors the
/// border, in one pass over memory. Activations lie with channels innermost.
public struct NormalizationPass: Sendable {
  /// Per-channel normalization: n = (x − mean) · scale + shift.
  public struct Normalization: Hashable, Sendable {
    /// Mean, `[C]`.
    public var mean: [Float]
    /// 1/√(variance + ε), times a learned scale, `[C]`.
    public var scale: [Float]
    /// A learned shift, else zeros, `[C]`.
    public var shift: [Float]

    /// x · scale + shift, `[C]` each.
    public init(scale: [Float], shift: [Float]) {
      mean = [Float](repeating: 0, count: scale.count)
      (self.scale, self.shift) = (scale, shift)
    }

    /// From mean and variance, `[C]` each, without learned scale and shift.
    public init(mean: [Float], variance: [Float], epsilon: Float = 1e-5) {
      self.mean = mean
      scale = variance.map { 1 / ($0 + epsilon).squareRoot() }
      shift = [Float](repeating: 0, count: mean.count)
    }
  }

  /// Size of the level.
  public var size: PixelSize
  /// Whether the input is four levels of half the size, as the four phases of a transposed
  /// convolution lie: `[4, C, H/2, W/2]`, phase 2·(y mod 2) + (x mod 2).
  public var isInterleaved: Bool
  /// Whether negative numbers become 0.
  public var rectifies: Bool
  /// Mirrored pixels written around the level.
  public var border: Int

  /// Creates a pass.
  public init(size: PixelSize, isInterleaved: Bool = false, rectifies: Bool, border: Int = 0) {
    self.size = size
    self.isInterleaved = isInterleaved
    self.rectifies = rectifies
    self.border = border
  }

  /// Mean and biased variance per channel of everything in a tensor.
  ///
  /// Rows are summed in float32 around the first pixel, then joined in double precision in their
  /// order: the result does not depend on the number of threads.
  /// - Parameter input: `[N, C, H, W]`, channels-last, float32 or bfloat16.
  public static func measure(_ input: Tensor) -> Normalization {
    let shape = input.shape
    let (channels, width) = (shape[1], shape[3])
    let rows = shape[0] * shape[2]
    let origin = input.sliced(axis: 0, from: 0, to: 1).sliced(axis: 2, from: 0, to: 1)
      .sliced(axis: 3, from: 0, to: 1).converted(to: .float32).contiguous().floats()
    var sums = [Float](repeating: 0, count: rows * 2 * channels)
    origin.withUnsafeBufferPointer { origin in
      sums.withUnsafeMutableBufferPointer { sums in
        var job = ck_moments()
        job.channels = Int32(channels)
        job.width = Int32(width)
        job.input = UnsafeRawPointer(input.unsafeData)
        job.origin = origin.baseAddress
        job.sums = sums.baseAddress
        job.is_bfloat16 = input.type == .bfloat16
        let shared = UncheckedJob(job)
        inParallel(rows, grain: Self.rowGrain(channels * width)) { begin, end in
          var job = shared.value
          ck_measure_moments(&job, Int32(begin), Int32(end))
        }
      }
    }
    var totals = [Double](repeating: 0, count: 2 * channels)
    sums.withUnsafeBufferPointer { sums in
      for row in 0..<rows {
        for place in totals.indices { totals[place] += Double(sums[row * totals.count + place]) }
      }
    }
    let count = Double(rows * width)
    var mean: [Float] = []
    var variance: [Float] = []
    for channel in 0..<channels {
      let offset = totals[channel] / count
      mean.append(Float(Double(origin[channel]) + offset))
      variance.append(Float(max(0, totals[channels + channel] / count - offset * offset)))
    }
    return Normalization(mean: mean, variance: variance)
  }

  /// out = max(n, 0) + addend, or n + addend.
  /// - Parameters:
  ///   - input: `[1, C, H, W]` or, interleaved, `[4, C, H/2, W/2]`; channels-last.
  ///   - addend: `[1, C, H + 2b, W + 2b]` with b = `addendBorder`, channels-last; not the output.
  ///   - output: `[1, C, H + 2·border, W + 2·border]`, channels-last, of the input's type.
  public func callAsFunction(
    _ input: Tensor, _ normalization: Normalization, adding addend: Tensor? = nil,
    addendBorder: Int = 0, into output: Tensor
  ) {
    let channels = output.shape[1]
    precondition(
      input.type == output.type && normalization.mean.count == channels
        && border < min(size.width, size.height), "a pass over other tensors")
    normalization.mean.withUnsafeBufferPointer { mean in
      normalization.scale.withUnsafeBufferPointer { scale in
        normalization.shift.withUnsafeBufferPointer { shift in
          var job = ck_normalization()
          job.channels = Int32(channels)
          job.height = Int32(size.height)
          job.width = Int32(size.width)
          job.border = Int32(border)
          job.is_interleaved = isInterleaved
          job.rectifies = rectifies
          job.input = UnsafeRawPointer(input.unsafeData)
          job.mean = mean.baseAddress
          job.scale = scale.baseAddress
          job.shift = shift.baseAddress
          job.addend = addend.map { UnsafeRawPointer($0.unsafeData) }
          job.addend_border = Int32(addendBorder)
          job.output = output.unsafeData
          job.is_bfloat16 = input.type == .bfloat16
          let shared = UncheckedJob(job)
          inParallel(
            size.height + 2 * border, grain: Self.rowGrain(channels * size.width)
          ) { begin, end in
            var job = shared.value
            ck_normalize(&job, Int32(begin), Int32(end))
          }
        }
      }
    }
  }

  /// Rows per task: enough numbers to be worth a thread.
  private static func rowGrain(_ numbersPerRow: Int) -> Int {
    max(1, 65536 / max(1, numbersPerRow))
  }
}
