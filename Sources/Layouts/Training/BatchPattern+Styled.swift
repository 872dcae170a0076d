import CKernels
import Layers
import Tensors

/// The modulation of layers that let a style or noise in, or continue their output beyond the
/// picture's edge: m = x̂ · gain + shift + noise, out = lrelu(m · (1 + γ) + β), with gradients for
/// activations, table, style and scale of the noise.
extension BatchPattern {
  /// - Parameters:
  ///   - x: Activations, `[N, C, height, width]`, float32 or bfloat16.
  ///   - table: `[windowCount, 2C]`, float32.
  ///   - injection: What enters; its noise plane carries no gradient.
  ///   - slope: Of the leaky ReLU; 1 for none.
  /// - Returns: `[N, C, height + 2b, width + 2b]` of the type of `x`, channels-last, with the
  ///   injection's border b of 0 or 1.
  func modulated(
    _ x: Tensor, table: Tensor, normalization: BatchNormalization, injection: SPADE.Injection,
    slope: Double
  ) -> Tensor {
    let pass = StyledPass(
      pattern: self, input: x, table: table, normalization: normalization,
      injection: injection, slope: Float(slope))
    let shape = x.shape
    let border = injection.border
    let output = Tensor.uninitialized(
      [shape[0], shape[1], shape[2] + 2 * border, shape[3] + 2 * border], type: x.type,
      channelsLast: true)
    pass.run { job in
      job.output = output.unsafeData
    } over: { shared in
      inParallel(windows.count, grain: max(1, 16384 / shape[1])) { begin, end in
        var job = shared.value
        ck_training_output(&job, Int64(begin), Int64(end))
      }
    }
    let inputs = [x, table, injection.style?.gain, injection.style?.shift, injection.noise?.scale]
    return output.differentiable(withRespectTo: inputs.compactMap { $0 }) { gradient in
      pass.gradients(gradient.converted(to: x.type).channelsLast())
    }
  }
}

/// What the passes forward and back have in common.
private struct StyledPass {
  let pattern: BatchPattern
  /// Channels-last and dense.
  let input: Tensor
  let table: Tensor
  let normalization: BatchNormalization
  let slope: Float
  let border: Int
  /// `[N, C]`, dense.
  let gain: Tensor
  let shift: Tensor
  let hasStyle: Bool
  /// `[N, 1, H, W]`, dense, where there is noise.
  let plane: Tensor?
  /// Scale of the noise per symbol, `[symbols, C]`; 0 where no label is known.
  let noiseRows: Tensor
  private let labels: Int?

  init(
    pattern: BatchPattern, input: Tensor, table: Tensor, normalization: BatchNormalization,
    injection: SPADE.Injection, slope: Float
  ) {
    precondition(input.isChannelsLast || input.shape[1] == 1, "activations not channels-last")
    precondition(input.count / input.shape[1] == pattern.windows.count, "another level")
    precondition(pattern.height > 1 && pattern.width > 1, "a level of one pixel")
    self.pattern = pattern
    self.input = input
    self.table = table
    self.normalization = normalization
    self.slope = slope
    border = injection.border
    let (pictures, channels) = (input.shape[0], input.shape[1])
    hasStyle = injection.style != nil
    gain = injection.style?.gain.detached().contiguous() ?? Tensor.ones([pictures, channels])
    shift = injection.style?.shift.detached().contiguous() ?? Tensor.zeros([pictures, channels])
    plane = injection.noise?.plane.contiguous()
    labels = injection.noise?.scale.shape[0]
    noiseRows =
      injection.noise.map { SPADE.noiseRows(of: $0.scale.detached()) }
      ?? Tensor.zeros([1, channels])
  }

  /// Fills a job and hands it on while everything it points to lives.
  func run(_ fill: (inout ck_training) -> Void, over body: (UncheckedJob<ck_training>) -> Void) {
    pattern.windows.withUnsafeBufferPointer { windows in
      pattern.centres.withUnsafeBufferPointer { symbols in
        withExtendedLifetime((input, table, normalization, gain, shift, plane, noiseRows)) {
          var job = ck_training()
          job.channels = Int32(input.shape[1])
          job.height = Int32(pattern.height)
          job.width = Int32(pattern.width)
          job.border = Int32(border)
          job.is_bfloat16 = input.type == .bfloat16
          job.slope = slope
          job.input = UnsafeRawPointer(input.unsafeData)
          job.windows = windows.baseAddress
          job.table = UnsafePointer(table.floatData)
          job.mean = UnsafePointer(normalization.mean.floatData)
          job.scale = UnsafePointer(normalization.scale.floatData)
          job.gain = UnsafePointer(gain.floatData)
          job.shift = UnsafePointer(shift.floatData)
          job.noise = plane.map { UnsafePointer($0.floatData) }
          job.symbols = symbols.baseAddress
          job.noise_rows = UnsafePointer(noiseRows.floatData)
          fill(&job)
          body(UncheckedJob(job))
        }
      }
    }
  }

