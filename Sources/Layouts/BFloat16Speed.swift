import CKernels

extension KernelBody {
  /// Whether pictures in bfloat16 are worth it here: the instruction is there, and products with it
  /// are half as quick again as in float32, or more. Some processors have it at the pace of float32,
  /// which needs fewer multiplications (Winograd). Measured once, in a few milliseconds, without the
  /// engine.
  public static let prefersBFloat16: Bool = hasBFloat16 && bfloat16Gain() > 1.5

  /// Speed of products in bfloat16 over that in float32: the least time of six turns each, on this
  /// thread.
  static func bfloat16Gain() -> Double {
    let (side, channels) = (24, 64)
    func buffer(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
      let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
      numbers.initialize(repeating: 0)
      return numbers
    }
    let input = buffer((side + 2) * (side + 2) * channels)
    let weights = buffer(9 * channels * channels)
    let output = buffer(side * side * channels)
    let bias = buffer(channels)
    let sums = buffer(Int(CK_STRIP * CK_BLOCK))
    defer { for numbers in [input, weights, output, bias, sums] { numbers.deallocate() } }
    var job = ck_convolution()
    job.side = 3
    (job.in_channels, job.out_channels) = (Int32(channels), Int32(channels))
    (job.height, job.width, job.output_pitch) = (Int32(side), Int32(side), Int64(side))
    job.input = UnsafeRawPointer(input.baseAddress)
    job.weights = UnsafeRawPointer(weights.baseAddress)
    job.bias = UnsafePointer(bias.baseAddress)
    job.output = UnsafeMutableRawPointer(output.baseAddress)
    let clock = ContinuousClock()
    var least = (float: Duration.seconds(1), half: Duration.seconds(1))
    func turn(isHalf: Bool) -> Duration {
      job.is_bfloat16 = isHalf
      return clock.measure {
        ck_convolve(&job, 0, Int64(channels / Int(CK_BLOCK)), sums.baseAddress)
      }
    }
    for _ in 0..<6 {
      least = (min(least.float, turn(isHalf: false)), min(least.half, turn(isHalf: true)))
    }
    return least.float / max(least.half, .nanoseconds(1))
  }
}
