public import Tensors

/// Moves every tensor of a network to a device.
public struct DeviceMover: ParameterVisitor {
  /// Where the tensors go.
  public let device: Device

  /// A mover to a device.
  public init(to device: Device) {
    self.device = device
  }

  /// Replaces one tensor by its copy on the device.
  public mutating func visit(
    _ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind
  ) throws(ParameterError) {
    tensor = tensor.moved(to: device)
  }
}
