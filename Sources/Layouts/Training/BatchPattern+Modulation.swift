import CKernels
import Layers
import Tensors

/// Normalizing, gathering, modulating and activating a batch in one pass, with gradients. γ, β and
/// the normalized activations are never stored per pixel: the backward pass makes them anew.
extension BatchPattern {
  /// lrelu(n · (1 + γ) + β).
  /// - Parameters:
  ///   - x: Activations, `[N, C, height, width]`, float32 or bfloat16.
  ///   - table: `[windowCount, 2C]`, float32.
  ///   - slope: Of the leaky ReLU; 1 for none.
  /// - Returns: `[N, C, height, width]` of the type of `x`, channels-last.
  func modulated(
    _ x: Tensor, table: Tensor, normalization: BatchNormalization, slope: Double
  ) -> Tensor {
    let channels = x.shape[1]
    let pass = TrainingPass(
      pattern: self, input: x, table: table, normalization: normalization, slope: Float(slope))
    let output = Tensor.uninitialized(x.shape, type: x.type, channelsLast: true)
    pass.run { job in
      job.output = output.unsafeData
    } over: {
      self.inPixels(channels, $0, ck_training_output)
    }
    return output.differentiable(withRespectTo: [x, table]) { gradient in
      let gradient = gradient.converted(to: x.type).channelsLast()
      let tableGradient = pass.tableGradient(gradient)
      return [pass.inputGradient(gradient, tableGradient: tableGradient), tableGradient]
    }
  }

  fileprivate func inPixels(
    _ channels: Int, _ job: UncheckedJob<ck_training>,
    _ body: @Sendable (UnsafePointer<ck_training>?, Int64, Int64) -> Void
  ) {
    inParallel(windows.count, grain: max(1, 16384 / channels)) { begin, end in
      var job = job.value
      body(&job, Int64(begin), Int64(end))
    }
  }
}

/// What the passes forward and back have in common.
private struct TrainingPass {
  let pattern: BatchPattern
  /// Channels-last and dense.
  let input: Tensor
  let table: Tensor
  let normalization: BatchNormalization
  let slope: Float

  /// Fills a job and hands it on while everything it points to lives.
  func run(_ fill: (inout ck_training) -> Void, over body: (UncheckedJob<ck_training>) -> Void) {
    precondition(input.isChannelsLast || input.shape[1] == 1, "activations not channels-last")
    precondition(input.count / input.shape[1] == pattern.windows.count, "another level")
    pattern.windows.withUnsafeBufferPointer { windows in
      withExtendedLifetime((input, table, normalization)) {
        var job = ck_training()
        job.channels = Int32(input.shape[1])
        job.is_bfloat16 = input.type == .bfloat16
        job.slope = slope
        job.input = UnsafeRawPointer(input.unsafeData)
        job.windows = windows.baseAddress
        job.table = UnsafePointer(table.floatData)
        job.mean = UnsafePointer(normalization.mean.floatData)
        job.scale = UnsafePointer(normalization.scale.floatData)
        fill(&job)
        body(UncheckedJob(job))
      }
    }
  }

  /// Sums over the pixels of each window, `[windowCount, 2C]`.
  func tableGradient(_ gradient: Tensor) -> Tensor {
    let pieces = pattern.pixels
    let sums = Tensor.uninitialized([pieces.rowCount, table.shape[1]])
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
    for (window, rows) in pieces.split {
      let row = sums.selected(axis: 0, index: window)
      row.addInPlace(
        sums.sliced(axis: 0, from: rows.lowerBound, to: rows.upperBound).sum(over: [0]))
    }
    let result = sums.sliced(axis: 0, from: 0, to: pattern.windowCount)
    // Window 0 is no pixel's: nothing wrote its row.
    result.selected(axis: 0, index: 0).assign(Tensor.scalar(0))
    return result
  }

  /// The gradient of the input. The means that batch statistics ask for need no pass over pixels:
  /// Σ (1 + γ) · g over all pixels is Σ (1 + γ) · (row of the table's gradient) over windows.
  func inputGradient(_ gradient: Tensor, tableGradient: Tensor) -> Tensor {
    let channels = input.shape[1]
    var means = Tensor.zeros([2, channels])  // of n · dn, of dn
    if normalization.isOfBatch {
      let gain = table.detached().sliced(axis: 1, from: 0, to: channels) + 1
      let both = tableGradient.reshaped([-1, 2, channels]) * gain.unsqueezed(1)
      means = both.sum(over: [0]) * (1 / Double(pattern.windows.count))
    }
    let result = Tensor.uninitialized(input.shape, type: input.type, channelsLast: true)
    withExtendedLifetime(means) {
      run { job in
        job.output_gradient = UnsafeRawPointer(gradient.unsafeData)
        job.mean_product = UnsafePointer(means.floatData)
        job.mean_gradient = UnsafePointer(means.floatData) + channels
        job.input_gradient = result.unsafeData
      } over: {
        pattern.inPixels(channels, $0, ck_training_input)
      }
    }
    return result
  }
}
