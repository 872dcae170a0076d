public import Synthesis

extension ModelManifest {
  /// What the package adds to what its networks can do: words with codes, where to begin.
  public func completed(_ capabilities: Capabilities) -> Capabilities {
    var completed = capabilities
    completed.latent?.words = latent?.words ?? [:]
    completed.latent?.start = latent?.start
    return completed
  }
}
