public import Generators

extension ProjectionDiscriminator.Configuration {
  /// The configuration that stored tensors show; epsilons leave no trace in them.
  /// - Parameter network: Under the names of ajbrock/BigGAN-PyTorch.
  /// - Throws: `FixtureError` for tensors of no such discriminator.
  public init(weights network: StoredNetwork) throws(FixtureError) {
    let shapes = network.shapes
    func channels(_ name: String) throws(FixtureError) -> [Int] {
      guard let shape = shapes[name], shape.count == 4 || shape.count == 2 else {
        throw FixtureError("\(network.file) holds no discriminator of BigGAN: no \(name)")
      }
      return shape
    }
    let blocks = (0..<12).prefix { shapes["blocks.\($0).0.conv2.weight"] != nil }.count
    guard let side = [4: 32, 5: 64, 6: 128, 7: 256, 8: 512][blocks] else {
      throw FixtureError("\(network.file) has \(blocks) blocks, expected 4 to 8")
    }
    self.init(resolution: side, classCount: try channels("embed.weight")[0])
    let first = try channels("blocks.0.0.conv2.weight")[0]
    width = side == 32 ? first / 4 : first
    let table = self.blocks
    attention = (0..<blocks).filter { shapes["blocks.\($0).1.theta.weight"] != nil }
      .map { table.sides[$0] }
    // Inside, a wide block has its output's channels.
    let last = try channels("blocks.\(blocks - 2).0.conv1.weight")
    isWide = last[0] == table.widths[blocks - 2]
    isSpectral = shapes["linear.u0"] != nil
    do throws(ConfigurationError) {
      try validate()
    } catch {
      throw FixtureError("\(network.file): \(error)")
    }
  }
}
