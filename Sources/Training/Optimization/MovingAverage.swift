public import Layers
import Tensors

/// Exponential moving average of a network's tensors: what is shipped and shown.
public struct MovingAverage<Network: Parameterized> {
  /// The averaged network; owns its tensors.
  public let network: Network
  private let targets: [ParameterCollector.Entry]
  private let sources: [ParameterCollector.Entry]

  /// Starts from the network as it is.
  public init(of network: Network) throws(ParameterError) {
    var copy = network
    var duplicator = Duplicator()
    try copy.visit(&duplicator, at: .root)
    self.network = copy
    targets = copy.parameters()
    sources = network.parameters()
  }

  /// Moves the average towards the network: a ← decay · a + (1 − decay) · p. Buffers are copied.
  public func update(decay: Double) {
    withoutGradients {
      for (target, source) in zip(targets, sources) {
        switch target.kind {
        case .learned:
          _ = Engine.call(
            "aten::lerp_", "Scalar", .tensor(target.tensor), .tensor(source.tensor.detached()),
            .double(1 - decay))
        case .buffer: target.tensor.assign(source.tensor)
        }
      }
    }
  }
}

/// Replaces every tensor by a copy of its own.
struct Duplicator: ParameterVisitor {
  mutating func visit(_ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind)
    throws(ParameterError)
  {
    tensor = tensor.detached().copy()
  }
}

/// Turns every learned tensor into a leaf that records gradients, sharing its storage.
struct GradientRecorder: ParameterVisitor {
  mutating func visit(_ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind)
    throws(ParameterError)
  {
    if kind == .learned { tensor = tensor.requiringGradient() }
  }
}
