import CKernels
import Foundation
import Layers
import Tensors

/// What a batch is normalized by: n = (x − mean) · scale per channel.
struct BatchNormalization {
  /// `[C]`, float32.
  let mean: Tensor
  /// 1/√(variance + ε), `[C]`, float32.
  let scale: Tensor
  /// Whether mean and scale are those of the batch itself, so that gradients flow through them.
  let isOfBatch: Bool

  private static let epsilon = 1e-5
  /// How fast stored statistics move in training, PyTorch's default.
  private static let momentum = 0.1

  /// Leaves what is already normalized as it is.
  init(identityOf channels: Int) {
    mean = Tensor.zeros([channels])
    scale = Tensor.ones([channels])
    isOfBatch = false
  }

  /// Measures a batch, `[N, C, H, W]` channels-last, and moves the stored statistics as the mode
  /// says; in evaluation the stored ones normalize.
  init(_ x: Tensor, statistics: ParameterFreeNorm.RunningStatistics, mode: Mode) {
    if mode == .evaluation {
      mean = statistics.mean.detached()
      scale =
        Tensor.ones([x.shape[1]])
        / (statistics.variance.detached() + BatchNormalization.epsilon).squareRoot()
      isOfBatch = false
      return
    }
    let moments = BatchNormalization.moments(of: x)
    let count = Double(x.count / x.shape[1])
    mean = Tensor(moments.mean.map { Float($0) }, shape: [x.shape[1]])
    scale = Tensor(
      moments.squares.map { Float(1 / ($0 / count + BatchNormalization.epsilon).squareRoot()) },
      shape: [x.shape[1]])
    isOfBatch = true
    let momentum: Double? =
      switch mode {
      case .training: BatchNormalization.momentum
      case .measuring(let momentum): momentum
      case .evaluation, .currentStatistics: nil
      }
    guard let momentum else { return }
    let unbiased = Tensor(
      moments.squares.map { Float($0 / max(1, count - 1)) }, shape: [x.shape[1]])
    withoutGradients {
      for (stored, fresh) in [(statistics.mean, mean), (statistics.variance, unbiased)] {
        stored.assign(stored * (1 - momentum) + fresh * momentum)
      }
    }
  }

  /// Pixels measured together before sums go on in double precision.
  private static let chunk = 1024

  /// Mean and sum of squared deviations per channel.
  private static func moments(of x: Tensor) -> (mean: [Double], squares: [Double]) {
    let channels = x.shape[1]
    let pixels = x.count / channels
    let chunks = (pixels + chunk - 1) / chunk
    var parts = [Float](repeating: 0, count: chunks * 2 * channels)
    parts.withUnsafeMutableBufferPointer { parts in
      var job = ck_chunks()
      job.pixels = Int64(pixels)
      job.chunk = Int64(chunk)
      job.channels = Int32(channels)
      job.input = UnsafeRawPointer(x.unsafeData)
      job.is_bfloat16 = x.type == .bfloat16
      job.out = parts.baseAddress
      let shared = UncheckedJob(job)
      inParallel(chunks, grain: 4) { begin, end in
        var job = shared.value
        ck_measure_chunks(&job, Int64(begin), Int64(end))
      }
    }
    // Chan et al. 1979: moments of parts to moments of the whole.
    var mean = [Double](repeating: 0, count: channels)
    var squares = mean
    var seen = 0.0
    for index in 0..<chunks {
      let count = Double(min(chunk, pixels - index * chunk))
      for channel in 0..<channels {
        let start = index * 2 * channels + channel
        let delta = Double(parts[start]) - mean[channel]
        mean[channel] += delta * count / (seen + count)
        squares[channel] +=
          Double(parts[start + channels]) + delta * delta * seen * count / (seen + count)
      }
      seen += count
    }
    return (mean, squares)
  }
}