  /// Gradients of activations, table and, where they enter, gain, shift and noise scale.
  func gradients(_ gradient: Tensor) -> [Tensor?] {
    let pieces = pattern.picturePieces
    let sums = pieceSums(gradient, pieces)
    let channels = input.shape[1]
    func part(_ index: Int) -> Tensor {
      sums.sliced(axis: 1, from: index * channels, to: (index + 1) * channels)
    }
    func places(_ numbers: [Int32]) -> Tensor {
      Tensor(numbers.map(Int64.init), shape: [numbers.count])
    }
    let (products, plain, noises) = (part(0), part(1), part(2))
    let pictures = places(pieces.pictures)
    // γ's gradient sees the style, β's does not.
    var gammas = products * gain.gathered(pictures) + plain * shift.gathered(pictures)
    if plane != nil { gammas = gammas + noises * noiseRows.gathered(places(pieces.symbols)) }
    let byWindow = Segments(pieces.windows, count: pattern.windowCount)
    let tableGradient = byWindow.sums(of: .concatenated([gammas, plain], axis: 1))
    // Everything behind the modulation sees 1 + γ.
    let factor =
      table.detached().sliced(axis: 1, from: 0, to: channels).gathered(places(pieces.windows)) + 1
    let byPicture = Segments(pieces.pictures, count: input.shape[0])
    let styles = byPicture.sums(
      of: .concatenated([products * factor, plain * factor], axis: 1))
    let gainGradient = styles.sliced(axis: 1, from: 0, to: channels)
    let shiftGradient = styles.sliced(axis: 1, from: channels, to: 2 * channels)
    var found: [Tensor?] = [
      inputGradient(gradient, gain: gainGradient, shift: shiftGradient), tableGradient,
    ]
    if hasStyle { found += [gainGradient, shiftGradient] }
    if let labels {
      // Symbols 1 + 2l and 2 + 2l are label l; symbol 0 and unknown pixels have no noise.
      let byLabel = Segments(
        pieces.symbols.map { symbol in
          let label = symbol == 0 ? -1 : (symbol - 1) / 2
          return label < labels ? label : -1
        }, count: labels)
      found.append(byLabel.sums(of: noises * factor))
    }
    return found
  }

  /// Σ g·x̂, Σ g and Σ g·noise of each piece, `[pieces, 3C]`.
  private func pieceSums(_ gradient: Tensor, _ pieces: PicturePieces) -> Tensor {
    let sums = Tensor.uninitialized([pieces.count, 3 * input.shape[1]])
    pieces.segments.order.withUnsafeBufferPointer { order in
      pieces.segments.starts.withUnsafeBufferPointer { starts in
        pieces.targets.withUnsafeBufferPointer { targets in
          run { job in
            job.output_gradient = UnsafeRawPointer(gradient.unsafeData)
            job.order = order.baseAddress
            job.starts = starts.baseAddress
            job.targets = targets.baseAddress
            job.table_gradient = sums.floatData
          } over: { shared in
            inBalancedParts(starts) { begin, end in
              var job = shared.value
              ck_training_table(&job, Int64(begin), Int64(end))
            }
          }
        }
      }
    }
    return sums
  }

  /// The gradient of the activations. Where the batch's own statistics normalize, the means they
  /// ask for are sums over pictures of gain times the gradients of shift and gain.
  private func inputGradient(
    _ gradient: Tensor, gain gainGradient: Tensor, shift shiftGradient: Tensor
  ) -> Tensor {
    let channels = input.shape[1]
    var means = Tensor.zeros([2, channels])  // of x̂ · dx̂, of dx̂
    if normalization.isOfBatch {
      let both = Tensor.concatenated(
        [
          (gainGradient * gain).sum(over: [0]).reshaped([1, channels]),
          (shiftGradient * gain).sum(over: [0]).reshaped([1, channels]),
        ], axis: 0)
      means = both * (1 / Double(pattern.windows.count))
    }
    let result = Tensor.uninitialized(input.shape, type: input.type, channelsLast: true)
    withExtendedLifetime(means) {
      run { job in
        job.output_gradient = UnsafeRawPointer(gradient.unsafeData)
        job.mean_product = UnsafePointer(means.floatData)
        job.mean_gradient = UnsafePointer(means.floatData) + channels
        job.input_gradient = result.unsafeData
      } over: { shared in
        inParallel(pattern.windows.count, grain: max(1, 16384 / channels)) { begin, end in
          var job = shared.value
          ck_training_input(&job, Int64(begin), Int64(end))
        }
      }
    }
    return result
  }
}
