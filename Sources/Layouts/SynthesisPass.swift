import CKernels
public import Tensors

/// What follows a convolution of StyleGAN2 (Karras et al. 2020; ReferenceSystems article), in one
/// pass over memory: the filter where the resolution doubles, demodulation, noise, bias, leaky
/// ReLU, cutting off, the style of the next convolution, and the colours of the level. Activations
/// lie with channels innermost.
public struct SynthesisPass: Sendable {
  /// What a convolution wrote.
  public enum Input {
    /// A level of the output's size, `[1, C, H, W]`.
    case level(Tensor)
    /// A transposed convolution of H + 1 by W + 1 pixels in its four phases: 2·(y mod 2) + (x mod 2)
    /// holds pixel (y, x) at (y / 2, x / 2); `[1, C, H/2 + 1 or H/2, W/2 + 1 or W/2]`.
    case phases([Tensor])
  }

  /// The colours of a level.
  public struct Colours {
    /// Channels to colours, already scaled by their style: `[3][C]`.
    public var weights: [Float]
    /// Their bias, three numbers.
    public var bias: [Float]
    /// Picture of the level before, `[H/2, W/2, 3]`, float32; `nil` for the first.
    public var before: Tensor?
    /// Where the picture goes, `[H, W, 3]`, float32.
    public var picture: Tensor

    /// Colours with the given weights.
    public init(weights: [Float], bias: [Float], before: Tensor?, picture: Tensor) {
      (self.weights, self.bias, self.before, self.picture) = (weights, bias, before, picture)
    }
  }

  /// Factors of the convolution's result, `[C]`: demodulation and gain.
  public var scale: [Float]
  /// Added after that, `[C]`: bias and gain.
  public var shift: [Float]
  /// Added to all channels, `[H, W]`, float32; `nil` for none.
  public var noise: Tensor?
  /// Factors of the result for the next convolution, `[C]`.
  public var style: [Float]
  /// The filter along one axis, four symmetric numbers of sum 2.
  public var taps: [Float]
  /// Largest magnitude before `style`.
  public var limit: Float
  /// Largest magnitude of the colours.
  public var colourLimit: Float

  /// Creates a pass.
  public init(
    scale: [Float], shift: [Float], noise: Tensor?, style: [Float], taps: [Float], limit: Float,
    colourLimit: Float
  ) {
    precondition(
      taps.count == 4 && shift.count == scale.count && style.count == scale.count,
      "factors of other channels")
    (self.scale, self.shift, self.noise, self.style) = (scale, shift, noise, style)
    (self.taps, self.limit, self.colourLimit) = (taps, limit, colourLimit)
  }

  /// Runs it, with a leaky ReLU of slope 0.2.
  /// - Parameters:
  ///   - height: Of the result; `width` likewise.
  ///   - output: `[1, C, H, W]`, channels-last, of the input's type; `nil` where only colours are
  ///     wanted.
  public func callAsFunction(
    _ input: Input, height: Int, width: Int, into output: Tensor?, colours: Colours?,
    in workspace: Workspace
  ) {
    var job = ck_synthesis()
    job.channels = Int32(scale.count)
    job.height = Int32(height)
    job.width = Int32(width)
    job.slope = 0.2
    job.limit = limit
    job.colour_limit = colourLimit
    job.taps = (taps[0], taps[1], taps[2], taps[3])
    switch input {
    case .level(let level):
      job.input = UnsafeRawPointer(level.unsafeData)
      job.is_bfloat16 = level.type == .bfloat16
    case .phases(let phases):
      precondition(phases.count == 4, "\(phases.count) phases")
      func place(_ index: Int) -> UnsafeRawPointer { UnsafeRawPointer(phases[index].unsafeData) }
      job.phases = (place(0), place(1), place(2), place(3))
      job.is_bfloat16 = phases[0].type == .bfloat16
    }
    job.noise = noise.map { UnsafePointer($0.unsafeData.assumingMemoryBound(to: Float.self)) }
    job.output = output?.unsafeData
    scale.withUnsafeBufferPointer { scale in
      shift.withUnsafeBufferPointer { shift in
        style.withUnsafeBufferPointer { style in
          job.scale = scale.baseAddress
          job.shift = shift.baseAddress
          job.style = style.baseAddress
          guard let colours else { return run(job, in: workspace) }
          colours.weights.withUnsafeBufferPointer { weights in
            colours.bias.withUnsafeBufferPointer { bias in
              job.colours = weights.baseAddress
              job.colour_shift = bias.baseAddress
              job.before = colours.before.map {
                UnsafePointer($0.unsafeData.assumingMemoryBound(to: Float.self))
              }
              job.picture = colours.picture.unsafeData.assumingMemoryBound(to: Float.self)
              run(job, in: workspace)
            }
          }
        }
      }
    }
  }

  private func run(_ job: ck_synthesis, in workspace: Workspace) {
    let shared = UncheckedJob(job)
    let height = Int(job.height)
    let numbers = Int(job.channels) * (Int(job.width) + 1)
    // Rows for a thread at a time: enough numbers to be worth it.
    let grain = max(1, 65536 / numbers)
    workspace.inParallel(
      (height + grain - 1) / grain, use: .line, floatsPerThread: numbers
    ) { item, line in
      var job = shared.value
      ck_synthesize(&job, Int32(item * grain), Int32(min(height, (item + 1) * grain)), line)
    }
  }
}
