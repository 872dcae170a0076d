import Layers
import Tensors

/// What every loaded model does with its networks.
extension Parameterized {
  /// Bytes of its parameters in float32, without packed copies.
  var byteCount: Int { parameters().reduce(0) { $0 + $1.tensor.count * 4 } }

  /// Moves its parameters.
  /// - Throws: `ModelError.request` when the device refuses them.
  mutating func move(to device: Device) throws(ModelError) {
    var mover = DeviceMover(to: device)
    do {
      try visit(&mover, at: .root)
    } catch {
      throw .request(reason: error.description, advice: "Try --device cpu.")
    }
  }
}
