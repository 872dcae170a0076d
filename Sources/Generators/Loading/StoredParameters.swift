public import Checkpoints
public import Layers
import Tensors

extension Parameterized {
  /// All tensors under their checkpoint names, for saving.
  /// - Parameters:
  ///   - prefix: Put before every name with a dot; `nil` adds none.
  ///   - type: `float32`, or `float16` and `bfloat16` for half the size.
  public func storedTensors(
    under prefix: String? = nil, as type: Checkpoints.ElementType = .float32
  ) -> [StoredTensor] {
    parameters().map { entry in
      let name = prefix.map { "\($0).\(entry.name)" } ?? entry.name
      let target: Tensors.ElementType =
        switch type {
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .float64: .float64
        default: .float32
        }
      let tensor = entry.tensor.detached().moved(to: .cpu).converted(to: target)
        .contiguous()
      return StoredTensor(
        name: name, type: type, shape: tensor.shape, bytes: tensor.rawBytes())
    }
  }
}
