import Layers
import Tensors
import Testing

@testable import Training

/// Compares the gradients of a loss with central differences, one number of every learned tensor.
func checkGradients(
  of network: some Parameterized, _ loss: () -> Tensor,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let learned = network.parameters().filter { $0.kind == .learned }
  let found = try withGradients {
    try gradients(of: [loss()], withRespectTo: learned.map(\.tensor))
  }
  for (entry, gradient) in zip(learned, found) {
    let gradient = try #require(
      gradient, "\(entry.name) takes part", sourceLocation: sourceLocation)
    let values = entry.tensor.floats()
    let place = values.count / 3
    let step: Float = 4e-3
    func moved(by amount: Float) -> Double {
      var changed = values
      changed[place] += amount
      withoutGradients {
        entry.tensor.detached().assign(Tensor(changed, shape: entry.tensor.shape))
      }
      return withoutGradients { loss().item }
    }
    let numeric = (moved(by: step) - moved(by: -step)) / Double(2 * step)
    _ = moved(by: 0)
    let analytic = Double(gradient.floats()[place])
    #expect(
      abs(numeric - analytic) < 0.03 * max(1, abs(analytic)), "\(entry.name)",
      sourceLocation: sourceLocation)
  }
}

/// The network with leaves that record gradients.
func recordingGradients<Network: Parameterized>(_ network: Network) throws -> Network {
  var copy = network
  var recorder = GradientRecorder()
  try copy.visit(&recorder, at: .root)
  return copy
}
