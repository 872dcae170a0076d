public import Generators

extension SPADETrainingConfiguration {
  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try generator.validate()
    try discriminator.validate()
    try ConfigurationError.check(encoderWidth, in: 1...1024, "encoderWidth")
    try ConfigurationError.check(batchSize, in: 1...4096, "batchSize")
    let size = generator.outputSize
    if let crop {
      let cell = 1 << generator.upsampling.doublings
      let largest = min(size.width, size.height)
      guard crop.isMultiple(of: cell), crop >= cell, crop <= largest else {
        throw ConfigurationError(
          field: "crop", found: "\(crop)",
          expected: "a multiple of \(cell) up to the pictures' \(largest)")
      }
    }
    try ConfigurationError.check(rate: generatorRate, "generatorRate")
    try ConfigurationError.check(rate: discriminatorRate, "discriminatorRate")
    try ConfigurationError.check(weight: featureWeight, "featureWeight")
    try ConfigurationError.check(weight: pyramidWeight, "pyramidWeight")
    try ConfigurationError.check(weight: divergenceWeight, "divergenceWeight")
    try ConfigurationError.check(weight: r1Weight ?? 0, "r1Weight")
    try ConfigurationError.check(weight: perceptualWeight ?? 0, "perceptualWeight")
    try ConfigurationError.check(segmentationWidth ?? 1, in: 1...512, "segmentationWidth")
    try ConfigurationError.check(weight: segmentationWeight ?? 0, "segmentationWeight")
    try ConfigurationError.check(weight: mixingWeight ?? 0, "mixingWeight")
    try ConfigurationError.check(r1Interval ?? 1, in: 1...100_000, "r1Interval")
    try ConfigurationError.check(divergenceWarmUp, in: 0...1_000_000_000, "divergenceWarmUp")
    try ConfigurationError.check(freeNats, in: 0...100, "freeNats")
    try ConfigurationError.check(priorShare, in: 0...1, "priorShare")
    try ConfigurationError.check(averageDecay, in: 0...1, "averageDecay")
  }
}
