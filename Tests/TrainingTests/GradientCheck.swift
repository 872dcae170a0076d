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

/// Makes every tensor double, so that differences over tiny steps have digits left.
private struct Doubler: ParameterVisitor {
  mutating func visit(
    _ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind
  ) throws(ParameterError) {
    tensor = tensor.converted(to: .float64)
  }
}

/// Compares the slope of a scalar along a random direction of parameter space with a finite
/// difference in double precision. The step is so small that no leaky ReLU changes sides: first
/// derivatives jump there.
func expectSlope<Network: Parameterized>(
  of network: inout Network, _ scalar: (Network) throws -> Tensor
) throws {
  var doubler = Doubler()
  try network.visit(&doubler, at: .root)
  var recorder = GradientRecorder()
  try network.visit(&recorder, at: .root)
  let parameters = network.parameters().filter { $0.kind == .learned }.map(\.tensor)
  let network = network
  let random = RandomGenerator(seed: 11)
  let directions = parameters.map { random.normal($0.shape).converted(to: .float64) }
  let found = try withGradients {
    try gradients(of: [scalar(network)], withRespectTo: parameters)
  }
  var slope = 0.0
  for (gradient, direction) in zip(found, directions) {
    if let gradient { slope += (gradient * direction).sum().item }
  }
  func value(_ step: Double) throws -> Double {
    withoutGradients {
      for (tensor, direction) in zip(parameters, directions) {
        tensor.addInPlace(direction, scale: step)
      }
    }
    defer {
      withoutGradients {
        for (tensor, direction) in zip(parameters, directions) {
          tensor.addInPlace(direction, scale: -step)
        }
      }
    }
    return try withGradients { try scalar(network).item }
  }
  let step = 1e-7
  let difference = (try value(step) - value(-step)) / (2 * step)
  #expect(slope.magnitude > 1e-6)
  #expect(abs(slope - difference) < 1e-4 * max(slope.magnitude, difference.magnitude))
}
