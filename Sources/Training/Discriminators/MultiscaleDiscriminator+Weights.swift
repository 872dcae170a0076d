public import Generators

extension MultiscaleDiscriminator.Configuration {
  /// The configuration that stored tensors show, under the names of either program.
  /// - Throws: `FixtureError` for tensors of no such discriminator.
  public init(weights network: StoredNetwork) throws(FixtureError) {
    let shapes = network.shapes
    /// The names of the convolutions of one layer, full size or not, by program.
    let layouts: [(variant: MultiscaleDiscriminator.Variant, name: (Int, Int) -> [String])] = [
      (
        .spade,
        { scale, layer in
          let place = "discriminator_\(scale).model\(layer).0"
          return [place + ".weight", place + ".0.weight_orig", place + ".0.weight"]
        }
      ),
      (
        .pix2pixHD(normalization: .instance, hasFeatures: true),
        { scale, layer in ["scale\(scale)_layer\(layer).0.weight"] }
      ),
      (
        .pix2pixHD(normalization: .instance, hasFeatures: false),
        { scale, layer in ["layer\(scale).\(layer == 0 ? 0 : 3 * layer - 1).weight"] }
      ),
    ]
    for (variant, name) in layouts {
      func shape(_ scale: Int, _ layer: Int) -> [Int]? {
        name(scale, layer).lazy.compactMap { shapes[$0] }.first
      }
      guard let first = shape(0, 0) else { continue }
      guard first.count == 4, first[1] > 3 else { break }
      self.init(semanticChannels: first[1] - 3, variant: variant)
      ndf = first[0]
      scales = (0..<16).prefix { shape($0, 0) != nil }.count
      layers = (0..<16).prefix { shape(0, $0) != nil }.count - 1
      if case .pix2pixHD(_, let hasFeatures) = variant,
        shapes.keys.contains(where: { $0.hasSuffix(".running_mean") })
      {
        self.variant = .pix2pixHD(normalization: .batch, hasFeatures: hasFeatures)
      }
      guard layers >= 2, (1...4096).contains(ndf) else { break }
      return
    }
    throw FixtureError("\(network.file) holds no multi-scale discriminator")
  }
}
