import CKernels
public import Imaging
public import Tensors

/// Normalizes, gathers, modulates and activates a part of a level in one pass over memory.
public struct ModulationPass: Sendable {
  /// Per-channel normalization: n = (x − mean) · scale. The mean is not folded into a shift:
  /// where the variance is tiny the difference of two large products would be all rounding.
  public struct Normalization: Sendable {
    /// 1/√(variance + ε) per channel.
    public let scale: [Float]
    /// Mean per channel.
    public let mean: [Float]

    /// From mean and variance, `[C]` each.
    public init(mean: [Float], variance: [Float], epsilon: Float = 1e-5) {
      scale = variance.map { 1 / ($0 + epsilon).squareRoot() }
      self.mean = mean
    }

    private init(mean: [Float], scale: [Float]) {
      self.mean = mean
      self.scale = scale
    }

    /// n · gain, channel by channel.
    public func multiplied(by gain: [Float]) -> Normalization {
      Normalization(mean: mean, scale: zip(scale, gain).map { $0 * $1 })
    }
  }

  /// What is added to the normalized activations before they are modulated.
  public struct Addition: Sendable {
    /// Per channel.
    public var shift: [Float]
    /// Noise per pixel of the level and its scale per symbol and channel,
    /// `[symbols][channels]`; `nil` for none.
    public var noise: (plane: [Float], rows: [Float])?

    /// A shift alone.
    public init(shift: [Float]) {
      self.shift = shift
    }
  }

  /// Size of the level.
  public var size: PixelSize
  /// The part to compute; it may reach one pixel beyond the level, where the result is 0.
  public var rect: PixelRect
  /// Whether the input has half the level's size and every pixel counts twice.
  public var doublesInput: Bool
  /// What stands beyond the level: its edge pixels again, or 0.
  public var repeatsEdges: Bool

  /// Creates a pass.
  public init(
    size: PixelSize, rect: PixelRect, doublesInput: Bool, repeatsEdges: Bool = false
  ) {
    self.size = size
    self.rect = rect
    self.doublesInput = doublesInput
    self.repeatsEdges = repeatsEdges
  }

  /// out = lrelu(m · (1 + γ) + β), m = n + addition.
  /// - Parameters:
  ///   - input: `[1, C, h, w]` channels-last, of the table's type.
  ///   - pattern: Windows and symbols of the level.
  ///   - addition: A shift and noise; `nil` for none.
  ///   - slope: Of the leaky ReLU; 1 for none.
  ///   - output: `[1, C, rect.height, rect.width]` channels-last.
  public func modulate(
    _ input: Tensor, pattern: LayoutPattern, table: LayoutTable, normalization: Normalization,
    addition: Addition? = nil, slope: Float, into output: Tensor
  ) {
    precondition(pattern.windows.count == size.area, "windows of another level")
    var job = job(input, channels: table.channels, slope: slope, into: output)
    pattern.windows.withUnsafeBufferPointer { windows in
      normalization.scale.withUnsafeBufferPointer { scale in
        normalization.mean.withUnsafeBufferPointer { mean in
          job.windows = windows.baseAddress
          job.table = table.rowData
          job.scale = scale.baseAddress
          job.mean = mean.baseAddress
          guard let addition else { return run(job, table.channels) }
          addition.shift.withUnsafeBufferPointer { shift in
            job.shift = shift.baseAddress
            guard let noise = addition.noise else { return run(job, table.channels) }
            precondition(noise.plane.count == size.area, "noise of another level")
            noise.plane.withUnsafeBufferPointer { plane in
              noise.rows.withUnsafeBufferPointer { rows in
                pattern.symbols.withUnsafeBufferPointer { symbols in
                  job.noise = plane.baseAddress
                  job.noise_rows = rows.baseAddress
                  job.symbols = symbols.baseAddress
                  run(job, table.channels)
                }
              }
            }
          }
        }
      }
    }
  }

  private func run(_ job: ck_modulation, _ channels: Int) {
    let shared = UncheckedJob(job)
    inParallel(rect.height, grain: rowGrain(channels)) { begin, end in
      var job = shared.value
      ck_modulate(&job, Int32(begin), Int32(end))
    }
  }

  /// out = lrelu(in), continued beyond the level in the same way.
  public func activate(_ input: Tensor, slope: Float, into output: Tensor) {
    let channels = input.shape[1]
    let shared = UncheckedJob(job(input, channels: channels, slope: slope, into: output))
    inParallel(rect.height, grain: rowGrain(channels)) { begin, end in
      var job = shared.value
      ck_activate(&job, Int32(begin), Int32(end))
    }
  }

  private func rowGrain(_ channels: Int) -> Int {
    max(1, 16384 / max(1, channels * rect.width))
  }

  private func job(
    _ input: Tensor, channels: Int, slope: Float, into output: Tensor
  ) -> ck_modulation {
    var job = ck_modulation()
    job.channels = Int32(channels)
    job.height = Int32(size.height)
    job.width = Int32(size.width)
    job.top = Int32(rect.y)
    job.left = Int32(rect.x)
    job.bottom = Int32(rect.maxY)
    job.right = Int32(rect.maxX)
    job.halving = doublesInput ? 1 : 0
    job.input_width = Int32(doublesInput ? size.width / 2 : size.width)
    job.input = UnsafeRawPointer(input.unsafeData)
    job.slope = slope
    job.output = output.unsafeData
    job.repeats_edges = repeatsEdges
    job.is_bfloat16 = input.type == .bfloat16
    return job
  }
}
