public import Layers
import Tensors

/// Exponential moving average of a network's tensors: what is shipped and shown.
public struct MovingAverage<Network: Parameterized> {
  /// The averaged network; owns its tensors.
  public let network: Network
  private let learned: (targets: [Tensor], sources: [Tensor])
  private let buffers: (targets: [Tensor], sources: [Tensor])

  /// Starts from the network as it is.
  public init(of network: Network) throws(ParameterError) {
    var copy = network
    var duplicator = Duplicator()
    try copy.visit(&duplicator, at: .root)
    self.network = copy
    let pairs = zip(copy.parameters(), network.parameters()).map { target, source in
      (kind: target.kind, target: target.tensor, source: source.tensor.detached())
    }
    let learned = pairs.filter { $0.kind == .learned }
    let buffers = pairs.filter { $0.kind == .buffer }
    self.learned = (learned.map(\.target), learned.map(\.source))
    self.buffers = (buffers.map(\.target), buffers.map(\.source))
  }

  /// Moves the average towards the network: a ← decay · a + (1 − decay) · p. Buffers are copied.
  public func update(decay: Double) {
    withoutGradients {
      TensorList.moveInPlace(learned.targets, towards: learned.sources, share: 1 - decay)
      TensorList.assign(buffers.targets, buffers.sources)
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
