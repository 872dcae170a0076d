public import Layers
public import Layouts
import Synthesis
public import Tensors

/// A network that can be packed for inference.
public protocol PackableNetwork: Parameterized, Sendable {
  /// Makes it ready for inference in an element type, once: norms folded, weights packed.
  /// - Throws: `TensorError`.
  mutating func packForInference(as type: Tensors.ElementType) throws(TensorError)

  /// Measures phases of packed renderings while there is a clock.
  func measurePhases(with clock: PhaseClock?)
}

/// A network and its packed copies, one per precision.
struct PackedNetworks<Network: PackableNetwork>: Sendable {
  /// As it was loaded.
  private(set) var plain: Network
  /// Where it lives.
  private(set) var device = Device.cpu
  private var packed: [Precision: Network] = [:]

  init(_ network: consuming Network) { plain = network }

  /// The one that renders in a precision: packed once `prepare` was called for it, else plain.
  subscript(precision: Precision) -> Network { packed[precision] ?? plain }

  /// Any packed one, for parts that are float32 in every precision; else the plain one.
  var any: Network { packed.values.first ?? plain }

  /// Packs weights for a precision, once; only on the CPU, whose weights packed ones are.
  /// - Throws: `ModelError.engine`.
  mutating func prepare(for precision: Precision) throws(ModelError) {
    guard device == .cpu, packed[precision] == nil else { return }
    var copy = plain
    do {
      try copy.packForInference(as: precision.elementType)
    } catch {
      throw .engine(error)
    }
    packed[precision] = copy
  }

  /// Forgets packed copies.
  mutating func discardPacked() { packed = [:] }

  /// Moves the network and forgets packed copies.
  /// - Throws: `ModelError.request` when the device refuses it.
  mutating func move(to device: Device) throws(ModelError) {
    if device == self.device { return }
    try plain.move(to: device)
    self.device = device
    packed = [:]
  }

  /// Measures phases of renderings in a precision it is prepared for.
  func measurePhases(with clock: PhaseClock?, precision: Precision) {
    packed[precision]?.measurePhases(with: clock)
  }
}
