extension ImportAnswers {
  /// Name of NVlabs/SPADE's option for the doublings; `--upsampling` says the same.
  private static let upsamplingOption = "num_upsampling_layers"

  /// Doublings that were said; `nil` where nothing or nothing known was.
  var upsampling: SPADEConfiguration.Upsampling? {
    let text = try? options.text(Self.upsamplingOption)
    return text.flatMap { SPADEConfiguration.Upsampling(rawValue: $0) }
  }

  /// Refuses doublings that SPADE has not.
  /// - Throws: `ImportError.contradictions`.
  func checkUpsampling() throws(ImportError) {
    guard options.contains(Self.upsamplingOption), upsampling == nil else { return }
    throw .contradictions(["--upsampling is normal, more or most (\(Self.upsamplingOption))"])
  }
}
