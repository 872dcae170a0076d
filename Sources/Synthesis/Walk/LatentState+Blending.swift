extension LatentState {
  /// The state on the way to another one: ψ and ψ of layers blend linearly, mixed layers along the
  /// great circle where both mix the same layers, steps along directions linearly. What cannot blend (cutoff, noise) stays until
  /// the end of the way, where the other state is reached exactly.
  /// - Parameters:
  ///   - fraction: Part of the way, 0…1.
  ///   - source: Where in latent space one is then.
  public func blended(
    with other: LatentState, fraction: Double, source: Source
  ) -> LatentState {
    if fraction <= 0 { return self }
    if fraction >= 1 { return other }
    func between(_ first: Double, _ second: Double) -> Double {
      first == second ? first : first + (second - first) * fraction
    }
    var state = self
    state.source = source
    state.truncationPsi = between(truncationPsi, other.truncationPsi)
    for layer in Set(layerPsi.keys).union(other.layerPsi.keys) {
      state.layerPsi[layer] = between(
        layerPsi[layer] ?? truncationPsi, other.layerPsi[layer] ?? other.truncationPsi)
    }
    state.directions = LatentDirection.blended(
      directions, other.directions, fraction: fraction)
    if let mixing, let next = other.mixing, mixing.layers == next.layers,
      mixing.source != next.source
    {
      state.mixing?.source = .between(mixing.source, next.source, fraction: fraction)
    }
    return state
  }
}
