import Foundation
public import Imaging
public import Tensors

/// A `PlannedConvolution` that copies of a network share, with working memory of its own.
///
/// Sendable: one call at a time, under its lock.
public final class SharedConvolution: @unchecked Sendable {
  private let lock = NSLock()
  private let planned: PlannedConvolution
  private let workspace = Workspace()
  private let outputs: Int
  private let shrinks: Int

  /// Packs a 3×3 convolution of stride 1 in float32.
  /// - Parameters:
  ///   - weight: `[out, in, 3, 3]`.
  ///   - bias: `[out]`.
  ///   - padding: Zeros on every side: 0 or 1.
  ///   - level: Size of the output it will mostly compute; others work as well.
  /// - Throws: `TensorError.operation`.
  public init(
    weight: Tensor, bias: Tensor?, padding: Int = 0, activation: PackedConvolution.Activation,
    level: PixelSize
  ) throws(TensorError) {
    planned = try PlannedConvolution(
      weight: weight, bias: bias, padding: padding, type: .float32, activation: activation,
      level: level)
    outputs = weight.shape[0]
    shrinks = 2 - 2 * padding
  }

  /// Convolves.
  /// - Parameter input: `[N, in, H, W]`, float32, channels-last.
  /// - Returns: `[N, out, H − 2, W − 2]`, or of the input's size with padding; channels-last, of its
  ///   own memory.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let shape = input.shape
    let output = Tensor.uninitialized(
      [shape[0], outputs, shape[2] - shrinks, shape[3] - shrinks], channelsLast: true)
    lock.lock()
    defer { lock.unlock() }
    for index in 0..<shape[0] {
      planned(
        input.sliced(axis: 0, from: index, to: index + 1),
        into: output.sliced(axis: 0, from: index, to: index + 1), in: workspace)
    }
    return output
  }
}
