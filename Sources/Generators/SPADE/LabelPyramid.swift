import Imaging
import Layers
import Tensors

/// A modulation source that keeps the map as one number per pixel and makes the one-hot tensor of
/// a level only when it is asked for, with channels innermost and in the type that is computed
/// in. The slow reference beside `SPADEPlan`. The nearest rule picks pixels, so resizing before or after one-hot is the same.
///
/// Not Sendable: it belongs to one pass on one thread.
final class LabelPyramid: ModulationSource {
  private let input: SemanticInput
  private let type: Tensors.ElementType
  /// The largest level, on a device: it crosses once, the others are picked from it there.
  private let full: Tensor?
  private var level: (size: PixelSize, tensor: Tensor)?

  /// - Parameters:
  ///   - size: The largest level that is asked for.
  ///   - device: Where the network is.
  init(
    _ input: SemanticInput, type: Tensors.ElementType, size: PixelSize, device: Device = .cpu
  ) {
    self.input = input
    self.type = type
    full = device == .cpu ? nil : input.planes(at: size, type: type, on: device)
  }

  /// Only the last level is kept: blocks go from coarse to fine and never back.
  func semantics(height: Int, width: Int) -> Tensor {
    let size = PixelSize(width: width, height: height)
    if let level, level.size == size { return level.tensor }
    let tensor =
      full.map { $0.resizedNearest(height: height, width: width) }
      ?? input.planes(at: size, type: type)
    level = (size, tensor)
    return tensor
  }

  func modulation(of layer: SPADE, height: Int, width: Int) -> Tensor {
    let hidden = layer.shared(semantics(height: height, width: width))
    // In place: at full size one copy more is a tenth of all memory.
    _ = Engine.call("aten::relu_", "", .tensor(hidden))
    return layer.scaleAndShift(hidden)
  }
}

extension SemanticInput {
  /// The same tensor made on a device: a byte per pixel crosses, not a number per channel.
  /// - Returns: `[1, channelCount, H, W]`, channels-last.
  func planes(at size: PixelSize, type: Tensors.ElementType, on device: Device) -> Tensor {
    let shape = [1, size.height, size.width, 1]
    let ids = channels.resizedNearest(to: size).elements
    let labels = channelCount - (edges == nil ? 0 : 1)
    let numbers =
      labels < 256
      ? Tensor(ids.map { UInt8(truncatingIfNeeded: $0) }, shape: shape)
      : Tensor(ids.map { Int64($0) }, shape: shape).converted(to: .int32)
    var planes = numbers.moved(to: device).isClass(of: labels)
    if let edges {
      let mask = Tensor(edges.resizedNearest(to: size).elements, shape: shape).moved(to: device)
      planes = Tensor.concatenated([planes, mask], axis: 3)
    }
    return planes.converted(to: type).permuted([0, 3, 1, 2])
  }

  /// The one-hot tensor with its edge channel at some size, by the nearest rule.
  /// - Parameter extraChannels: Zeros behind the edges, for whoever fills them.
  /// - Returns: `[1, channelCount + extraChannels, H, W]`, channels-last.
  func planes(
    at size: PixelSize, type: Tensors.ElementType, extraChannels: Int = 0
  ) -> Tensor {
    let shape = [1, size.height, size.width, channelCount + extraChannels]
    let channels = channels.resizedNearest(to: size)
    let indices = Tensor(
      channels.elements.map(Int64.init), shape: [1, size.height, size.width, 1])
    let planes = Engine.call(
      "aten::scatter_", "value", .tensor(Tensor.zeros(shape, type: type)), .int(3),
      .tensor(indices), .double(1))
    if let edges {
      let mask = Tensor(
        edges.resizedNearest(to: size).elements, shape: [1, size.height, size.width, 1])
      planes.sliced(axis: 3, from: channelCount - 1, to: channelCount).assign(mask)
    }
    return planes.permuted([0, 3, 1, 2])
  }
}
