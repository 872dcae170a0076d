import CTorch
import Foundation

/// A convolution whose weights are packed once for the machine's kernels, with bias, activation
/// and an addition fused (oneDNN). No weight is reordered in a warm call.
///
/// Sendable: the packed form is only touched under the lock, everything else is constant.
public final class PackedConvolution: @unchecked Sendable {
  /// Activation applied to the result.
  public enum Activation: Sendable, Equatable {
    /// None.
    case identity
    /// max(x, 0).
    case relu
    /// x, or `slope`·x where negative.
    case leakyReLU(slope: Float)
    /// tanh(x).
    case tanh
  }

  private let pointer: OpaquePointer
  /// What shapes of results follow from.
  private let weightShape: [Int]
  private let stride: Int
  private let padding: [Int]
  private let outputType: ElementType
  /// One call at a time: the packed form has memory of its own.
  private let lock = NSLock()
  /// Whether the result is added to what the output holds.
  public let addsToOutput: Bool

  /// Packs a convolution.
  /// - Parameters:
  ///   - weight: `[out, in, height, width]`.
  ///   - bias: `[out]`.
  ///   - stride: Step in rows and columns.
  ///   - padding: Zeros added at the top, left, bottom and right.
  ///   - type: `float32` or `bfloat16`, of input and weights.
  ///   - outputType: The same unless given; `float32` keeps a bfloat16 product's sums whole.
  ///   - addsToOutput: Whether the result is added to what the output holds (before activation).
  /// - Throws: `TensorError.operation`.
  public init(
    weight: Tensor, bias: Tensor?, stride: Int = 1, padding: [Int] = [0, 0, 0, 0],
    type: ElementType = .float32, activation: Activation = .identity, addsToOutput: Bool = false,
    outputType: ElementType? = nil
  ) throws(TensorError) {
    precondition(padding.count == 4, "padding is top, left, bottom, right")
    var options = ct_convolution_options()
    options.stride = (Int64(stride), Int64(stride))
    options.padding = (
      Int64(padding[0]), Int64(padding[1]), Int64(padding[2]), Int64(padding[3])
    )
    options.type = type.c
    options.output_type = (outputType ?? type).c
    options.adds_to_output = addsToOutput
    switch activation {
    case .identity: options.activation = CT_IDENTITY
    case .relu: options.activation = CT_RELU
    case .leakyReLU(let slope):
      options.activation = CT_LEAKY_RELU
      options.slope = slope
    case .tanh: options.activation = CT_TANH
    }
    var result: OpaquePointer?
    let status = Engine.api.convolution(weight.pointer, bias?.pointer, &options, &result)
    guard status == 0, let result else {
      throw .operation(reason: Engine.lastError)
    }
    pointer = result
    weightShape = weight.shape
    self.stride = stride
    self.padding = padding
    self.outputType = outputType ?? type
    self.addsToOutput = addsToOutput
  }

  deinit {
    Engine.api.release_convolution(pointer)
  }

  /// Convolves a channels-last input.
  /// - Parameters:
  ///   - input: `[N, in, H, W]`, of the packed type.
  ///   - output: Where the result goes, `[N, out, H′, W′]`, channels-last; `nil` allocates.
  /// - Returns: The output, channels-last.
  public func callAsFunction(_ input: Tensor, into output: Tensor? = nil) -> Tensor {
    if FailureScope.hasFailed { return output ?? placeholder(for: input) }
    var result: OpaquePointer?
    let status = lock.withLock {
      Engine.api.convolve(pointer, input.pointer, output?.pointer, &result)
    }
    guard status == 0, let result else {
      Engine.failed(.operation(reason: Engine.lastError))
      return output ?? placeholder(for: input)
    }
    return Tensor(owning: result)
  }

  private func placeholder(for input: Tensor) -> Tensor {
    let shape = input.shape
    let height = (shape[2] + padding[0] + padding[2] - weightShape[2]) / stride + 1
    let width = (shape[3] + padding[1] + padding[3] - weightShape[3]) / stride + 1
    return Placeholder.tensor([shape[0], weightShape[0], height, width], type: outputType)
  }

  /// Memory held by the original and the packed weights, in bytes.
  public var byteCount: Int { Int(Engine.api.convolution_bytes(pointer)) }
}
