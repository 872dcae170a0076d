public import Generators

extension RotationDiscriminator.Configuration {
  /// The configuration that stored tensors show.
  /// - Parameter resolution: Side of the pictures where it is said: the networks of 48 and 64 have
  ///   the same tensors.
  /// - Throws: `FixtureError` for tensors of no such discriminator.
  public init(weights network: StoredNetwork, resolution: Int?) throws(FixtureError) {
    let shapes = network.shapes
    let blocks = (1..<12).prefix { shapes["block\($0).c2.weight_orig"] != nil }.count
    let sides = [4: [32], 5: [64, 48], 6: [128]][blocks] ?? []
    guard let width = shapes["block\(blocks).c2.weight_orig"]?.first,
      let side = sides.first(where: { $0 == resolution }) ?? sides.first
    else {
      throw FixtureError("\(network.file) holds no self-supervised discriminator")
    }
    self.init(resolution: side)
    self.width = width
    if shapes["l\(blocks + 1).weight_orig"] != nil { storesHeadVectors = true }
    do throws(ConfigurationError) {
      try validate()
    } catch {
      throw FixtureError("\(network.file): \(error)")
    }
  }
}
