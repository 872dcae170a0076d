import Checkpoints

extension ModelPackage {
  /// Reads a generator and its encoder from the package's weights, strictly: a tensor of another
  /// network is refused. The file's bytes are gone when it returns.
  /// - Parameters:
  ///   - needsEncoder: Whether a package without an encoder is broken.
  ///   - progress: Gets the share that is done, 0…1.
  ///   - generator: Builds and fills the generator; reports the share of it that is done.
  ///   - encoder: Builds and fills the encoder.
  /// - Throws: `ModelError`.
  func networks<Generator, Encoder>(
    needsEncoder: Bool, progress: ((Double) -> Void)?,
    generator: (
      _ tensors: [StoredTensor], _ file: String, _ progress: ((Double) -> Void)?
    ) throws(ModelError) -> Generator,
    encoder: (_ tensors: [StoredTensor], _ file: String) throws(ModelError) -> Encoder
  ) throws(ModelError) -> (generator: Generator, encoder: Encoder?) {
    let checkpoint = try weights()
    progress?(0.3)
    try checkpoint.requireOnly(["generator", "encoder"])
    let made = try generator(
      checkpoint.tensors(under: "generator"), checkpoint.file,
      progress.map { report in { report(0.3 + 0.7 * $0) } })
    let stored = checkpoint.tensors(under: "encoder")
    guard needsEncoder || !stored.isEmpty else { return (made, nil) }
    return (made, try encoder(stored, checkpoint.file))
  }
}
