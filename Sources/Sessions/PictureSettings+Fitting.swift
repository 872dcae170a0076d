import Checksums
public import Synthesis

extension PictureSettings {
  /// The settings as a model can take them: a word whose code another model gave becomes what the word
  /// is here, a code of this model's or a seed. What is stored stays, so that going back finds it.
  public func fitted(to capabilities: Capabilities) -> PictureSettings {
    guard let word = seedWord, case .z(let code) = latent.source, let own = capabilities.latent,
      code.count != own.dimension
    else { return self }
    var fitted = self
    fitted.latent.source = capabilities.source(ofWord: word) { CRC32.checksum(of: $0.utf8) }
    return fitted
  }
}
