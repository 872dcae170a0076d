import Checkpoints

extension Checkpoint {
  /// Refuses tensors outside of the named networks of a package.
  /// - Throws: `ModelError.weights`.
  func requireOnly(_ networks: [String]) throws(ModelError) {
    let strays = tensors.filter { tensor in
      !networks.contains { tensor.name.hasPrefix($0 + ".") }
    }
    guard strays.isEmpty else {
      throw .weights(
        file: file, problems: strays.map { .unused(name: $0.name, shape: $0.shape) })
    }
  }
}
