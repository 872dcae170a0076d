public import Checkpoints
public import Layers
public import Tensors

/// The generator of one scale: adds detail to the picture from the scale below.
public struct SinGANGenerator: Sendable {
  /// Name of the family.
  public static let family = "singan"

  /// The blocks.
  public var trunk: SinGANTrunk
  /// The last convolution, to 3 channels; tanh follows.
  public var tail: Conv2D
  private var packedTail: PackedConvolution?

  /// A freshly drawn generator.
  /// - Parameters:
  ///   - channels: Width behind each block.
  ///   - random: `nil` leaves the weights unfilled, to be loaded.
  public init(channels: [Int], using random: RandomGenerator?) {
    trunk = SinGANTrunk(channels: channels, using: random)
    tail = .singan(channels[channels.count - 1], 3, using: random)
  }

  /// Pixels its convolutions cut on every side.
  public var border: Int { trunk.body.count + 2 }

  /// - Parameters:
  ///   - x: Noise times amplitude plus `previous`, `[N, 3, H, W]`.
  ///   - previous: The enlarged picture of the scale below, padded, `[N, 3, H, W]`.
  /// - Returns: tanh of the layers plus the centre of `previous`, `[N, 3, H − 2b, W − 2b]`.
  public func callAsFunction(
    _ x: Tensor, previous: Tensor, mode: Mode = .evaluation
  ) -> Tensor {
    let features = trunk(x, mode: mode)
    let detail: Tensor
    if let packedTail, mode == .evaluation {
      detail = packedTail(features.channelsLast())
    } else {
      detail = tail(features).tanh()
    }
    return detail + previous.cut(border)
  }

  /// Packs all layers for inference.
  /// - Throws: `TensorError`.
  mutating func packForInference() throws(TensorError) {
    try trunk.packForInference()
    packedTail = try PackedConvolution(
      weight: tail.weight, bias: tail.bias, activation: .tanh)
  }

  /// A generator filled with stored tensors; nothing is drawn first.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    channels: [Int], from tensors: [StoredTensor], file: String
  ) throws(ModelError) -> SinGANGenerator {
    var network = SinGANGenerator(channels: channels, using: nil)
    try load(into: &network, from: tensors, file: file)
    return network
  }

  /// Widths behind the blocks, told by the names and shapes of a network's tensors.
  /// - Returns: `nil` for tensors of another network.
  public static func channels(of tensors: [StoredTensor]) -> [Int]? {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    var channels: [Int] = []
    var input = 3
    for index in 0..<64 {
      let name = index == 0 ? "head" : "body.block\(index)"
      guard let shape = shapes["\(name).conv.weight"] else { break }
      guard shape.count == 4, shape[1] == input, shape[0] > 0, shape[0] <= 4096,
        shape[2] == 3, shape[3] == 3
      else { return nil }
      input = shape[0]
      channels.append(input)
    }
    return channels.isEmpty ? nil : channels
  }
}

extension SinGANGenerator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try trunk.visit(&visitor, at: path)
    try tail.visit(&visitor, at: path / "tail.0")
  }
}

extension Tensor {
  /// Without so many pixels on every side of `[N, C, H, W]`; a view.
  public func cut(_ border: Int) -> Tensor {
    let shape = shape
    return sliced(axis: 2, from: border, to: shape[2] - border)
      .sliced(axis: 3, from: border, to: shape[3] - border)
  }

  /// The upper left part of `[N, C, H, W]`, at most so large; a view.
  public func cut(height: Int, width: Int) -> Tensor {
    let shape = shape
    return sliced(axis: 2, from: 0, to: min(height, shape[2]))
      .sliced(axis: 3, from: 0, to: min(width, shape[3]))
  }

  /// `[N, C, H, W]` with zeros on every side.
  public func zeroPadded(_ border: Int) -> Tensor {
    Engine.call(
      "aten::constant_pad_nd", "", .tensor(self), .ints([border, border, border, border]),
      .double(0))
  }
}
